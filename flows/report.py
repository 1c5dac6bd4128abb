"""What a run did: one record, for the terminal, for Prefect's UI and for a row of `runs`. No Prefect."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rich.console import Console

from flows.errors import CopydeskError
from flows.terminal import make_command
from transforms.records import Reject

#: Rejects that the terminal shows in full; all of them are in `open_rejects`.
_SHOWN_REJECTS = 12
#: A first question, of columns that fit a terminal.
LATEST = "select publisher, headline, byline, published_at from articles order by published_at desc limit 20"
_NEWS = ("articles_new", "articles_changed", "articles_unpublished", "entries_new")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """What storing one stage changed."""

    counts: Mapping[str, int] = field(default_factory=dict)
    rejects: tuple[Reject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did."""

    run_id: str
    flow: str
    database: str  #: the file analysts open
    counts: Mapping[str, int]
    rejects: tuple[Reject, ...] = ()
    broken: tuple[str, ...] = ()  #: shards that broke, by stage: a fault of ours, not of a page

    @property
    def is_news(self) -> bool:
        """Whether the run stored anything."""
        return any(self.counts.get(name) for name in _NEWS)


class RunBroken(CopydeskError):
    """Shards of the run broke; what the others did is stored."""

    def __init__(self, report: RunReport) -> None:
        super().__init__("the run is broken:\n  " + "\n  ".join(report.broken))
        self.report = report


def make_report(
    run_id: str, flow: str, database: str, stages: Iterable[StageReport], broken: tuple[str, ...] = ()
) -> RunReport:
    """The stages' reports as one; equal counts add up."""
    total: Counter[str] = Counter()
    rejects: list[Reject] = []
    for stage in stages:
        total.update(stage.counts)
        rejects.extend(stage.rejects)
    total["rejects"] = len(rejects)
    return RunReport(
        run_id=run_id, flow=flow, database=database, counts=dict(total), rejects=tuple(rejects), broken=broken
    )


def count_reasons(report: RunReport) -> Counter[str]:
    """How many rejects a stage and reason."""
    return Counter(f"{reject.stage}, {reject.reason}" for reject in report.rejects)


def show_report(report: RunReport, console: Console, *, with_hint: bool = True) -> None:
    """The run in a few lines, for a person; `with_hint` says how to ask for what it stored."""
    counts = Counter(report.counts)
    if report.flow == "ingest":
        console.print(
            f"{counts['feeds_polled']} feeds polled: {counts['feeds_unchanged']} unchanged, "
            f"{counts['feeds_failed']} failed. {counts['entries_new']} new entries, "
            f"{counts['pages_fetched']} pages fetched.",
            highlight=False,
        )
    console.print(
        f"Stored {counts['articles_new']} new articles, {counts['articles_changed']} changed, "
        f"{counts['articles_unchanged']} as they were; {counts['rejects']} rejects.",
        highlight=False,
    )
    if gone := counts["articles_unpublished"]:
        console.print(f"{gone} stories are gone from their sites; what they said is kept.", highlight=False)
    if counts["network_outages"]:
        console.print(
            "No host answered at all: our own network seems to be down. Nothing is held against feeds and stories.",
            highlight=False,
        )
    if not report.is_news:
        console.print("Nothing new: no story was stored or changed.", highlight=False)
    for reject in report.rejects[:_SHOWN_REJECTS]:
        detail = f" ({reject.detail})" if reject.detail else ""
        console.print(f"  {reject.stage}: {reject.reason}{detail}  {reject.url}", highlight=False, markup=False)
    if len(report.rejects) > _SHOWN_REJECTS:
        console.print(
            f"  and {len(report.rejects) - _SHOWN_REJECTS} more: {make_command('rejects', 'list')}", highlight=False
        )
    if with_hint:
        ask = make_command("sql", LATEST)
        console.print(f"Open {report.database}, or ask:\n  {ask}", highlight=False, markup=False, soft_wrap=True)

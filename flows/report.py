"""What a run did: one record, for the terminal, for Prefect's UI and for a row of `runs`. No Prefect."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rich.console import Console

from flows.errors import CopydeskError
from flows.terminal import make_command
from transforms.records import Reject
from warehouse.checks import Breach

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
class FieldChange:
    """What remaking stories changes in one field."""

    field: str  #: "byline", "captions.creators", "no longer a story"
    articles: int
    examples: tuple[tuple[str, str, str], ...] = ()  #: address, before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did."""

    run_id: str
    flow: str
    database: str  #: the file analysts open
    counts: Mapping[str, int]
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[str, ...] = ()  #: bands that were left: a publisher fell silent, a layout changed
    broken: tuple[str, ...] = ()  #: shards that broke, by stage: a fault of ours, not of a page
    notes: tuple[str, ...] = ()  #: what the user should know besides
    changes: tuple[FieldChange, ...] = ()  #: by a backfill that compares

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


def describe_breach(breach: Breach) -> str:
    """A warning in a line: the law, how many rows leave it, the first of them."""
    first = ", ".join(f"{name} {value}" for name, value in zip(breach.columns, breach.rows[0], strict=True))
    more = f" and {breach.count - 1} more" if breach.count > 1 else ""
    return f"{breach.law} Not so: {first}{more}."


def describe_reject(stage: str, reason: str, detail: str | None, url: str) -> str:
    """A reject in a line: where it ended, why, and the address, last, so that it can be copied."""
    return f"{stage}: {reason}{f' ({detail})' if detail else ''}  {url}"


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
    if report.flow == "ingest" or "articles_new" in report.counts:  # else nothing was to be stored
        _show_stored(counts, console)
    if gone := counts["articles_unpublished"]:
        console.print(f"{gone} stories are gone from their sites; what they said is kept.", highlight=False)
    if counts["network_outages"]:
        console.print(
            "No host answered at all: our own network seems to be down. Nothing is held against feeds and stories.",
            highlight=False,
        )
    _show_changes(report, console)
    for note in report.notes:
        console.print(note, highlight=False, markup=False)
    if not report.is_news:
        console.print("Nothing new: no story was stored or changed.", highlight=False)
    for reject in report.rejects[:_SHOWN_REJECTS]:
        line = describe_reject(reject.stage, reject.reason, reject.detail, reject.url)
        console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    if len(report.rejects) > _SHOWN_REJECTS:
        console.print(
            f"  and {len(report.rejects) - _SHOWN_REJECTS} more: {make_command('rejects', 'list')}", highlight=False
        )
    for warning in report.warnings:
        console.print(f"Warning: {warning}", highlight=False, markup=False)
    if with_hint:
        ask = make_command("sql", LATEST)
        console.print(f"Open {report.database}, or ask:\n  {ask}", highlight=False, markup=False, soft_wrap=True)


def _show_stored(counts: Counter[str], console: Console) -> None:
    console.print(
        f"Stored {counts['articles_new']} new articles, {counts['articles_changed']} changed, "
        f"{counts['articles_unchanged']} as they were; {counts['rejects']} rejects.",
        highlight=False,
    )


def _show_changes(report: RunReport, console: Console) -> None:
    for change in report.changes:
        console.print(f"{change.articles:>7}  {change.field}", highlight=False, markup=False)
        for url, before, after in change.examples:
            console.print(f"         {url}\n           - {before}\n           + {after}", highlight=False, markup=False)

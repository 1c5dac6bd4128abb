"""The command line without a run: exit status and remedy of what cannot be, the version, commands that can be typed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows import cli, terminal
from flows.check import check_feed
from flows.errors import SettingsError, Stopped, UsageError
from flows.line import check_line
from flows.past.archived import check_archived
from flows.past.ask import Ask
from flows.progress import show_waiting
from flows.report import LATEST, RunReport, show_report
from flows.settings import Settings, read_settings
from flows.sources import keep_list, read_sources
from tests.desk import ROOT
from tests.flows.wire import Wire
from transforms.records import Batch, Fetch
from warehouse.connection import make_paths, open_private
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        yield server


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_HOME", "home")
    monkeypatch.delenv("COPYDESK_FEEDS_FILE", raising=False)
    return tmp_path / "home"


def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The console script's exit status and all it printed."""
    monkeypatch.setattr(sys, "argv", ["copydesk", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_the_version_is_told() -> None:
    said = CliRunner().invoke(cli.app, ["--version"])
    assert said.output.strip() == f"copydesk {read_settings().user_agent.partition('/')[2]}"


def test_a_question_waits_for_nothing_that_only_runs_need() -> None:
    heavy = {"aiohttp", "pandas", "prefect", "spacy", "trafilatura"}
    code = f"import sys, flows.cli; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sql", "select 1"], "copydesk run"),
        (["status"], "copydesk run"),
        (["demo", "--port", "99999"], "65535"),
        (["up", "--port", "99999"], "65535"),
        (["backfill", "--since", "2026-03-04", "--until", "2026-03-01"], "exchange them"),
        (["backfill", "--from", "archive"], "nothing is archived in"),
        (["feeds", "list"], "COPYDESK_FEEDS_FILE"),
        (["feeds", "import", "none.opml"], "none.opml: there is no such file; check its path"),
        (["feeds", "add", "--unchecked", "notaurl"], "the new feed: 'notaurl' is no address we can poll"),
        (["backfill", "--from", "nowhere"], "Invalid value for '--from': 'nowhere' is not one of"),
        (["run", "--feeds", "gopher://example.org/"], "only http:// and https:// can be asked"),
        (["feeds", "export", "--output", "none/feeds.opml"], "none/feeds.opml: No such file or directory"),
    ],
)
def test_what_cannot_be_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path, arguments: list[str], says: str
) -> None:
    if arguments[:2] == ["feeds", "export"]:
        Path("feeds.toml").write_text('[[feeds]]\nurl = "https://example.org/"\n')
    status, said = call(monkeypatch, capsys, *arguments)
    assert (status, says in " ".join(said.split())) == (2, True), said
    assert not home.exists()


@pytest.fixture
def published(home: Path) -> Path:
    """A home with a page of one day, published."""
    paths = make_paths(home.resolve())
    fetch = Fetch(
        fetch_id=1, run_id="r", url="https://example.org/1", final_url="https://example.org/1", host="example.org",
        fetched_at=NOW, status=200, warc_file="a.warc.gz", warc_offset=0, sha256="0" * 64,
    )  # fmt: skip
    with open_private(paths) as con:
        load_staged(con, [stage_batch(Batch(run_id="r", fetches=(fetch,)), paths.staged, "x")], now=NOW)
    publish(paths)
    return paths.published


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("copy (select 1) to 'x.csv'", "--output"),
        ("select 1; select 2", "one query at a time"),
        ("select cast(url as integer) from fetches", "show tables"),
    ],
)
def test_a_wrong_question_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], published: Path, query: str, says: str
) -> None:
    status, said = call(monkeypatch, capsys, "sql", query)
    assert (status, says in said) == (2, True), said
    assert not Path("x.csv").exists()


def test_columns_of_one_name_are_refused_where_a_record_would_lose_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], published: Path
) -> None:
    Path("x.json").write_text("of yesterday")
    status, said = call(monkeypatch, capsys, "sql", "select 1 as a, 2 as a", "--output", "x.json")
    assert (status, "several columns are called a" in said) == (2, True), said
    assert Path("x.json").read_text() == "of yesterday"


def test_a_list_of_feeds_at_an_address_is_asked_for_once_and_refused_before_prefect_is_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wire: Wire
) -> None:
    wire.serves("/", b"<html>no list</html>")
    monkeypatch.setenv("COPYDESK_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("COPYDESK_HOST_DELAY_SECONDS", "0")
    status, said = call(monkeypatch, capsys, "run", "--feeds", wire.url("/"))
    assert (status, "this is no OPML" in said, "Starting Prefect" in said) == (2, True, False), said
    wire.serves("/", b'[[feeds]]\nurl = "https://news.example/rss"\n')
    settings = read_settings()
    with keep_list(wire.url("/"), settings):
        assert [source.url for source in read_sources(wire.url("/"), settings)] == ["https://news.example/rss"]
    assert wire.paths().count("/") == 2


@pytest.mark.parametrize("name", ["x.json", "x.ndjson", "x.JSONL"])
def test_the_ending_says_which_json(published: Path, name: str) -> None:
    said = CliRunner().invoke(cli.app, ["sql", "select url from fetches", "--output", name])
    assert said.exit_code == 0
    read = json.loads(Path(name).read_text())
    assert read == ([{"url": "https://example.org/1"}] if name == "x.json" else {"url": "https://example.org/1"})


def test_a_backfill_of_days_without_pages_names_those_that_are_there(published: Path, home: Path) -> None:
    settings = Settings(home=home)
    check_archived(settings, Ask(until=NOW.date()), NOW.date())
    with pytest.raises(UsageError, match="since 2026-03-04; it holds 1, from 2026-03-03 to 2026-03-03"):
        check_archived(settings, Ask(since=datetime(2026, 3, 4).date()), NOW.date())


def test_a_home_that_cannot_be_written_to_is_refused_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="COPYDESK_HOME"):
        check_line(Settings(home=tmp_path / "file"))


def test_ctrl_c_has_a_word_and_its_own_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> Settings:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.cli.feeds.read_settings", interrupted)
    said = CliRunner().invoke(cli.app, ["feeds", "list"])
    assert isinstance(said.exception, Stopped)
    assert said.exception.exit_code == 130 and "the next run goes on" in str(said.exception)


def test_who_cannot_be_reached_is_no_matter_of_paths(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable() -> Settings:
        raise TimeoutError("tcp://127.0.0.1:1 timed out")

    monkeypatch.setattr("flows.cli.feeds.read_settings", unreachable)
    status, said = call(monkeypatch, capsys, "feeds", "list")
    assert status == 1 and "check that it is up" in said and "disk" not in said


def test_a_feed_on_loopback_is_refused_with_the_setting_that_allows_it(tmp_path: Path) -> None:
    with Wire() as wire, pytest.raises(UsageError, match="COPYDESK_ALLOW_PRIVATE_HOSTS"):
        check_feed(wire.url("/rss"), Settings(home=tmp_path, host_delay_seconds=0), Console())


def test_a_command_is_shown_as_it_can_be_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "bin" / "copydesk"
    script.parent.mkdir()
    script.touch(0o755)
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.setenv("PATH", "/nowhere")
    assert terminal.make_command("sql", "from a where b = 'c'") == (
        """COPYDESK_HOME=home bin/copydesk sql "from a where b = 'c'\""""
    )
    assert terminal.find_name("prefect") == "bin/prefect", "it is installed beside ours"
    monkeypatch.setenv("PATH", str(script.parent))
    monkeypatch.delenv("COPYDESK_HOME")
    assert terminal.make_command("show", "https://example.org/a?b=$c") == "copydesk show 'https://example.org/a?b=$c'"


def report(*, with_hint: bool) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        show_report(RunReport(run_id="r", flow="ingest", database="x", counts={}), console, with_hint=with_hint)
    return capture.get()


def test_a_run_says_how_to_ask_unless_the_demo_goes_on() -> None:
    assert f'sql "{LATEST}"' in report(with_hint=True)
    assert "sql" not in report(with_hint=False)


def test_a_comparison_does_not_count_what_it_was_not_to_store() -> None:
    console = Console(width=200)
    with console.capture() as capture:
        show_report(RunReport(run_id="r", flow="backfill", database="x", counts={"rejects": 0}), console)
    assert "Stored" not in capture.get() and "Nothing new" in capture.get()


def test_a_long_start_has_a_sign_of_life_in_a_terminal_and_one_line_elsewhere() -> None:
    for is_terminal, says in ((True, "0:00:00"), (False, "Starting ...\n")):
        console = Console(width=80, force_terminal=is_terminal, color_system=None)
        with console.capture() as capture, show_waiting(console, "Starting"):
            pass
        assert says in capture.get()

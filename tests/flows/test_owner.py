"""What an owner does between runs, by the command line: look, try again, export, forget, merge."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.demo.server import Newsroom
from flows.errors import UsageError
from flows.settings import Settings
from tests.flows.line import run_line

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as server:
        yield server


@pytest.fixture(scope="module")
def home(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("owner")
    feeds = folder / "feeds.toml"
    feeds.write_text(newsroom.feeds_toml(), encoding="utf-8")
    settings = Settings(home=folder / "data", host_delay_seconds=0, allow_private_hosts=("127.0.0.1",), ner="rules")
    run_line(settings, feeds)
    return settings.home


@pytest.fixture
def ask(home: Path) -> Ask:
    """`ask("status")` is what `copydesk status` prints."""

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, list(arguments), env={"COPYDESK_HOME": str(home), "COLUMNS": "200"})
        if result.exception:
            raise result.exception
        return result.output

    return run


def rows(ask: Ask, query: str) -> list[dict[str, object]]:
    return list(json.loads(ask("sql", query, "--format", "json")))


def test_the_status_tells_the_age_of_the_snapshot(ask: Ask) -> None:
    assert "snapshot_age" in ask("status")


def test_the_laws_are_checked_over_the_whole_file(ask: Ask, home: Path) -> None:
    assert "Every law holds." in ask("check")
    published, good = home / "news.duckdb", home / "good"
    published.rename(good)
    try:
        published.write_bytes(good.read_bytes())
        with duckdb.connect(str(published)) as con:
            con.execute("update mentions set start = start + 1")
        with pytest.raises(SystemExit) as stopped:
            ask("check")
        assert stopped.value.code == 1
    finally:
        good.replace(published)


def test_a_reject_is_shown_with_the_bytes_that_came(ask: Ask, tmp_path: Path) -> None:
    reject = rows(ask, "select url from open_rejects where reason = 'no-article' order by url")[0]
    assert "no-article" in ask("rejects", "list", "--reason", "no-article")
    output = tmp_path / "page.html"
    said = ask("rejects", "show", str(reject["url"]), "--output", str(output))
    assert "200 OK" in said and "rejected" in said
    assert b"<html" in output.read_bytes()


def test_rejects_are_listed_a_line_each_with_the_whole_address_last(ask: Ask) -> None:
    urls = {row["url"] for row in rows(ask, "select url from open_rejects")}
    assert {line.rsplit("  ", 1)[1] for line in ask("rejects", "list").splitlines()} == urls
    assert ask("rejects", "list", "--reason", "no-such-reason") == "No reject is like that.\n"


def test_rejects_wait_for_another_try(ask: Ask) -> None:
    assert "wait for another try" in ask("rejects", "retry", "--reason", "no-article")
    waiting = rows(ask, "select page_sha256 from entries where state = 'waiting'")
    assert waiting and all(row["page_sha256"] for row in waiting)
    with pytest.raises(Exception, match="no open reject"):
        ask("rejects", "retry", "https://nowhere.example/")


def test_everything_is_exported(ask: Ask, tmp_path: Path) -> None:
    stories = rows(ask, "select count(*) as n from articles")[0]["n"]
    assert f"Wrote {stories} stories" in ask("export", str(tmp_path / "out"))
    ask("export", str(tmp_path / "out.jsonl"), "--format", "ninjs")
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == stories
    with pytest.raises(Exception, match="exists; name a new"):
        ask("export", str(tmp_path / "out"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("out.jsonl",), "add --format ninjs"), (("none/out.jsonl", "--format", "ninjs"), "there is no folder")],
)
def test_an_export_to_where_it_cannot_go_is_refused(
    ask: Ask, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    name, *options = arguments
    with pytest.raises(UsageError, match=says):
        ask("export", str(tmp_path / name), *options)
    assert not list(tmp_path.iterdir())


def test_the_last_day_of_an_export_is_included_as_a_backfill_includes_it(ask: Ask, tmp_path: Path) -> None:
    per_day = "select published_at::date::varchar as day, count(*) as n from articles group by day order by day"
    first = rows(ask, per_day)[0]
    said = ask("export", str(tmp_path / "day"), "--since", str(first["day"]), "--until", str(first["day"]))
    assert f"Wrote {first['n']} stories" in said
    with pytest.raises(UsageError, match="exchange them"):
        ask("export", str(tmp_path / "none"), "--since", "2026-03-02", "--until", "2026-03-01")
    with pytest.raises(UsageError, match="--since tomorrow: it is no day"):
        ask("export", str(tmp_path / "none"), "--since", "tomorrow")
    assert "Wrote 0 stories" in ask("export", str(tmp_path / "old"), "--until", "4000d")
    assert "Wrote 0 stories" in ask("export", str(tmp_path / "late"), "--since", "9999-12-31", "--until", "9999-12-31")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("merge", "Nobody At All", "Oslo", "--why", "a test"), "no entity is called Nobody At All"),
        (("merge", "Ada Lindqvist", "Oslo", "--why", "a test"), "they cannot be one"),
        (("unmerge", "Ada Lindqvist"), "was not merged into another"),
    ],
)
def test_names_that_cannot_be_one_are_wrong_usage(ask: Ask, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        ask("entities", *arguments)


def test_two_names_become_one_and_two_again(ask: Ask) -> None:
    people = rows(
        ask, "select name, entity_id::varchar as id from entities where kind = 'person' order by name limit 2"
    )
    ask("entities", "merge", str(people[0]["id"]), str(people[1]["id"]), "--why", "a test")
    merged = f"select name from canonical_entities where entity_id = {people[0]['id']}"
    assert rows(ask, merged) == [{"name": people[1]["name"]}]
    ask("entities", "unmerge", str(people[0]["id"]))
    assert rows(ask, merged) == [{"name": people[0]["name"]}]


def test_a_story_is_forgotten_and_says_so(ask: Ask) -> None:
    url = str(rows(ask, "select url from articles order by url limit 1")[0]["url"])
    said = ask("forget", url)
    assert said.startswith("Forgot") and "articles 1" in said and "responses were overwritten" in said
    assert ask("forget", url).startswith("Was forgotten before:")
    assert rows(ask, f"select count(*) as n from articles where url = '{url}'") == [{"n": 0}]
    with pytest.raises(Exception, match="nothing stored bears"):
        ask("forget", "https://nowhere.example/")

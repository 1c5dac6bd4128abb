"""The line on real pages: stored once, no worse than the best of others, in few task runs, nothing new on a rerun."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk, Replay, post

pytestmark = pytest.mark.slow
PAGES = 65


@pytest.fixture(scope="module")
def told(module_desk: Desk, replay: Replay) -> str:
    return module_desk.run("run", "--feeds", replay.opml)


def test_every_page_is_stored_once(module_desk: Desk, told: str) -> None:
    assert module_desk.ask("select count(*) as n, count(distinct url) as urls from articles") == [
        {"n": PAGES, "urls": PAGES}
    ]


def test_it_reads_no_worse_than_the_best_of_others(module_desk: Desk, told: str, shared: Path, tmp_path: Path) -> None:
    scores = score(shared, module_desk, tmp_path / "scores.json")
    assert scores["body"]["token_F1"] >= 0.96
    assert scores["body"]["caption_in_body"] == 0
    assert scores["title_date"]["date_day"] >= 0.95
    assert scores["title_date"]["title_exact"] >= 0.72
    assert scores["authors"]["F1"] >= 0.85
    assert scores["captions"]["F1"] >= 0.78


def score(shared: Path, desk: Desk, out: Path) -> dict[str, Any]:
    tool = shared / "realnews" / "tools" / "score.py"
    arguments = [str(shared / "realnews"), "--db", str(desk.home / "news.duckdb"), "--json", str(out)]
    subprocess.run([sys.executable, "-B", str(tool), *arguments], check=True, capture_output=True)
    return dict(json.loads(out.read_text())["all"])


def test_a_run_is_at_most_25_task_runs(module_desk: Desk, told: str, prefect_api: str) -> None:
    """The last flow run of `ingest` on the server is this module's."""
    runs = post(
        f"{prefect_api}/flow_runs/filter",
        {"flows": {"name": {"any_": ["ingest"]}}, "sort": "START_TIME_DESC", "limit": 1},
    )
    asked = {"flow_runs": {"id": {"any_": [runs[0]["id"]]}}}
    deadline = time.monotonic() + 60
    while not (tasks := post(f"{prefect_api}/task_runs/filter", asked)) and time.monotonic() < deadline:
        time.sleep(0.5)  # a busy server records them late, from its events
    assert 0 < len(tasks) <= 25


def test_a_second_run_adds_no_row_but_its_own(module_desk: Desk, told: str, replay: Replay) -> None:
    before = module_desk.counts()
    replay.control("reset")
    module_desk.run("run", "--feeds", replay.opml)
    after = module_desk.counts()
    assert {name for name in after if after[name] != before[name]} == {"runs", "fetches"}
    polls = [row for row in replay.log() if row["path"].endswith("feed.xml")]
    assert len(polls) == 45
    assert {row["status"] for row in polls} == {304}


def test_deleted_articles_come_back_identical_from_the_archive(module_desk: Desk, told: str) -> None:
    before = module_desk.ask("select * from articles order by all")
    module_desk.write("delete from articles")
    module_desk.run("backfill", "--from", "archive")
    assert module_desk.ask("select * from articles order by all") == before

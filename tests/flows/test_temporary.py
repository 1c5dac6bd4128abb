"""A run without any server of Prefect's has one of its own, which is told of all that was done before it ends."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.orchestra import copy_tables


@pytest.mark.slow
def test_two_runs_of_one_process_are_in_prefects_tables_with_all_their_tasks(desk: Desk, prefect_home: Path) -> None:
    del desk.environment["PREFECT_API_URL"]
    desk.environment["PREFECT_HOME"] = str(desk.home.parent)
    copy_tables(prefect_home, desk.home.parent)
    with closing(sqlite3.connect(desk.home.parent / "prefect.db")) as con:
        con.execute("delete from flow_run")
        con.execute("delete from task_run")
        con.commit()
    process = desk.start("demo")
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, out + err
    assert "The newsroom corrects a story" in out
    with closing(sqlite3.connect(desk.home.parent / "prefect.db")) as con:
        runs = con.execute("select state_type from flow_run").fetchall()
        tasks = con.execute("select state_type, count(*) from task_run group by state_type").fetchall()
    assert runs == [("COMPLETED",)] * 2
    assert [state for state, _ in tasks] == ["COMPLETED"] and tasks[0][1] >= 2 * 10

"""Exports hold what the tables hold, in the shapes that others read."""

import json
from datetime import timedelta

import duckdb
import pandas as pd

from warehouse.export import export_ninjs, export_parquet


def test_parquet_has_every_row_by_table_and_month(con, load, make_story, make_entry, tmp_path, noon):
    load(stories=(make_story(), make_story("old", published_at=noon - timedelta(days=40))), entries=(make_entry(),))
    rows = export_parquet(con, tmp_path / "out")
    for table, count in rows.items():
        assert count == len(con.table(table)), table
    months = sorted(path.name for path in (tmp_path / "out" / "captions").iterdir())
    assert months == ["month=2026-10", "month=2026-11"]
    pattern = str(tmp_path / "out" / "articles" / "**" / "*.parquet")
    back = duckdb.sql(f"select * exclude (month) from read_parquet('{pattern}') order by article_id").fetchall()
    assert back == con.execute("from articles order by article_id").fetchall()


def test_only_the_days_that_were_asked_for(con, load, make_story, tmp_path, noon):
    load(stories=(make_story(), make_story("old", published_at=noon - timedelta(days=40))))
    rows = export_parquet(con, tmp_path / "out", since=noon - timedelta(days=1))
    assert (rows["articles"], rows["bylines"]) == (1, 1)
    assert export_ninjs(con, tmp_path / "out.jsonl", until=noon - timedelta(days=1)) == 1


def test_days_without_stories_are_tables_without_rows(con, load, make_story, tmp_path, noon):
    load(stories=(make_story(),))
    some = export_parquet(con, tmp_path / "some")
    none = export_parquet(con, tmp_path / "none", since=noon + timedelta(days=1))
    for table in some:
        found = {
            out: duckdb.sql(f"from read_parquet('{tmp_path / out / table / '**' / '*.parquet'}')")
            for out in ("some", "none")
        }
        assert found["some"].columns == found["none"].columns, table
        assert (len(found["some"]), len(found["none"])) == (some[table], none[table]), table
    assert none["articles"] == 0
    assert len(pd.read_parquet(tmp_path / "none" / "articles")) == 0


def test_a_story_is_a_line_of_ninjs(con, load, make_story, tmp_path):
    load(stories=(make_story(),))
    assert export_ninjs(con, tmp_path / "out.jsonl") == 1
    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    story = json.loads(line)
    assert (story["standard"]["name"], story["type"], story["pubstatus"]) == ("ninjs", "text", "usable")
    assert story["headlines"] == [{"role": "main", "value": "Harbour reopens after storm"}]
    assert story["bodies"][0]["value"].startswith("“We are back,”")
    assert story["people"] == [{"name": "Jane Roe"}]
    (picture,) = story["associations"]
    assert (picture["by"], picture["creditline"]) == ("Sam Sample", "Sam Sample/EX")
    assert "located" not in story

"""Answers for people and for programs: what a terminal of so many columns shows, and what stands in the files."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from flows.errors import UsageError
from flows.rowfiles import write_rows
from flows.tables import SHOWN_RECORDS, render_relation, render_rows

ODD = """select 'ज़िला' as place, ['ज', 'é'] as names, true as is_pool, 1.50::decimal(9, 2) as share,
  'nan'::double as odd, {'n': 'infinity'::double, 'd': date '2026-03-01'} as facts, null as nothing,
  sum(3) as total, 'ab'::blob as bytes"""


def show(query: str, width: int) -> str:
    console = Console(width=width, force_terminal=True, color_system=None)
    with console.capture() as capture:
        console.print(render_relation(duckdb.sql(query)))
    return capture.get()


def test_what_fits_is_a_table() -> None:
    assert "│ Coastline │ 3" in show("select 'Coastline' as publisher, 3 as stories", 40)


def test_columns_that_do_not_fit_become_a_record_a_row() -> None:
    columns = ", ".join(f"'the word {n} and more' as column_{n}" for n in range(12))
    said = show(f"select {columns} from range(2)", 80)
    assert "row 1" in said and "row 2" in said
    assert "column_11  the word 11 and more" in said
    assert "name a few in place of *" in said
    assert "│" not in said


def test_no_rows_of_many_columns_are_told_in_words() -> None:
    columns = ", ".join(f"range as column_{n}" for n in range(20))
    said = show(f"select {columns} from range(0)", 80)
    assert "no rows" in said and "column_19" in said and "┃" not in said
    assert "┃ column_0 ┃" in show("select range as column_0 from range(0)", 80)


def test_of_many_records_the_first_are_shown_and_the_rest_is_told() -> None:
    columns = ", ".join(f"range as column_{n}" for n in range(20))
    said = show(f"select {columns} from range(50)", 80)
    assert f"row {SHOWN_RECORDS}\n" in said and f"row {SHOWN_RECORDS + 1}\n" not in said
    assert "--output" in said


def test_rows_of_our_own_that_do_not_fit_are_all_shown_as_records() -> None:
    console = Console(width=80, force_terminal=True, color_system=None)
    url = "https://courier.example/2026/03/05/ferry-runs-aground"
    columns = ("url", *(f"column_{n}" for n in range(8)))
    with console.capture() as capture:
        console.print(render_rows(columns, [(url, *("some words" for _ in range(8)))] * (SHOWN_RECORDS + 1)))
    said = capture.get()
    assert said.count(url) == SHOWN_RECORDS + 1, "an address stands whole in its line, so that it can be copied"
    assert "in place of *" not in said and "--output" not in said


def test_brackets_are_text_and_no_markup() -> None:
    assert "[bold]x[/nothing]" in show("select '[bold]x[/nothing]' as [a]".replace("[a]", '"[a]"'), 60)


def written(kind: str, query: str, folder: Path) -> str:
    path = folder / f"x.{kind}"
    write_rows(duckdb.sql(query), kind, path)
    return path.read_text(encoding="utf-8")


def test_json_is_one_array_that_every_reader_takes(tmp_path: Path) -> None:
    text = written("json", f"{ODD} from range(2)", tmp_path)
    (row,) = json.loads(text, parse_constant=pytest.fail)
    assert row == {
        "place": "ज़िला", "names": ["ज", "é"], "is_pool": True, "share": 1.5, "odd": None,
        "facts": {"n": None, "d": "2026-03-01"}, "nothing": None, "total": 6, "bytes": "6162",
    }  # fmt: skip
    assert json.loads(written("json", "select 1 as n where false", tmp_path)) == []
    assert json.loads(written("json", "select range as n from range(2500)", tmp_path))[-1] == {"n": 2499}


def test_json_lines_are_a_row_a_line(tmp_path: Path) -> None:
    lines = written("jsonl", "select range as n from range(3)", tmp_path).splitlines()
    assert [json.loads(line) for line in lines] == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_csv_has_letters_as_they_are_and_true_as_others_write_it(tmp_path: Path) -> None:
    head, row = csv.reader(written("csv", ODD, tmp_path).splitlines())
    said = dict(zip(head, row, strict=True))
    assert (said["names"], said["is_pool"], said["nothing"]) == ('["ज", "é"]', "true", "")


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "parquet"])
def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        write_rows(duckdb.sql("select 1"), kind, tmp_path / "none" / f"x.{kind}")

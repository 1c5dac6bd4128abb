"""A user's own names: what a file must look like, and what a wrong one says."""

from pathlib import Path

import pytest

from flows.errors import SettingsError
from flows.line import begin_line
from flows.names import read_own_names
from flows.settings import read_settings


@pytest.fixture
def write(tmp_path):
    def put(text: str) -> Path:
        path = tmp_path / "names.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_rows_are_read_with_their_aliases(write):
    rows = read_own_names(
        write("name,kind,wikidata_id,aliases\nZorvex Works,organization,Q42,ZX; Zorvex \nOld Quay,place,,\n")
    ).rows
    assert [(row.name, row.kind, row.wikidata_id, row.aliases) for row in rows] == [
        ("Zorvex Works", "organization", "Q42", ("ZX", "Zorvex")),
        ("Old Quay", "place", None, ()),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name,kind\nZorvex,organization\n", ":1.*no column 'wikidata_id'"),
        ("name,kind,wikidata_id\nZorvex,firm,\n", ":2.*'firm' is none of"),
        ("name,kind,wikidata_id\nZorvex,organization,42\n", ":2.*'42' is not of the form"),
        ("name,kind,wikidata_id\n,place,\n", ":2.*name is empty"),
    ],
)
def test_a_wrong_line_is_named(write, text, problem):
    with pytest.raises(SettingsError, match=problem):
        read_own_names(write(text))


def test_a_run_does_not_begin_with_a_file_or_model_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        begin_line(read_settings(home=tmp_path, names_file=tmp_path / "none.csv"), "ingest")
    with pytest.raises(SettingsError, match="no spaCy model"):
        begin_line(read_settings(home=tmp_path, ner="no_such_model"), "ingest")

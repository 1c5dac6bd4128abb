"""The two files: one writer that waits, a newer file refused, comments everywhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.connection import make_paths, open_private, open_published
from warehouse.dictionary import make_dictionary
from warehouse.errors import NewerWarehouse, WarehouseBusy, WarehouseMissing
from warehouse.migrate import migrate, read_migrations

HOLDER = """
import sys
from pathlib import Path
from warehouse.connection import make_paths, open_private

with open_private(make_paths(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(paths):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(paths.home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_process_is_told_who_holds_the_file_and_then_gets_it(paths, holder):
    with pytest.raises(WarehouseBusy) as caught, open_private(paths, wait_seconds=0.3):
        pass
    message = str(caught.value)
    assert f"is held by process {holder.pid}; close it, and query" in message
    assert str(paths.published) in message
    holder.stdin.write("go\n")
    holder.stdin.flush()
    with open_private(paths, wait_seconds=60) as con:
        assert con.execute("select count(*) from articles").fetchone() == (0,)


def test_nothing_published_yet_says_what_to_run(paths):
    with pytest.raises(WarehouseMissing, match="copydesk run"), open_published(paths):
        pass


def test_a_new_file_has_the_old_storage_version_utc_and_no_extensions_from_outside(con):
    assert con.execute(
        "select tags['storage_version'] from duckdb_databases() where database_name = 'news'"
    ).fetchone() == ("v1.5.0+",)
    wanted = {
        "TimeZone": "UTC",
        "enable_progress_bar": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    for name, value in wanted.items():
        assert con.execute("select value from duckdb_settings() where name = ?", [name]).fetchone() == (value,)


def test_migrating_again_does_nothing(con):
    assert migrate(con) == ()
    versions = con.execute("select version from schema_migrations order by 1").fetchall()
    assert versions == [(0,), *((item.version,) for item in read_migrations())]


def test_changed_views_are_made_anew(con):
    con.execute("update schema_migrations set checksum = 'old' where version = 0")
    con.execute("drop view open_rejects")
    assert migrate(con) == ("views",)
    assert con.execute("select count(*) from open_rejects").fetchone() == (0,)


def test_a_file_from_a_newer_copydesk_is_refused(con):
    con.execute("insert into schema_migrations values (9999, '9999_future', 'x', now())")
    with pytest.raises(NewerWarehouse, match="install a newer copydesk"):
        migrate(con)


def test_a_migration_with_another_text_is_refused(con):
    con.execute("update schema_migrations set checksum = 'edited' where version = 1")
    with pytest.raises(NewerWarehouse, match="0001_tables"):
        migrate(con)


def test_every_table_column_and_view_is_commented(con):
    missing = con.execute(
        """
        select table_name, null from duckdb_tables() where not temporary and comment is null
        union all
        select view_name, null from duckdb_views() where not internal and comment is null
        union all
        select table_name, column_name from duckdb_columns()
        where comment is null and not internal
        """
    ).fetchall()
    assert missing == []


def test_the_dictionary_in_docs_is_that_of_the_schema(con):
    page = Path(__file__).parents[2] / "docs" / "tables.md"
    assert page.read_text(encoding="utf-8") == make_dictionary(con), "make it anew: python -m warehouse.dictionary"


def test_paths_of_a_home_are_fixed():
    paths = make_paths(Path("data"))
    assert paths.published == Path("data/news.duckdb")
    assert paths.private == Path("data/work/news.duckdb")

"""A lake whose Parquet files lie on a real S3-compatible store: the rows of files; keys are shown to nobody."""

from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec

import pytest

from tests.postgres import running_postgres
from tests.store import SECRET, running_store
from transforms.records import Batch
from warehouse.access import hide_secrets, make_secret
from warehouse.checks import find_breaches
from warehouse.connection import WarehousePaths, make_paths, open_private, open_published
from warehouse.errors import WarehouseError
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehousePaths]:
    if find_spec("duckdb_extension_httpfs") is None:
        pytest.skip("DuckDB's extension for stores is not installed: pip install duckdb-extension-httpfs")
    with running_store() as reached_by, running_postgres() as postgres, pytest.MonkeyPatch.context() as patch:
        for name, value in reached_by.items():
            patch.setenv(name, value)
        address = postgres.make_database().removeprefix("ducklake:")
        yield make_paths(tmp_path_factory.mktemp("store"), address, "s3://news/lake")


def rows_of(paths: WarehousePaths) -> dict[str, list[tuple[object, ...]]]:
    with open_private(paths) as con:
        names = con.execute(
            "select table_name from duckdb_tables() where not temporary and schema_name = 'main' "
            "and database_name = current_database() and table_name <> 'schema_migrations'"
        ).fetchall()
        return {name: sorted(con.table(name).fetchall(), key=repr) for (name,) in names}


@pytest.mark.slow
def test_loads_on_a_store_give_the_rows_of_files_and_are_merged_and_given_up_there(lake, paths, make_story, noon):
    for number in range(3):
        known = make_story("ferry", headline=f"Ferry delayed {number}", hours=number)
        stories = (known, *(make_story(f"s{number}-{n}") for n in range(12)))
        for where in (lake, paths):
            staged = stage_batch(Batch(run_id="r", stories=stories), where.staged, "b")
            with open_private(where) as con:
                load_staged(con, [staged], now=noon + timedelta(hours=number))
    want = rows_of(paths)
    assert rows_of(lake) == want
    assert len(want["stored_revisions"]) == 39
    publish(lake, rebuild=True)
    assert rows_of(lake) == want | {"unchecked_articles": []}  # publishing has checked them
    with open_published(lake) as con:
        assert not find_breaches(con)
        files = con.execute("select count(*) from glob('s3://news/lake/main/articles/*.parquet')").fetchone()
        assert files == (1,)


@pytest.mark.slow
def test_a_wrong_key_and_none_are_told_without_any_key(lake, monkeypatch):
    with open_private(lake):
        pass
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"{SECRET}x")
    with (
        pytest.raises(Exception, match=r"(?i)403|denied|forbidden|signature") as caught,
        open_published(lake) as con,
    ):
        con.execute("select body from articles").fetchall()
    assert SECRET not in str(caught.value)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(WarehouseError, match="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"), open_published(lake):
        pass


def test_a_password_in_the_address_is_in_no_message(tmp_path):
    nowhere = make_paths(tmp_path, "postgres:host=127.0.0.1 port=1 dbname=news password=low-tide")
    with pytest.raises(WarehouseError, match="is PostgreSQL there") as caught, open_private(nowhere):
        pass
    assert "low-tide" not in str(caught.value) and "password=***" in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("host=db password = 'low tide' user=news", "host=db password = *** user=news"),
        ("host=db password=''low tide'' user=news", "host=db password=*** user=news"),
        ("PASSWORD=tide", "PASSWORD=***"),
        ("postgres://news:low@tide@db/news", "postgres://news:***@db/news"),
        ("key ebb-and-flow refused", "key *** refused"),
        ("s3://key:ebb@news/lake", "s3://key:***@news/lake"),
        ("s3://news/lake", "s3://news/lake"),
    ],
)
def test_secrets_are_hidden_wherever_they_stand(said, want):
    assert hide_secrets(said, {"AWS_SECRET_ACCESS_KEY": "ebb-and-flow"}) == want


def test_the_secret_of_a_store_says_where_it_is_and_quotes_what_it_is_given():
    keys = {"AWS_ACCESS_KEY_ID": "news", "AWS_SECRET_ACCESS_KEY": "o'clock"}
    amazon = make_secret("s3://news/lake", keys | {"AWS_REGION": "eu-north-1"})
    assert "secret 'o''clock'" in amazon and "region 'eu-north-1'" in amazon and "endpoint" not in amazon
    own = make_secret("s3://news/lake", keys | {"AWS_ENDPOINT_URL": "https://store.example:9000"})
    assert "endpoint 'store.example:9000', url_style 'path', use_ssl 'true'" in own
    with pytest.raises(WarehouseError, match="an address like") as caught:
        make_secret("s3://news/lake", keys | {"AWS_ENDPOINT_URL": "https://key:low-tide@store.example"})
    assert "low-tide" not in str(caught.value)

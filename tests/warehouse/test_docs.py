"""The docs: a query for each view and table macro, and each of them runs."""

import re
from pathlib import Path

import duckdb
import pytest

from transforms.records import Batch
from warehouse.connection import open_private, open_published
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

DOCS = Path(__file__).parents[2] / "docs"
QUESTIONS = dict(re.findall(r"^### (\w+)\n.*?```sql\n(.*?)```", (DOCS / "questions.md").read_text(), re.M | re.S))


@pytest.fixture
def published(paths, make_story, noon):
    with open_private(paths) as con:
        load_staged(con, [stage_batch(Batch(run_id="r", stories=(make_story(),)), paths.staged, "a")], now=noon)
    publish(paths)
    with open_published(paths) as con:
        yield con


def test_each_view_and_macro_has_a_query_that_runs(published):
    views = published.execute("select view_name from duckdb_views() where not internal").fetchall()
    macros = published.execute(
        "select function_name from duckdb_functions() where function_type = 'table_macro' "
        "and not internal and schema_name = 'main'"
    ).fetchall()
    named = {name for (name,) in views + macros}
    assert set(QUESTIONS) == named
    for name, query in QUESTIONS.items():
        assert re.search(rf"\b{name}\b", query)
        published.execute(query).fetchall()


@pytest.mark.parametrize("page", ["README.md", "docs/reading.md"])
@pytest.mark.filterwarnings("error")
def test_stories_reach_pandas_whole_and_without_a_warning(paths, published, make_story, page, monkeypatch):
    published.close()
    code = re.search(r"```python\n(.*?)```", (DOCS.parent / page).read_text(), re.S)[1]
    monkeypatch.chdir(paths.home.parent)
    assert "data/news.duckdb" in code and paths.published == Path("data/news.duckdb").resolve()
    names = {}
    exec(code, names)
    assert names["articles"].headline.tolist() == ["Harbour reopens after storm"]
    assert names["articles"].article_id.tolist() == [make_story().article_id]
    names["news"].close()


def test_a_notebook_sees_the_next_snapshot_when_it_attaches_again(paths, published, make_story, noon):
    published.close()
    con = duckdb.connect()
    counts = []
    for slug in ("mill", "quay"):
        with open_private(paths) as private:
            story = make_story(slug)
            load_staged(private, [stage_batch(Batch(run_id="r", stories=(story,)), paths.staged, slug)], now=noon)
        publish(paths)
        con.execute(f"attach '{paths.published}' as news (read_only)")
        counts.append(con.execute("select count(*) from news.articles").fetchone()[0])
        con.execute("detach news")
    assert counts == [2, 3]

"""Full-text search over headline and body, in the published file only. Without DuckDB's fts extension nothing is lost.

The extension comes from its wheel (`duckdb-extension-fts`, of DuckDB's own version): nothing is fetched.
"""

from importlib.util import find_spec
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

#: Many languages at once: no stemming, no stop words, letters and figures of every script.
_INDEX = r"""
pragma create_fts_index(
    'articles', 'article_id', 'headline', 'body',
    stemmer = 'none', stopwords = 'none', ignore = '[^\p{L}\p{N}]+', strip_accents = 1, lower = 1, overwrite = 1
)
"""
_SEARCH = """
create or replace macro search_articles(words) as table
select
    fts_main_articles.match_bm25(article_id, words) as score,
    articles.*
from articles
where score is not null
order by score desc;

comment on macro table search_articles is 'Stories with any of these words, the best first; it needs: load fts.';
"""


def find_extension() -> Path | None:
    """Where the extension of this DuckDB lies; None when its wheel is not installed."""
    spec = find_spec("duckdb_extension_fts")
    folders = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    name = f"extensions/v{duckdb.__version__}/fts.duckdb_extension"
    return next((path for folder in folders if (path := folder / name).is_file()), None)


def load_extension(con: DuckDBPyConnection) -> bool:
    """Load the extension; whether it is there."""
    path = find_extension()
    if path is None:
        return False
    con.load_extension(str(path))
    return True


def index_articles(con: DuckDBPyConnection) -> bool:
    """Make the index and the macro `search_articles`; whether that could be done."""
    if not load_extension(con):
        return False
    con.execute(_INDEX)
    con.execute(_SEARCH)
    return True

"""The data dictionary: docs/tables.md, made from the COMMENTs in the file itself. Knows no table by name."""

from duckdb import DuckDBPyConnection

_INTRO = """# Tables

Made from the comments in the database file, not by hand: `python -m warehouse.dictionary > docs/tables.md`.
The same text is in the file: `select table_name, column_name, comment from duckdb_columns() where not internal`.
"""


def make_dictionary(con: DuckDBPyConnection) -> str:
    """Every table, column and view with its comment, as Markdown."""
    tables = con.execute(
        "select table_name, comment from duckdb_tables() where not temporary and not internal order by table_oid"
    ).fetchall()
    views = con.execute(
        "select view_name, comment from duckdb_views() where not temporary and not internal order by view_name"
    ).fetchall()
    macros = con.execute(
        "select function_name, parameters, comment from duckdb_functions() "
        "where not internal and function_type = 'table_macro' and schema_name = 'main' order by function_name"
    ).fetchall()
    parts = [_INTRO, *(_table(con, name, comment) for name, comment in tables), "# Views\n"]
    parts += [_table(con, name, comment) for name, comment in views]
    parts += ["# Table macros\n", *(_macro(con, *macro) for macro in macros)]
    return "\n".join(parts)


def _table(con: DuckDBPyConnection, name: str, comment: str) -> str:
    rows = _columns(con, name)
    lines = [f"| {column} | `{kind}` | {_cell(why)} |" for column, kind, why in rows]
    return "\n".join([f"## {name}\n", f"{comment}\n", "| column | type | |", "|---|---|---|", *lines, ""])


def _macro(con: DuckDBPyConnection, name: str, parameters: list[str], comment: str) -> str:
    nothing = ", ".join("null" for _ in parameters)
    columns = ", ".join(row[0] for row in con.execute(f"describe from {name}({nothing})").fetchall())
    return f"## {name}({', '.join(parameters)})\n\n{comment}\n\nColumns: {columns}.\n"


def _columns(con: DuckDBPyConnection, name: str) -> list[tuple[str, str, str | None]]:
    return con.execute(
        "select column_name, data_type, comment from duckdb_columns() where table_name = ? order by column_index",
        [name],
    ).fetchall()


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


def main() -> None:
    """Print the dictionary of an empty warehouse."""
    import sys
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from warehouse.connection import make_paths, open_private

    with TemporaryDirectory() as folder, open_private(make_paths(Path(folder))) as con:
        sys.stdout.write(make_dictionary(con))


if __name__ == "__main__":
    main()

"""The house keeps its order: imports point one way, pure code stays pure, names and lexicons stay tidy."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from transforms.lexicons import read_lexicon

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("flows", "transforms", "warehouse")
#: A package may import these of ours.
ALLOWED = {"transforms": {"transforms"}, "warehouse": {"transforms", "warehouse"}, "flows": set(PACKAGES)}
#: What makes a transform impure: orchestration, tables, network, clocks, randomness.
IMPURE = {
    "aiohttp", "asyncio", "datetime.now", "duckdb", "httpx", "prefect", "random", "requests", "socket", "subprocess",
    "time", "urllib.request",
}  # fmt: skip
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imports_of(path)} & set(PACKAGES)
    assert ours <= ALLOWED[package]


@pytest.mark.parametrize("path", sorted((ROOT / "transforms").rglob("*.py")), ids=lambda path: path.name)
def test_transforms_know_no_network_no_tables_and_no_clock(path: Path) -> None:
    found = set(imports_of(path))
    assert not {name for name in found if name in IMPURE or name.split(".")[0] in IMPURE}
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
    assert not {call for call in calls if call.endswith((".now", ".today", ".utcnow")) or call == "open"}


@pytest.mark.parametrize("name", ["feedparser", "trafilatura"])
def test_a_foreign_parser_is_known_to_one_place_only(name: str) -> None:
    users = {path.relative_to(ROOT) for path in MODULES if name in {x.split(".")[0] for x in imports_of(path)}}
    homes = {user.parts[1].removesuffix(".py") for user in users}
    assert len(homes) == 1


def test_no_module_of_the_flows_bears_a_standard_name() -> None:
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} | {p.name for p in (ROOT / "flows").iterdir()}
    assert not (names - {"__init__"}) & set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_first_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_no_file_swells() -> None:
    swollen = {str(path.relative_to(ROOT)): n for path in MODULES if (n := path.read_text().count("\n")) > 320}
    assert not swollen


LEXICONS = sorted(
    {path.stem for path in (ROOT / "transforms" / "lexicons").iterdir() if path.suffix in (".toml", ".csv")}
)


@pytest.mark.parametrize("name", LEXICONS)
def test_a_lexicon_has_rows_without_twins(name: str) -> None:
    rows = read_lexicon(name)
    assert rows
    keys = [repr(sorted(row.items())) for row in rows]
    assert len(keys) == len(set(keys))

"""Fixtures every test may use: the shared pages, and one Prefect server for all flow tests."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.orchestra import serving_prefect

# a shell's background jobs ignore it, and so would all that the tests start
signal.signal(signal.SIGINT, signal.default_int_handler)

# the same examples each time: a check that fails, fails for everybody; lexicons and models load in the first
settings.register_profile("copydesk", deadline=None, max_examples=40, derandomize=True)
settings.load_profile("copydesk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="rewrite the expected records; read the diff before you commit"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that want the server; `make test` runs the others beside them."""
    for item in items:
        if "prefect_api" in getattr(item, "fixturenames", ()):
            item.add_marker("prefect")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages with ground truth; tests that need it are skipped, visibly, where it is absent."""
    folder = os.environ.get("COPYDESK_SHARED")
    if not folder:
        pytest.skip("COPYDESK_SHARED names no folder of real pages")
    return Path(folder)


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests' Prefect server keeps its tables."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def prefect_api(prefect_home: Path) -> Iterator[str]:
    """The address of a real Prefect server of the tests' own, stopped at the end."""
    with serving_prefect(prefect_home, {}) as api:
        yield api

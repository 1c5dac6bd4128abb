"""What the flows' tests work with: a home with its command line, the replay server's controls, a free port."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.starter import Forked, Starter

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, Any]
#: What two runs over the same pages must agree in; times of fetching differ, and so does all that hangs on them.
SAME = {
    "articles": "* exclude (first_seen_at, fetched_at)",
    "bylines": "*",
    "captions": "*",
    "mentions": "*",
    "quotes": "*",
    "evidence": "*",
    "entities": "* exclude (first_seen_at)",
    "revisions": "* exclude (seen_at)",
    "entries": "entry_id, feed_id, url, state, article_id",
    "feeds": "feed_id, url, etag, body_hash, failures",
    "rejects": "reject_id, stage, url, reason, attempts",
}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Desk:
    """A COPYDESK_HOME of a test's own, and the command line that works in it."""

    home: Path
    environment: dict[str, str]
    starter: Starter

    def fork(self, *arguments: str) -> Forked:
        """Starts `copydesk ARGUMENTS` without importing it all again."""
        return self.starter.fork(arguments, self.environment)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Starts `copydesk ARGUMENTS` in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
            env=self.environment,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Runs `copydesk ARGUMENTS` and returns all it printed; the exit status must be as expected."""
        process = self.fork(*arguments)
        out, err = process.communicate(timeout=900)
        assert process.returncode == expect, f"exit status {process.returncode}\n{out}\n{err}"
        assert "Traceback" not in out + err, out + err
        return out + err

    def ask(self, query: str) -> list[Row]:
        """Asks the published file."""
        with duckdb.connect(str(self.home / "news.duckdb"), read_only=True) as con:
            con.execute("set TimeZone = 'UTC'")
            answer = con.sql(query)
            return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]

    def write(self, statement: str) -> None:
        """Writes to the private file, as only an owner who knows what he does would."""
        with duckdb.connect(str(self.home / "work" / "news.duckdb")) as con:
            con.execute(statement)

    def counts(self) -> dict[str, int]:
        """How many rows each table of the published file has."""
        names = self.ask("select table_name as name from duckdb_tables() where schema_name = 'main'")
        return {row["name"]: self.ask(f"select count(*) as n from {row['name']}")[0]["n"] for row in names}


@contextmanager
def running(module: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m MODULE ARGUMENTS` for as long as the block lasts, with all that it started."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            env=dict(environment),
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, sign)
                process.wait(60)


def post(url: str, body: Any) -> Any:
    """What Prefect's API answers."""
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


def bare_environment() -> dict[str, str]:
    """That of the tests, without any setting of Copydesk's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    return kept | {"PYTHONPATH": str(ROOT)}


def make_desk(home: Path, prefect_api: str, starter: Starter) -> Desk:
    """A home with what a test's processes need to be told."""
    environment = bare_environment() | {
        "COPYDESK_HOME": str(home),
        "COPYDESK_HOST_DELAY_SECONDS": "0",
        "COPYDESK_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
        "COPYDESK_LOCK_WAIT_SECONDS": "5",
        # what a test expects does not depend on what else is installed
        "COPYDESK_NER": "rules",
        "PREFECT_API_URL": prefect_api,
    }
    return Desk(home=home, environment=environment, starter=starter)


@dataclass
class Replay:
    """The replay server of the shared real pages."""

    url: str

    @property
    def opml(self) -> str:
        return f"{self.url}/opml.xml"

    def control(self, what: str, body: Any = None) -> None:
        """Faults, edits, reset: POST /_ctl/<what>."""
        data = json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_ctl/{what}", data=data), timeout=10):
            pass

    def log(self) -> list[Row]:
        """Every request since the last reset."""
        with urllib.request.urlopen(f"{self.url}/_ctl/log", timeout=10) as answer:
            return list(json.load(answer))

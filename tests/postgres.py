"""A real PostgreSQL of the tests' own, from the system's packages, on a free port, stopped at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk import free_port

_USER = "postgres"


def find_tool(name: str) -> str:
    """PostgreSQL's program of this name, the newest installed; the test is skipped, visibly, where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        pytest.skip("no PostgreSQL is installed: apt-get install postgresql")
    return program


class Postgres:
    """The server; every test takes a database of its own."""

    def __init__(self, port: int, folder: Path) -> None:
        self._port, self._folder, self._made = port, folder, 0

    def make_database(self) -> str:
        """An empty one; its address, as COPYDESK_WAREHOUSE wants it."""
        return f"ducklake:postgres:host=127.0.0.1 port={self._port} user={_USER} dbname={self._make()}"

    def make_server_database(self) -> str:
        """An empty one; its address, as Prefect's server wants it."""
        return f"postgresql+asyncpg://{_USER}@127.0.0.1:{self._port}/{self._make()}"

    def has_loader(self) -> bool:
        """Whether a loader has its turn now, by the lock that it holds."""
        asked = "select count(*) from pg_locks where locktype = 'advisory' and granted"
        where = ["-h", "127.0.0.1", "-p", str(self._port), "-U", _USER, "-d", "postgres"]
        said = subprocess.run([find_tool("psql"), *where, "-tAc", asked], check=True, capture_output=True, text=True)
        return int(said.stdout) > 0

    def _make(self) -> str:
        self._made += 1
        where = ["-h", "127.0.0.1", "-p", str(self._port), "-U", _USER]
        subprocess.run([find_tool("createdb"), *where, f"news{self._made}"], check=True)
        return f"news{self._made}"


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """The server for as long as the block lasts."""
    initdb, server = find_tool("initdb"), find_tool("postgres")
    folder = Path(tempfile.mkdtemp(prefix="copydesk-postgres-"))
    # it refuses to run as root
    who = {"user": _USER, "group": _USER} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, **who)
    data, port = folder / "data", free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([initdb, "-D", data, "-A", "trust", "-U", _USER, "--no-sync"], check=True, **quiet, **who)
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-k", str(folder), "-p", str(port)]
    process = subprocess.Popen([server, "-D", data, *options], **quiet, **who)
    try:
        ready = [find_tool("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(ready, check=False).returncode:
            assert process.poll() is None, "PostgreSQL did not start"
        yield Postgres(port, folder)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)

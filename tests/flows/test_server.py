"""Children are stopped with us, however we end."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.desk import ROOT

PARENT = """
import os, sys
from flows.server import start
with start(("http.server", "0", "--bind", "127.0.0.1"), os.environ) as child:
    print(child.pid, flush=True)
    sys.stdin.readline()
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("end", ["return", signal.SIGTERM, signal.SIGKILL])
def test_a_child_ends_with_its_starter(end: str | signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdin and parent.stdout
    child = int(parent.stdout.readline())
    assert is_alive(child)
    if isinstance(end, signal.Signals):
        parent.send_signal(end)
    else:
        parent.stdin.write("\n")
        parent.stdin.close()
    parent.wait(60)
    deadline = time.monotonic() + 60
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(child)

"""`python -m flows.leash MODULE ARGUMENTS` runs a module as `python -m` does, and ends it when its starter is gone.

The starter holds the other end of standard input. Even where it is killed outright, the pipe closes, and the whole
process group is told to stop: no server is left behind that nobody knows of.
"""

import os
import runpy
import signal
import sys
import threading
import time

_STOP_SECONDS = 20


def main() -> None:
    """Runs the module that the arguments name. The process must lead a process group of its own."""
    # a shell's background jobs ignore Ctrl-C, and so would all they start: we are asked to stop by that very signal
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_starter, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_starter() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(_STOP_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()

"""A command that is asked to stop stops, whatever Python is doing at that moment."""

import subprocess
import sys

ASKED_WHILE_FREEING = """
import os, signal, time
from cli.stopping import stop_when_asked

class Freed:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass

stop_when_asked()
try:
    Freed()
    signal.pause()
except KeyboardInterrupt:
    print("stopped")
"""


def test_an_interrupt_that_python_drops_comes_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED_WHILE_FREEING], capture_output=True, text=True, timeout=20
    )
    assert (done.stdout, done.stderr, done.returncode) == ("stopped\n", "", 0)

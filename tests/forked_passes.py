"""Capturing children of passes that need not load the program first.

``forked_passes`` is for the passes of a test, ``Spare`` for the one of a process that is itself
forked. They stand in for ``pipeline.operating.child.begin``: what runs in the child is the same.
"""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol, Self

from pipeline.operating import child
from tests.forked import Forked, as_python

_GLANCE = 0.005


class Process(Protocol):
    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def ended_within(self, seconds: float) -> bool: ...


class Capturing:
    """What a pass asks of its child, as a ``subprocess.Popen`` would answer."""

    def __init__(self, process: Process, stdin: int) -> None:
        self._process, self._stdin = process, stdin

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._stdin)
        self._process.ended_within(60)

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def poll(self) -> int | None:
        self._process.ended_within(0)
        return self.returncode

    def wait(self, seconds: float) -> int | None:
        if not self._process.ended_within(seconds):
            raise subprocess.TimeoutExpired("a pass", seconds)
        return self.returncode

    def terminate(self) -> None:
        os.kill(self._process.pid, signal.SIGTERM)

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)


@contextmanager
def forked_passes() -> Iterator[None]:
    """The passes that are run meanwhile fork their children from a process that has all loaded."""
    usual = child.begin
    child.begin = _forked  # type: ignore[assignment]
    try:
        yield
    finally:
        child.begin = usual


def _forked(command: Sequence[str], environment: Mapping[str, str]) -> Capturing:
    given, stdin = os.pipe()
    try:
        return Capturing(Forked(command[1:], environment, (given, 1, 2)), stdin)
    finally:
        os.close(given)


class Spare:
    """A copy of this process that waits to become its capturing child; it ends if it need not.

    Made before there are threads, or connections to a database, that a copy must not have.
    """

    def __init__(self) -> None:
        given, self._stdin = os.pipe()
        heard, self._telling = os.pipe()
        self.pid, self.returncode = os.fork(), None
        if self.pid:
            os.close(given)
            os.close(heard)
            return
        os.close(self._stdin)
        os.close(self._telling)
        os.dup2(given, 0)
        _become(heard)
        sys.exit()  # through all that had been called: as any process of ours ends

    def begin(self, command: Sequence[str], environment: Mapping[str, str]) -> Capturing:
        with os.fdopen(self._telling, "wb") as told:
            pickle.dump((list(command[1:]), dict(environment)), told)
        return Capturing(self, self._stdin)

    def ended_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.returncode is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.returncode: int | None = os.waitstatus_to_exitcode(status)
            elif time.monotonic() >= until:
                return False
            else:
                time.sleep(_GLANCE)
        return True


def _become(heard: int) -> None:
    with os.fdopen(heard, "rb") as asked:
        said = asked.read()  # to its end: all that is asked, or nothing if the other one ended
    if said:
        words, environment = pickle.loads(said)
        os.environ.clear()
        os.environ.update(environment)
        as_python(words)

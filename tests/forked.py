"""Processes of their own that need not load the program first: forked from one that has.

Loading takes longer than most of what is asked of such a process. What a real start would do
otherwise (the interpreter's own options, warnings while modules load) is tested where one is made:
each pass that is run by ``pipeline.run`` makes one, but for tests that ask for ``forked_passes``.
"""

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing.reduction import DupFd
from pathlib import Path

from pipeline.operating import child

ROOT = Path(__file__).resolve().parents[1]
_LOADED = (
    *("cli.crawling", "cli.delivering", "cli.documents", "cli.sources", "crawlers.run"),
    *("crawlers.turns", "crawlers.replay_handler", "scrapy.downloadermiddlewares.cookies"),
    *("sqlalchemy.dialects.sqlite", "psycopg", "pipeline.process", "pipeline.learning.in_use"),
    *("pipeline.identity.catching_up", "tests.forked_passes"),
)
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(list(_LOADED))


class Forked:
    """``python WORDS`` (``-m MODULE …`` or ``-c PROGRAM …``, with ``-W error`` or not)."""

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        files: tuple[int, int, int],
        *,
        own_group: bool = False,
        forked_passes: bool = False,
    ) -> None:
        """Returns once it runs, with the files as its input, output and errors."""
        heard, told = os.pipe()
        handed = [_Handed(number) for number in (*files, told)]
        kind = (own_group, forked_passes)
        self.process = _FORKING.Process(
            target=_begin, args=(list(words), dict(environment), handed, *kind), daemon=True
        )
        self.process.start()
        os.close(told)
        os.read(heard, 1)
        os.close(heard)

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def ended_within(self, seconds: float) -> bool:
        self.process.join(seconds)
        return self.process.exitcode is not None

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


def run(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    given: str = "",
    seconds: float = 60,
    forked_passes: bool = False,
) -> "subprocess.CompletedProcess[str]":
    """What ``python WORDS`` said, and its status."""
    with (
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as errors,
        tempfile.TemporaryFile() as asked,
    ):
        asked.write(given.encode())
        asked.seek(0)
        files = (asked.fileno(), said.fileno(), errors.fileno())
        asked_of = Forked(words, environment, files, forked_passes=forked_passes)
        if not asked_of.ended_within(seconds):
            asked_of.process.kill()
            raise AssertionError(f"{words} did not end within {seconds} seconds")
        out, err = (_whole(file.fileno()) for file in (said, errors))
    return subprocess.CompletedProcess(list(words), asked_of.returncode or 0, out, err)


def _whole(number: int) -> str:
    return os.pread(number, os.fstat(number).st_size, 0).decode()


class _Handed:
    """An open file that goes to the process that is forked."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self) -> tuple[object, ...]:
        return _received, (DupFd(self.number),)


def _received(handed: "DupFd") -> int:
    return int(handed.detach())


def _begin(
    words: list[str],
    environment: dict[str, str],
    files: list[int],
    own_group: bool,
    forked_passes: bool,
) -> None:
    """In the new process: become what a fresh one would be."""
    if own_group:
        os.setsid()
    *standard, told = files
    for number, file in enumerate(standard):
        os.dup2(file, number)
        os.close(file)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    os.write(told, b"!")
    os.close(told)
    if forked_passes:
        from tests.forked_passes import Spare  # which itself forks from here

        child.begin = Spare().begin  # type: ignore[assignment]
    as_python(words)


def as_python(words: list[str]) -> None:
    """Do what ``python WORDS`` does, to the functions that are run at its end."""
    try:
        _run(words)
    finally:
        atexit._run_exitfuncs()


def _run(words: list[str]) -> None:
    if words[0] == "-W":
        warnings.simplefilter(words[1])  # type: ignore[arg-type]
        words = words[2:]
    kind, what, *rest = words
    sys.argv = ["-c" if kind == "-c" else what, *rest]
    if kind == "-m":
        sys.exit(import_module(what).main(rest))
    exec(compile(what, "<program>", "exec"), {"__name__": "__main__"})

"""One crawl as a child process: memory of its own, a time limit, a log, and one at a time.

``run_pass`` lets one pass at a time work on a home. A pass that somebody started by hand, or that
outlived a killed ``serve``, is waited for here, so that no scheduled one is lost.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from storage.settings import Settings

log = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-m", "cli", "crawl")
_GRACE_SECONDS = 30
"""What a child that was asked to end may take to put things away."""
_LONGEST_LOG = 1_000_000


class Crawls:
    """Starts crawl children, and ends them when asked."""

    def __init__(
        self, settings: Settings, command: Sequence[str] = _COMMAND, grace: float = _GRACE_SECONDS
    ) -> None:
        self._command = tuple(command)
        self._grace = grace
        self._environment = os.environ | settings.environment() | {"PYTHONUNBUFFERED": "1"}
        self._log = settings.home / "log" / "crawl.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._other_pass = FileLock(settings.home / "pass.lock")
        self._running: set[subprocess.Popen[bytes]] = set()
        self._guard = threading.Lock()
        self._stopping = threading.Event()

    def crawl(self, source_ids: Sequence[str], seconds: float) -> int | None:
        """The exit status of one pass over the sources; ``None`` if the program is ending.

        A child that outlives ``seconds`` is asked to end, then killed.
        """
        with _log_file(self._log) as out:
            child = self._start(source_ids, out)
        if child is None:
            return None
        try:
            return self._wait(child, source_ids, seconds)
        finally:
            with self._guard:
                self._running.discard(child)

    def stop(self) -> None:
        """Start no more; ask every running child to end, and return when all have."""
        with self._guard:
            self._stopping.set()
            children = tuple(self._running)
        for child in children:
            _signal(child, signal.SIGTERM)
        for child in children:
            self._end(child)

    def wait(self, seconds: float) -> bool:
        """Wait until no other pass is under way; false if one takes longer than ``seconds``."""
        until = time.monotonic() + seconds
        while not self._stopping.is_set() and time.monotonic() < until:
            try:
                with self._other_pass.acquire(timeout=1):
                    return True
            except Timeout:
                continue
        return False

    def _start(self, source_ids: Sequence[str], out: IO[bytes]) -> subprocess.Popen[bytes] | None:
        with self._guard:
            if self._stopping.is_set():
                return None
            child = subprocess.Popen(
                (*self._command, *source_ids),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.add(child)
            return child

    def _wait(
        self, child: subprocess.Popen[bytes], source_ids: Sequence[str], seconds: float
    ) -> int:
        try:
            status = child.wait(seconds)
        except subprocess.TimeoutExpired:
            log.error("读取超过 %.0f 秒，已中止：%s", seconds, _named(source_ids))
            _signal(child, signal.SIGTERM)
            return self._end(child)
        if status:
            log.warning("读取以状态 %d 结束（%s），见 %s", status, _named(source_ids), self._log)
        return status

    def _end(self, child: subprocess.Popen[bytes]) -> int:
        """Wait for a child that was asked to end; one that does not is killed with its own."""
        try:
            return child.wait(self._grace)
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            return child.wait()


def _named(source_ids: Sequence[str]) -> str:
    more = f" 等 {len(source_ids)} 个来源" if len(source_ids) > 3 else ""
    return "、".join(source_ids[:3]) + more


def _log_file(path: Path) -> IO[bytes]:
    """The log to append to; what has grown long becomes the one old log."""
    if path.exists() and path.stat().st_size > _LONGEST_LOG:
        path.replace(path.with_suffix(".log.old"))
    return path.open("ab")


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the child and what it started: it leads a session of its own."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, number)

"""Files that take some seconds to make: one at a time, while the browser is told how far it is."""

import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from compilation.faults import IssueError

_KEPT, _MOST_WAITING = 12, 6
Report = Callable[[str, int, int], None]
Work = Callable[[Path, Report], tuple[str, ...]]
"""Writes the file, reports its step and how much is done, gives back what is to be said of it."""


@dataclass(kw_only=True)
class Making:
    """A file that is being made or was made."""

    key: str
    name: str
    """Of the file, as it is given out."""
    path: Path
    stage: str = "等待前一个文件"
    done: "Future[tuple[str, ...]]" = field(default_factory=Future)

    @property
    def ready(self) -> bool:
        return self.done.done()

    def report(self, step: str, done: int, total: int) -> None:
        """Note how far it is."""
        self.stage = f"{step} {done}/{total}" if total > 1 else step


class Workshop:
    """Makes files in a thread of its own and keeps the newest of them until the program ends."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="issue-file")
        self._lock = Lock()
        self._made: dict[str, Making] = {}

    def begin(self, name: str, work: Work) -> Making:
        """The file, at the end of the row of those to be made.

        Raises ``IssueError`` where too many wait.
        """
        key = secrets.token_urlsafe(9)
        with self._lock:
            if sum(not one.ready for one in self._made.values()) >= _MOST_WAITING:
                raise IssueError("正在做的文件太多：请等前面的做完，再来取。")
            making = Making(key=key, name=name, path=self._folder / f"{key}{Path(name).suffix}")
            making.done = self._thread.submit(work, making.path, making.report)
            self._made[key] = making
            self._forget()
        return making

    def find(self, key: str) -> Making | None:
        """The file of that key; ``None`` if there never was one, or it is no longer kept."""
        return self._made.get(key)

    @cached_property
    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="policywatch-issue-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    def _forget(self) -> None:
        old = [key for key, making in self._made.items() if making.ready]
        for key in old[: max(0, len(self._made) - _KEPT)]:
            self._made.pop(key).path.unlink(missing_ok=True)

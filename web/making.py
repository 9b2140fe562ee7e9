"""What takes some seconds to make: one at a time, while the browser is told how far it is."""

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

from storage.faults import WrongError

_KEPT, _MOST_WAITING = 12, 6
Report = Callable[[str, int, int], None]
Work = Callable[[Path, Report], tuple[str, ...]]
"""Writes the file, reports its step and how much is done, gives back what is to be said of it."""


class BusyError(WrongError):
    """Too much waits to be made; the text is one Chinese line."""


@dataclass(kw_only=True)
class Making:
    """Something that is being made or was made."""

    key: str
    name: str
    """As people are told; of a file, as it is given out."""
    path: Path
    stage: str = "等待前一项做完"
    done: "Future[tuple[str, ...]]" = field(default_factory=Future)

    @property
    def ready(self) -> bool:
        return self.done.done()

    def report(self, step: str, done: int, total: int) -> None:
        """Note how far it is."""
        self.stage = f"{step} {done}/{total}" if total > 1 else step

    @property
    def fault(self) -> str:
        """Why it could not be made, in a line; a bug is raised."""
        error = self.done.exception() if self.ready else None
        if error is None or isinstance(error, WrongError):
            return str(error or "")
        raise error


class Workshop:
    """Makes one thing after another in a thread of its own, and keeps the newest to the end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._lock = Lock()
        self._made: dict[str, Making] = {}

    def begin(self, name: str, work: Work) -> Making:
        """What is made, at the end of the row; a file ends as ``name`` does.

        Raises ``BusyError`` where too much waits.
        """
        key = secrets.token_urlsafe(9)
        with self._lock:
            if sum(not one.ready for one in self._made.values()) >= _MOST_WAITING:
                raise BusyError("等着做的太多：请等前面的做完，再来。")
            making = Making(key=key, name=name, path=self._folder / f"{key}{Path(name).suffix}")
            making.done = self._thread.submit(work, making.path, making.report)
            self._made[key] = making
            self._forget()
        return making

    def find(self, key: str) -> Making | None:
        """What has that key; ``None`` if there never was one, or it is no longer kept."""
        return self._made.get(key)

    @cached_property
    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix=f"policywatch-{self._name}-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    def _forget(self) -> None:
        old = [key for key, making in self._made.items() if making.ready]
        for key in old[: max(0, len(self._made) - _KEPT)]:
            self._made.pop(key).path.unlink(missing_ok=True)

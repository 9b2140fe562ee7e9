"""Files that take some seconds to make: one at a time, while the browser is told how far it is."""

import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

_KEPT = 12
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


class Workshop:
    """Makes files in a thread of its own and keeps the newest of them until the program ends."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="issue-file")
        self._made: dict[str, Making] = {}
        self._folder: Path | None = None

    def begin(self, name: str, work: Work) -> Making:
        """The file, at the end of the row of those to be made."""
        key = secrets.token_urlsafe(9)
        making = Making(key=key, name=name, path=self._place() / f"{key}{Path(name).suffix}")

        def report(step: str, done: int, total: int) -> None:
            making.stage = f"{step} {done}/{total}" if total > 1 else step

        making.done = self._thread.submit(work, making.path, report)
        self._made[key] = making
        self._forget()
        return making

    def find(self, key: str) -> Making | None:
        """The file of that key; ``None`` if there never was one, or it is no longer kept."""
        return self._made.get(key)

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="policywatch-issue-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _forget(self) -> None:
        old = [key for key, making in self._made.items() if making.ready]
        for key in old[: max(0, len(self._made) - _KEPT)]:
            self._made.pop(key).path.unlink(missing_ok=True)

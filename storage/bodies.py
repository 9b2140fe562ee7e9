"""Fetched bodies: stored once by SHA-256, compressed with zstd, written atomically."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from storage.faults import WrongError
from storage.ids import sha256
from storage.packing import PackError, pack, unpack


class Bodies:
    """A folder of bodies: ``ab/abcdef….zst``. A file that exists is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shards: set[str] = set()

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest}.zst"

    def _shard(self, path: Path) -> None:
        name = path.parent.name
        if name not in self._shards:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._shards.add(name)

    def put(self, body: bytes) -> str:
        """Store ``body`` unless it is there; returns its SHA-256.

        A reader sees the whole file or none: it is written beside and renamed. What a power cut
        could tear is found by ``get``, which checks the hash.
        """
        digest = sha256(body)
        path = self._path(digest)
        if path.exists():
            return digest
        self._shard(path)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(pack(body))
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest

    def __contains__(self, digest: str) -> bool:
        return self._path(digest).exists()

    def get(self, digest: str) -> bytes:
        """The body; raises ``BodyError`` if it is missing or was damaged."""
        path = self._path(digest)
        try:
            body = unpack(path.read_bytes())
        except (OSError, PackError) as error:
            raise BodyError(f"存档正文读不出：{path}（{error}）") from error
        if sha256(body) != digest:
            raise BodyError(f"存档正文已损坏：{path}")
        return body

    def drop_left_over(self, before: datetime) -> int:
        """Remove what killed writers left half written before that moment; how many files."""
        left = [
            path
            for path in self.folder.glob("??/*.part")
            if path.stat().st_mtime < before.timestamp()
        ]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def __len__(self) -> int:
        return sum(1 for _ in self.folder.glob("??/*.zst"))


class BodyError(WrongError):
    """A stored body is missing or damaged: names the file."""

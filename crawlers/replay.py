"""Replay: answers from WARC archives in place of the network.

Each file is walked once; where its records lie is kept in a small SQLite file beside the other
caches, so that neither bodies nor places are held in memory and the next pass opens at once.
"""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from crawlers.warc import Located, Posted, ReplayError, read_record, walk
from storage.file_errors import why

__all__ = ["Archive", "Captured", "ReplayError", "address_key", "replay_address"]

_FORMAT = "3"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EDGE = 1 << 16
_METHOD = ("__wb_method", "POST")
"""How other archives mark an address to which the posted form was added."""
_ANSWERS = """
UPDATE captures SET key = :key WHERE url = :url AND (
    record = :beside AND record <> '' OR beside = :record AND beside <> ''
    OR :beside = '' AND beside = '' AND moment = :moment
)
"""
"""An answer is known by the form that it answers: by the ids that both name, else by the moment."""
_SCHEMA = """
CREATE TABLE captures (
    key TEXT NOT NULL, scheme TEXT NOT NULL, moment INTEGER NOT NULL, status INTEGER NOT NULL,
    url TEXT NOT NULL, digest TEXT NOT NULL, revisit INTEGER NOT NULL,
    offset INTEGER NOT NULL, length INTEGER NOT NULL, record TEXT NOT NULL, beside TEXT NOT NULL
);
CREATE TABLE posted (
    key TEXT NOT NULL, url TEXT NOT NULL, moment INTEGER NOT NULL,
    record TEXT NOT NULL, beside TEXT NOT NULL
);
CREATE TABLE faults (line TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX by_key ON captures (key, scheme, moment);
CREATE INDEX by_digest ON captures (digest);
CREATE INDEX by_url ON captures (url);
"""


@dataclass(frozen=True, kw_only=True)
class Captured:
    """One captured answer; ``body`` is free of transfer and content coding."""

    url: str
    captured_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    whole: bool = True
    """False: the body is larger than the limit, and cut there."""


def address_key(url: str) -> tuple[str, str]:
    """What one address is known by, whatever the order of its parameters; and its scheme.

    Percent-coding is undone to bytes, so that an address written in GBK stays apart from others.
    """
    parts = urlsplit(url.strip().encode("utf-8", "surrogatepass").decode("latin-1"))
    host = (parts.hostname or "").rstrip(".")
    try:
        port = parts.port
    except ValueError:
        port = None
    if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    path = quote(unquote(parts.path or "/", encoding="latin-1"), encoding="latin-1")
    pairs = parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
    query = sorted(pair for pair in pairs if pair != _METHOD)
    return f"{host}{path}?{urlencode(query, encoding='latin-1')}", parts.scheme


def replay_address(url: str, form: Sequence[tuple[str, str]]) -> str:
    """The address under which the answer to a posted form is kept: the form as parameters."""
    if not form:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(form)}"


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


class _Index:
    """The places of one file's records."""

    def __init__(self, path: Path, sidecar: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(f"{sidecar.as_uri()}?mode=ro", uri=True)
        self.fault = next((row[0] for row in self.db.execute("SELECT line FROM faults")), "")

    def newest(self, key: str, scheme: str, until: int) -> tuple[int, int] | None:
        """Moment and row of the newest capture not later than ``until``."""
        found: tuple[int, int] | None = self.db.execute(
            "SELECT moment, rowid FROM captures WHERE key = ? AND scheme = ? AND moment <= ? "
            "ORDER BY moment DESC, rowid DESC LIMIT 1",
            (key, scheme, until),
        ).fetchone()
        return found

    def located(self, row: int) -> Located:
        (found,) = self._located("rowid = ?", row)
        return found

    def original(self, digest: str) -> Located | None:
        """The record that carries the body of this digest."""
        return next(iter(self._located("digest = ? AND revisit = 0 LIMIT 1", digest)), None)

    def _located(self, where: str, value: int | str) -> list[Located]:
        rows = self.db.execute(
            "SELECT url, moment, status, digest, revisit, offset, length FROM captures "
            f"WHERE {where}",
            (value,),
        )
        return [
            Located(
                url=row[0],
                captured_at=_EPOCH + timedelta(microseconds=row[1]),
                status=row[2],
                digest=row[3],
                revisit=bool(row[4]),
                offset=row[5],
                length=row[6],
            )
            for row in rows
        ]


class Archive:
    """WARC files, asked by address and moment."""

    def __init__(self, indexes: Sequence[_Index]) -> None:
        self._indexes = indexes

    @classmethod
    def open(cls, paths: Iterable[Path], cache_dir: Path) -> Self:
        """The files, each indexed once; what was indexed before is found in ``cache_dir``.

        A damaged file keeps what stands before the damage, and ``faults`` says so. Raises
        ``ReplayError`` if a file is not there, or if no file holds anything that can be read.
        """
        indexes = [_Index(path, _sidecar(path, cache_dir)) for path in map(Path.resolve, paths)]
        archive = cls(indexes)
        if archive.faults and not any(
            index.db.execute("SELECT 1 FROM captures LIMIT 1").fetchone() for index in indexes
        ):
            archive.close()
            raise ReplayError("；".join(archive.faults))
        return archive

    @property
    def faults(self) -> tuple[str, ...]:
        """One Chinese line for each file that is damaged."""
        return tuple(index.fault for index in self._indexes if index.fault)

    def close(self) -> None:
        for index in self._indexes:
            index.db.close()

    def _newest(self, url: str, at: datetime) -> tuple[_Index, Located] | None:
        key, scheme = address_key(url)
        other = "http" if scheme == "https" else "https"
        for wanted in (scheme, other):
            best: tuple[int, int, _Index] | None = None
            for index in self._indexes:
                found = index.newest(key, wanted, _micros(at))
                if found and (best is None or found[0] > best[0]):
                    best = (*found, index)
            if best:
                return best[2], best[2].located(best[1])
        return None

    def has(self, url: str, at: datetime) -> bool:
        """Whether the address (its scheme aside) was captured by then."""
        return self._newest(url, at) is not None

    def find(self, url: str, at: datetime, limit: int = 50 << 20) -> Captured | None:
        """The newest capture of the address not later than ``at``.

        The exact scheme first, then the other one. Raises ``ReplayError`` if its record cannot
        be read.
        """
        found = self._newest(url, at)
        if found is None:
            return None
        index, located = found
        headers, body = read_record(index.path, located.offset, located.length, limit + 1)
        if located.revisit:
            earlier, body = self._earlier(index, located, limit + 1)
            headers = headers or earlier
        return Captured(
            url=located.url,
            captured_at=located.captured_at,
            status=located.status,
            headers=headers,
            body=body[:limit],
            whole=len(body) <= limit,
        )

    def _earlier(
        self, index: _Index, located: Located, limit: int
    ) -> tuple[tuple[tuple[str, str], ...], bytes]:
        for one in self._indexes:
            original = one.original(located.digest) if located.digest else None
            if original:
                return read_record(one.path, original.offset, original.length, limit)
        raise ReplayError(
            f"WARC 重访记录所指的正文不在存档中：{index.path}"
            f"（偏移 {located.offset}，{located.url}）"
        )


def _sidecar(path: Path, folder: Path) -> Path:
    """The index file of a WARC, made if it is not there (beside, then renamed)."""
    try:
        stat = path.stat()
        with path.open("rb") as file:
            first = file.read(_EDGE)
            file.seek(max(0, stat.st_size - _EDGE))
            last = file.read(_EDGE)
    except OSError as error:
        raise ReplayError(f"WARC 文件打不开：{path}（{why(error)}）") from error
    # Size, time and both ends tell files apart without reading gigabytes at each start.
    known = hashlib.sha256(
        f"{_FORMAT} {path} {stat.st_size} {stat.st_mtime_ns} ".encode() + first + last
    ).hexdigest()[:24]
    sidecar = folder / f"{known}.sqlite"
    if not sidecar.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        os.close(handle)
        with closing(sqlite3.connect(temporary)) as db:
            _fill(path, db)
        Path(temporary).replace(sidecar)
    return sidecar


def _fill(path: Path, db: sqlite3.Connection) -> None:
    db.executescript(_SCHEMA)
    try:
        for found in walk(path):
            if isinstance(found, Posted):
                _add_posted(db, found)
            else:
                _add_answer(db, found)
    except ReplayError as error:
        db.execute("INSERT INTO faults VALUES (?)", (str(error),))
    db.executescript(_INDEXES)
    for row in db.execute("SELECT key, url, moment, record, beside FROM posted").fetchall():
        names = ("key", "url", "moment", "record", "beside")
        db.execute(_ANSWERS, dict(zip(names, row, strict=True)))
    db.commit()


def _add_answer(db: sqlite3.Connection, found: Located) -> None:
    db.execute(
        "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *address_key(found.url),
            _micros(found.captured_at),
            found.status,
            found.url,
            found.digest,
            found.revisit,
            found.offset,
            found.length,
            found.record,
            found.beside,
        ),
    )


def _add_posted(db: sqlite3.Connection, found: Posted) -> None:
    key, _ = address_key(f"{found.url}{'&' if urlsplit(found.url).query else '?'}{found.query}")
    moment = _micros(found.captured_at)
    db.execute(
        "INSERT INTO posted VALUES (?, ?, ?, ?, ?)",
        (key, found.url, moment, found.record, found.beside),
    )

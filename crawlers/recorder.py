"""The recorder: what a pass observed, written in batches by a thread of its own.

Hashing, compressing, writing files and committing all release the interpreter, so the crawl goes
on meanwhile; a processing process that holds the database for a moment makes the recorder wait,
not the crawl. What waits is bounded in bytes: a slow disk slows the crawl, never fills memory.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Condition
from typing import TypeVar

from storage.database import Database
from storage.queries import capture
from storage.queries.capture import Check
from storage.queries.hosts import put_rest
from storage.records import CrawlRun, Host, Listing, Posting, Snapshot

_BATCH = 50
_INTERVAL = 0.25
_ROOM = 8 << 20
_CHECK = 1.0
"""Seconds after which a waiting crawl looks whether the recorder is still alive."""

_Kept = tuple[Snapshot, bytes | None]
_Listed = tuple[Posting, Listing]
_Entry = _Kept | _Listed | Check | Host | CrawlRun
_Kind = TypeVar("_Kind")


class Recorder:
    """Takes snapshots, listings and ended runs from one thread; ``close`` writes what is left.

    A fault of the database or the disk is raised at the next call: the pass must stop then.
    """

    def __init__(
        self, database: Database, *, batch: int = _BATCH, interval: float = _INTERVAL
    ) -> None:
        self._database = database
        self._batch = batch
        self._interval = interval
        self._news = Condition()
        self._waiting: list[_Entry] = []
        self._bytes = 0
        self._unwritten = 0
        self._closed = False
        self._hashes: dict[str, tuple[str, int]] = {}
        self._pool = ThreadPoolExecutor(1, "recorder")
        self._work = self._pool.submit(self._run)

    def snapshot(self, snapshot: Snapshot, body: bytes | None = None) -> None:
        """Store an observation. With a body, its hash and size are filled in here.

        Without one the snapshot is stored as it is, except that an attachment, or the second
        address of a page, takes over the hash of the same address if it was answered in this pass.
        """
        self._put((snapshot, body), len(body or b""))

    def listed(self, posting: Posting, listing: Listing) -> None:
        """Store that a source's list shows the posting."""
        self._put((posting, listing), 0)

    def checked(self, check: Check) -> None:
        """Store when a page was asked for, and when it is due again."""
        self._put(check, 0)

    def rest(self, host: Host) -> None:
        """Store until when a host is left alone."""
        self._put(host, 0)

    def finished(self, run: CrawlRun) -> None:
        """Store how the pass over a source ended, after everything given before."""
        self._put(run, 0)

    def flush(self) -> None:
        """Wait until everything given before is written."""
        with self._news:
            while self._unwritten and not self._work.done():
                self._news.wait(_CHECK)
        if self._work.done():
            self._work.result()

    def close(self) -> None:
        """Write what is left, and end the thread. Raises what stopped it."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._pool.shutdown()
        self._work.result()

    def _put(self, entry: _Entry, size: int) -> None:
        with self._news:
            while self._bytes > _ROOM and not self._work.done():
                self._news.wait(_CHECK)
            if self._work.done():
                self._work.result()
            self._waiting.append(entry)
            self._unwritten += 1
            self._bytes += size
            if len(self._waiting) == 1 or len(self._waiting) >= self._batch:
                self._news.notify_all()

    def _run(self) -> None:
        while entries := self._take():
            self._write(entries)
            with self._news:
                self._unwritten -= len(entries)
                self._news.notify_all()

    def _take(self) -> list[_Entry]:
        """The next batch; empty when closed and done."""
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._closed)
            self._news.wait_for(
                lambda: len(self._waiting) >= self._batch or self._closed or self._bytes > _ROOM,
                self._interval,
            )
            entries, self._waiting, self._bytes = self._waiting, [], 0
            self._news.notify_all()
            return entries

    def _write(self, entries: list[_Entry]) -> None:
        """Bodies first, then the rows in one transaction: a row never names a missing body."""
        pairs = _of(entries, tuple)
        snapshots = [self._stored(*pair) for pair in pairs if isinstance(pair[0], Snapshot)]
        listed = [pair for pair in pairs if isinstance(pair[0], Posting)]
        postings = _owned(posting for posting, _ in listed)
        listings = {(one.source_id, one.posting_id): one for _, one in listed}
        with self._database.begin() as conn:
            capture.upsert_listing(conn, postings, list(listings.values()))
            capture.insert_snapshots(conn, snapshots)
            capture.put_checks(conn, _of(entries, Check))
            for host in _of(entries, Host):
                put_rest(conn, host)
            for run in _of(entries, CrawlRun):
                capture.finish_run(conn, run)

    def _stored(self, snapshot: Snapshot, body: bytes | None) -> Snapshot:
        if body is not None:
            digest, size = self._database.bodies.put(body), len(body)
            if snapshot.kind in ("attachment", "content", "document"):
                self._hashes[snapshot.url] = digest, size
        elif snapshot.kind in ("attachment", "content") and snapshot.url in self._hashes:
            digest, size = self._hashes[snapshot.url]
        else:
            return snapshot
        return replace(snapshot, body_sha256=digest, body_bytes=size)


def _owned(listed: Iterable[Posting]) -> list[Posting]:
    """Each posting once, as its owner lists it."""
    found: dict[str, Posting] = {}
    for one in sorted(listed, key=capture.owner_order):
        found.setdefault(one.posting_id, one)
    return list(found.values())


def _of(entries: list[_Entry], kind: type[_Kind]) -> list[_Kind]:
    return [entry for entry in entries if isinstance(entry, kind)]

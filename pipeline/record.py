"""Storing what a snapshot of a document page said: nothing, a version, a document, a change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.change import new_change
from pipeline.first_version import record_first_version, refresh_document
from pipeline.next_version import record_next_version
from pipeline.reading import Reading
from storage.ids import digest_id
from storage.queries import changes, processing
from storage.records import CrawlRun, Posting, Snapshot, Source, Version


def record_document(
    conn: Connection,
    run: CrawlRun,
    reading: Reading,
    sources: Mapping[str, Source],
    lookback: timedelta,
) -> None:
    """A document page's snapshot: nothing, a version, a document, a change."""
    posting, snapshot = reading.posting, reading.snapshot
    assert posting is not None
    if is_gone(reading):
        processing.update_posting(conn, posting.posting_id, gone_run_id=run.run_id)
        return
    if not _answered(snapshot) or (reading.content and reading.content.page_state != "ok"):
        return
    if posting.missing_since or posting.withdrawn:
        posting = _back_again(conn, run, posting, snapshot.fetched_at)
    if reading.content is None or reading.classification is None:
        return
    version_id = digest_id("version", posting.posting_id, reading.content_sha256)
    processing.update_posting(conn, posting.posting_id, body_sha256=snapshot.body_sha256)
    if version_id == posting.version_id:
        return
    seen = processing.version(conn, version_id)
    version = seen or Version(
        version_id=version_id,
        posting_id=posting.posting_id,
        snapshot_id=snapshot.snapshot_id,
        created_at=snapshot.fetched_at,
        content_sha256=reading.content_sha256,
        content=reading.content,
    )
    if seen is None:
        processing.add_version(conn, version)
    processing.update_posting(conn, posting.posting_id, version_id=version_id)
    before, posting = posting.version_id, replace(posting, version_id=version_id)
    if before is None:
        record_first_version(conn, run, posting, version, reading.classification, sources, lookback)
    else:
        record_next_version(conn, run, posting, before, version, seen is not None)
        refresh_document(conn, posting, version, reading.classification)


def is_gone(reading: Reading) -> bool:
    """Whether the host says that the page is no more."""
    if reading.snapshot.status in (404, 410):
        return not reading.snapshot.error  # an archive's gap is not the agency's answer
    return reading.content is not None and reading.content.page_state == "not-found"


def _answered(snapshot: Snapshot) -> bool:
    return 200 <= snapshot.status < 300 or snapshot.status == 304


def _back_again(conn: Connection, run: CrawlRun, posting: Posting, now: datetime) -> Posting:
    """A page that was gone answers: forget the series; if it was withdrawn, say it is restored."""
    if posting.withdrawn and posting.document_id:
        record = new_change(run, posting, "restored", now, None, posting.version_id)
        changes.add_change(conn, replace(record, summary="原文页面恢复访问"))
    processing.update_posting(conn, posting.posting_id, missing_since=None, withdrawn=False)
    return replace(posting, missing_since=None, withdrawn=False)

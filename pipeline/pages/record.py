"""Storing what a snapshot of a document page said: nothing, a version, a document, a change."""

from dataclasses import replace

from sqlalchemy import Connection

from pipeline.operating.health import note_if_emptied
from pipeline.pages.change import new_change
from pipeline.pages.first_version import record_first_version, refresh_document
from pipeline.pages.next_version import record_next_version
from pipeline.pages.reading import Reading, Recording
from pipeline.pages.whole_page import whole_sha256
from pipeline.reprocessing.versions import take_over
from storage.columns import to_row
from storage.ids import digest_id
from storage.queries import changes, documents, processing
from storage.queries.problems import close_emptied
from storage.queries.rebuilding import put_version
from storage.records import (
    PAGE_GONE,
    SPEAKING,
    Classification,
    Content,
    Posting,
    Snapshot,
    Version,
)


def record_document(to: Recording, reading: Reading) -> Posting:
    """A document page's snapshot: nothing, a version, a document, a change.

    Returns the posting as it then stands.
    """
    posting, snapshot = reading.posting, reading.snapshot
    assert posting is not None
    if is_gone(reading):
        return _updated(to, posting, replace(posting, gone_run_id=to.run.run_id))
    read = reading.content
    if not (_answered(snapshot) or read) or (read and read.page_state != "ok"):
        return posting
    after = posting
    if posting.missing_since or posting.withdrawn:
        after = _back_again(to, posting)
    if reading.content is not None and reading.classification is not None:
        after = _record_content(to, reading, after, reading.content, reading.classification)
    if after.body_sha256 == whole_sha256(snapshot):
        close_emptied(to.conn, after, to.now)
    return _updated(to, posting, after)


def _updated(to: Recording, before: Posting, after: Posting) -> Posting:
    """Store what is other about the posting now."""
    old, new = to_row(before), to_row(after)
    if values := {name: new[name] for name in new if new[name] != old[name]}:
        processing.update_posting(to.conn, after.posting_id, **values)
    return after


def _record_content(
    to: Recording, reading: Reading, posting: Posting, content: Content, verdict: Classification
) -> Posting:
    snapshot = reading.snapshot
    version_id = digest_id("version", posting.posting_id, reading.content_sha256)
    stands = take_over(to.conn, posting, reading.rebuilt)
    before = stands.version_id
    posting = replace(stands, body_sha256=whole_sha256(snapshot), version_id=version_id)
    if version_id == before:
        return posting
    if before and note_if_emptied(to, stands, before, content):
        return stands
    stored = processing.version(to.conn, version_id) if before else None
    # What only another extractor made of the page is no text that it had before.
    seen = stored if stored and stored.rebuilt_as is None else None
    version = seen or Version(
        version_id=version_id,
        posting_id=posting.posting_id,
        snapshot_id=snapshot.snapshot_id,
        created_at=snapshot.fetched_at,
        content_sha256=reading.content_sha256,
        content=content,
        extractor=reading.extractor,
    )
    if stored is None:
        processing.add_version(to.conn, version)
    elif seen is None:
        put_version(to.conn, version)
    if before is None:
        return record_first_version(to, posting, version, verdict)
    if _speaks_of_another(to.conn, posting):
        return posting
    record_next_version(to, posting, before, version, reverted=seen is not None)
    return refresh_document(to, posting, version, verdict)


def _speaks_of_another(conn: Connection, posting: Posting) -> bool:
    """Whether the page only speaks of its document: then its edits are none of the document's."""
    work = documents.document(conn, posting.document_id or "")
    return posting.role in SPEAKING and work is not None and work.page_kind not in SPEAKING


def leads(conn: Connection, posting: Posting) -> bool:
    """Whether the document stands or falls with this page: a copy may go, and it is still there."""
    work = documents.document(conn, posting.document_id or "")
    return work is not None and work.lead_posting_id == posting.posting_id


def is_gone(reading: Reading) -> bool:
    """Whether the host says that the page is no more; its frame alone may go and come."""
    if reading.snapshot.kind != "document":
        return False
    read = reading.content
    return reading.snapshot.says_gone or (read is not None and read.page_state == "not-found")


def shown_by(reading: Reading, posting: Posting) -> str | None:
    """What the snapshot shows of its page, which now stands as given; ``None``: nothing."""
    if reading.snapshot.kind == "attachment":
        return None
    if is_gone(reading):
        return PAGE_GONE
    digest = whole_sha256(reading.snapshot)
    return posting.version_id if digest and digest == posting.body_sha256 else None


def _answered(snapshot: Snapshot) -> bool:
    return 200 <= snapshot.status < 300 or snapshot.status == 304


def _back_again(to: Recording, posting: Posting) -> Posting:
    """A page that was gone answers: forget the series; if it was withdrawn, say it is restored."""
    if posting.withdrawn and leads(to.conn, posting):
        record = new_change(to, posting, "restored", None, posting.version_id)
        changes.add_change(to.conn, replace(record, summary="原文页面恢复访问"))
    return replace(posting, missing_since=None, withdrawn=False)

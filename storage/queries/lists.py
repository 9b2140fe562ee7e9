"""What passes stored of list pages, and what the lists are known to show."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, or_, select

from storage.columns import from_row
from storage.queries.chunks import chunks
from storage.records import SPEAKING, Listing, Posting, Snapshot, SnapshotKind
from storage.tables import listings, postings, snapshots


def answers(conn: Connection, run_id: str, kind: SnapshotKind) -> list[Snapshot]:
    """The answers of one kind that a run kept the body of, in the order they came."""
    rows = conn.execute(
        select(snapshots)
        .where(
            snapshots.c.run_id == run_id,
            snapshots.c.kind == kind,
            snapshots.c.body_sha256.is_not(None),
        )
        .order_by(snapshots.c.fetched_at, snapshots.c.snapshot_id)
    )
    return [from_row(Snapshot, row) for row in rows]


def list_answers(conn: Connection, source_id: str, url: str, most: int) -> list[Snapshot]:
    """The newest good answers that the source's list page at ``url`` gave, newest first."""
    rows = conn.execute(
        select(snapshots)
        .where(
            snapshots.c.source_id == source_id,
            snapshots.c.kind == "list",
            snapshots.c.url == url,
            snapshots.c.status.in_((200, 304)),
            snapshots.c.body_sha256.is_not(None),
            snapshots.c.error == "",
        )
        .order_by(snapshots.c.fetched_at.desc())
        .limit(most)
    )
    return [from_row(Snapshot, row) for row in rows]


def known_rows(conn: Connection, source_id: str, before: datetime, most: int) -> list[Posting]:
    """What the source's lists showed before that moment, as last listed; the newest first."""
    rows = conn.execute(
        select(postings)
        .join(listings, listings.c.posting_id == postings.c.posting_id)
        .where(listings.c.source_id == source_id, listings.c.first_listed_at < before)
        .order_by(listings.c.first_listed_at.desc(), postings.c.posting_id)
        .limit(most)
    )
    return [from_row(Posting, row) for row in rows]


def seen_in(conn: Connection, document_ids: Iterable[str]) -> list[tuple[str, Listing]]:
    """Which sources list pages that carry the documents: each listing with its document's id."""
    query = (
        select(postings.c.document_id, listings)
        .join(listings, listings.c.posting_id == postings.c.posting_id)
        .where(or_(postings.c.role.is_(None), postings.c.role.not_in(SPEAKING)))
        .order_by(listings.c.source_id, listings.c.posting_id)
    )
    return [
        (row.document_id, from_row(Listing, row))
        for some in chunks(document_ids)
        for row in conn.execute(query.where(postings.c.document_id.in_(some)))
    ]

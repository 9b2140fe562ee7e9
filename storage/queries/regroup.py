"""What follows pages from one document to another: changes, reviews, announcements."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, select, update

from storage.columns import from_row, to_row
from storage.records import Change
from storage.tables import changes, founders, postings, reviews, traits

_ANNOUNCING = ("added", "baseline")


def announcements(conn: Connection, posting_ids: Sequence[str]) -> list[Change]:
    """How the documents of these pages were announced, earliest first, news before base lines."""
    rows = conn.execute(
        select(changes)
        .where(changes.c.posting_id.in_(posting_ids), changes.c.kind.in_(_ANNOUNCING))
        .order_by(changes.c.detected_at, changes.c.kind, changes.c.change_id)
    )
    return [from_row(Change, row) for row in rows]


def is_announced(conn: Connection, document_id: str) -> bool:
    query = select(changes.c.change_id).where(
        changes.c.document_id == document_id, changes.c.kind.in_(_ANNOUNCING)
    )
    return conn.execute(query.limit(1)).first() is not None


def add_made(conn: Connection, record: Change) -> None:
    conn.execute(changes.insert(), to_row(record))


def drop_made(conn: Connection, change_ids: Sequence[str]) -> None:
    """Take away announcements that an earlier grouping had made."""
    if change_ids:
        conn.execute(delete(changes).where(changes.c.change_id.in_(change_ids)))


def move_changes(conn: Connection, place: Mapping[str, str]) -> None:
    """Let each page's changes be those of the document that it is of, by page."""
    for posting_id, document_id in place.items():
        conn.execute(
            update(changes)
            .where(changes.c.posting_id == posting_id, changes.c.document_id != document_id)
            .values(document_id=document_id)
        )


def move_reviews(conn: Connection, place: Mapping[str, str]) -> None:
    """Let what was said of a document be said of the one that its founding page is of."""
    rows = conn.execute(select(founders).where(founders.c.posting_id.in_(place)))
    for row in rows.all():
        conn.execute(
            update(reviews)
            .where(reviews.c.said_of == row.document_id)
            .values(document_id=place[row.posting_id])
        )


def without_pages(conn: Connection, document_ids: Collection[str]) -> list[str]:
    """Those of the documents that no page is of any more."""
    query = select(postings.c.document_id).where(postings.c.document_id.in_(document_ids))
    return sorted(set(document_ids) - set(conn.execute(query).scalars()))


def drop_changes_of_speakers(conn: Connection, posting_ids: Sequence[str]) -> None:
    """What happens to a page that only speaks of a document is nothing of the document's."""
    speaking = select(traits.c.posting_id).where(
        traits.c.posting_id.in_(posting_ids), traits.c.speaking
    )
    conn.execute(delete(changes).where(changes.c.posting_id.in_(speaking)))

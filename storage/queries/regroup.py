"""What follows pages from one document to another: changes, reviews, announcements."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.columns import from_row, to_row
from storage.queries.changes import OF_DOCUMENT
from storage.queries.chunks import chunks
from storage.records import Change
from storage.search.marks import mark
from storage.tables import amendments, changes, founders, postings, reviews

_ANNOUNCING = ("added", "baseline")
_MOVE = (
    update(changes)
    .where(changes.c.posting_id == bindparam("page"), changes.c.document_id != bindparam("to"))
    .values(document_id=bindparam("to"))
)


def announcements(conn: Connection, posting_ids: Sequence[str]) -> list[Change]:
    """How the documents of these pages were announced, earliest first, news before base lines."""
    query = select(changes).where(changes.c.kind.in_(_ANNOUNCING), OF_DOCUMENT)
    found = [
        from_row(Change, row)
        for some in chunks(posting_ids)
        for row in conn.execute(query.where(changes.c.posting_id.in_(some)))
    ]
    return sorted(found, key=lambda one: (one.detected_at, one.kind, one.change_id))


def is_announced(conn: Connection, document_id: str, but: Collection[str] = ()) -> bool:
    """Whether a change announces the document, other than these."""
    query = select(changes.c.change_id).where(
        changes.c.document_id == document_id,
        changes.c.kind.in_(_ANNOUNCING),
        changes.c.change_id.not_in(but),
        OF_DOCUMENT,
    )
    return conn.execute(query.limit(1)).first() is not None


def put_made(conn: Connection, record: Change) -> None:
    """Insert, in place of an announcement that was made for the page before."""
    drop_made(conn, [record.change_id])
    conn.execute(changes.insert(), to_row(record))


def drop_made(conn: Connection, change_ids: Sequence[str]) -> None:
    """Take away announcements that an earlier grouping had made."""
    for some in chunks(change_ids):
        conn.execute(delete(changes).where(changes.c.change_id.in_(some)))


def move_changes(conn: Connection, place: Mapping[str, str]) -> None:
    """Let each page's changes be those of the document that it is of, by page."""
    if place:
        conn.execute(_MOVE, [{"page": page, "to": to} for page, to in place.items()])


def move_reviews(conn: Connection, place: Mapping[str, str]) -> None:
    """Let what was said of a document be said of the one that its founding page is of."""
    query = select(founders)
    rows = [
        row
        for some in chunks(place)
        for row in conn.execute(query.where(founders.c.posting_id.in_(some)))
    ]
    for table, row in product((reviews, amendments), rows):
        conn.execute(
            update(table)
            .where(table.c.said_of == row.document_id)
            .values(document_id=place[row.posting_id])
        )
    mark(conn, {*(row.document_id for row in rows), *(place[row.posting_id] for row in rows)})


def without_pages(conn: Connection, document_ids: Collection[str]) -> list[str]:
    """Those of the documents that no page is of any more."""
    query, left = select(postings.c.document_id).distinct(), set(document_ids)
    for some in chunks(document_ids):
        left -= set(conn.execute(query.where(postings.c.document_id.in_(some))).scalars())
    return sorted(left)

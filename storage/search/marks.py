"""Which documents changed since they were indexed: noted where the change is stored."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.queries.chunks import chunks
from storage.tables import documents, postings, search_marks

_INSERTS = {
    name: insert(search_marks).on_conflict_do_update(
        index_elements=["document_id"], set_={"mark": insert(search_marks).excluded.mark}
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_IF_NEW = {
    name: insert(search_marks).on_conflict_do_nothing(index_elements=["document_id"])
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_AFTER = "~"
"""Begins the mark of a document that itself did not change."""
_OF_PAGE = select(postings.c.document_id).where(
    postings.c.posting_id == bindparam("page"), postings.c.document_id.is_not(None)
)
_OF_VERSION = select(documents.c.document_id).where(documents.c.version_id == bindparam("key"))


def mark(conn: Connection, document_ids: Iterable[str]) -> None:
    """Note that the documents are to be indexed anew."""
    rows = [{"document_id": one, "mark": uuid.uuid4().hex} for one in sorted(set(document_ids))]
    if rows:
        conn.execute(_INSERTS[conn.dialect.name], rows)


def mark_after(conn: Connection, document_ids: Iterable[str]) -> None:
    """Note that what others say of the documents is to be seen anew, unless all of them is."""
    rows = [
        {"document_id": one, "mark": f"{_AFTER}{uuid.uuid4().hex[1:]}"}
        for one in sorted(set(document_ids))
    ]
    if rows:
        conn.execute(_IF_NEW[conn.dialect.name], rows)


def is_after(mark: str) -> bool:
    """Whether the document was marked for what others say of it."""
    return mark.startswith(_AFTER)


def mark_page(conn: Connection, posting_id: str) -> None:
    """Note it of the document of the page."""
    mark(conn, conn.execute(_OF_PAGE, {"page": posting_id}).scalars().all())


def mark_version(conn: Connection, version_id: str) -> None:
    """Note it of the document that shows the version."""
    mark(conn, conn.execute(_OF_VERSION, {"key": version_id}).scalars().all())


def mark_all(conn: Connection) -> None:
    """Note it of every document, and of nothing else."""
    conn.execute(delete(search_marks))
    known = select(documents.c.document_id, bindparam("mark", uuid.uuid4().hex))
    conn.execute(search_marks.insert().from_select(["document_id", "mark"], known))


def marked(conn: Connection, limit: int) -> dict[str, str]:
    """Some documents that are to be indexed, with their marks."""
    rows = conn.execute(select(search_marks).order_by(search_marks.c.document_id).limit(limit))
    return {row.document_id: row.mark for row in rows}


def count_marked(conn: Connection, most: int) -> int:
    """How many documents are to be indexed; counted to ``most`` only."""
    return len(conn.execute(select(search_marks.c.document_id).limit(most)).all())


def still_marked(conn: Connection, marks: Mapping[str, str]) -> set[str]:
    """Those of the documents that did not change since they were read with these marks."""
    query = select(search_marks)
    return {
        row.document_id
        for some in chunks(marks)
        for row in conn.execute(query.where(search_marks.c.document_id.in_(some)))
        if row.mark == marks[row.document_id]
    }


def unmark(conn: Connection, document_ids: Sequence[str]) -> None:
    for some in chunks(document_ids):
        conn.execute(delete(search_marks).where(search_marks.c.document_id.in_(some)))

"""Judging stored documents anew: which are to be, in order, and their verdicts put back."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    bindparam,
    func,
    or_,
    select,
    true,
    type_coerce,
    update,
)

from storage.clock import day_of, midnight
from storage.columns import from_row
from storage.records import Document
from storage.search.marks import mark
from storage.tables import documents, postings

_VERDICT = ("part", "region", "page_kind", "relevant", "relevance", "classification")
_PUT = (
    update(documents)
    .where(
        documents.c.document_id == bindparam("key"),
        documents.c.version_id == bindparam("of_version"),
        documents.c.lead_posting_id == bindparam("of_posting"),
    )
    .values({documents.c[name]: bindparam(f"to_{name}") for name in _VERDICT})
)


def documents_from(
    conn: Connection, after: str, limit: int, since: date | None = None
) -> list[Document]:
    """The next documents by id: all, or those that were published (else found) since that day."""
    rows = conn.execute(
        select(documents)
        .where(documents.c.document_id > after, _since(since))
        .order_by(documents.c.document_id)
        .limit(limit)
    )
    return [from_row(Document, row) for row in rows]


def count_from(conn: Connection, since: date | None = None) -> int:
    """How many there are."""
    query = select(func.count()).select_from(documents).where(_since(since))
    return conn.execute(query).scalar() or 0


def count_judged_otherwise(conn: Connection, fingerprint: str) -> int:
    """How many documents with a text other rules judged than those of that fingerprint."""
    verdict = type_coerce(documents.c.classification, Text)  # as it is stored
    query = (
        select(func.count())
        .select_from(documents)
        .join(postings, postings.c.posting_id == documents.c.lead_posting_id)
        .where(postings.c.version_id.is_not(None), verdict.not_like(f'%"rules":"{fingerprint}"%'))
    )
    return conn.execute(query).scalar() or 0


def _since(since: date | None) -> ColumnElement[bool]:
    if since is None:
        return true()
    found = documents.c.published_on.is_(None) & (documents.c.detected_at >= midnight(since))
    return or_(documents.c.published_on >= since, found)


def put_verdicts(
    conn: Connection, judged: Sequence[Document], seen_otherwise: Sequence[str]
) -> None:
    """Store what the documents are judged to be, and nothing else of them.

    Not of one that shows another text, or leads with another page, than when it was judged.
    ``seen_otherwise``: those of them that are to be found by other words than before.
    """
    if not judged:
        return
    rows = [
        {"key": one.document_id, "of_version": one.version_id, "of_posting": one.lead_posting_id}
        | {f"to_{name}": getattr(one, name) for name in _VERDICT}
        for one in judged
    ]
    conn.execute(_PUT, rows)
    mark(conn, seen_otherwise)


def newest_day(conn: Connection, now: datetime) -> date | None:
    """The last day up to now on which one was published."""
    query = select(func.max(documents.c.published_on))
    return conn.execute(query.where(documents.c.published_on <= day_of(now))).scalar()

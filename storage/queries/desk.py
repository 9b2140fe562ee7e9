"""What the desk alone asks: a document by what a person types, histories, the last faults."""

from collections.abc import Iterable

from sqlalchemy import Connection, and_, select

from storage.columns import from_row
from storage.queries.identity import current_id
from storage.records import UNREAD, Document, Problem, Review, Version
from storage.tables import documents, problems, reviews, versions
from storage.text import document_number, number_key

_MOST_FOUND = 20


def find_keyed(conn: Connection, key: str) -> list[Document]:
    """The documents that a key may mean: id, number, start of an id, words of the title.

    The first of these readings that finds anything counts; newest publication first.
    """
    key = key.strip()
    if not key:
        return []
    number = number_key(document_number(key) or key)
    words = [documents.c.title.contains(word, autoescape=True) for word in key.split()]
    readings = (
        documents.c.document_id == key,
        documents.c.number_key == number,
        documents.c.document_id.startswith(key, autoescape=True),
        and_(*words),
    )
    for reading in readings:
        rows = conn.execute(
            select(documents)
            .where(reading)
            .order_by(documents.c.published_on.desc().nulls_last(), documents.c.document_id)
            .limit(_MOST_FOUND)
        )
        if found := [from_row(Document, row) for row in rows]:
            return found
    return _formerly(conn, key)


def _formerly(conn: Connection, document_id: str) -> list[Document]:
    """The document that one of that id has become part of."""
    now = current_id(conn, document_id)
    query = select(documents).where(documents.c.document_id == now)
    return [from_row(Document, row) for row in conn.execute(query)] if now else []


def reviews_of(conn: Connection, document_id: str) -> list[Review]:
    """Every decision on the document, newest first."""
    rows = conn.execute(
        select(reviews)
        .where(reviews.c.document_id == document_id)
        .order_by(reviews.c.review_id.desc())
    )
    return [from_row(Review, row) for row in rows]


def versions_of(conn: Connection, posting_ids: Iterable[str]) -> list[Version]:
    """Every version of the postings, newest first."""
    rows = conn.execute(
        select(versions)
        .where(versions.c.posting_id.in_(set(posting_ids)))
        .order_by(versions.c.created_at.desc(), versions.c.version_id)
    )
    return [from_row(Version, row) for row in rows]


def last_problems(conn: Connection) -> dict[str, Problem]:
    """Of each source the problem that matters: what keeps it from being read, else an open one,
    else the one seen last."""
    rows = conn.execute(
        select(problems).order_by(
            problems.c.closed_at.is_(None),
            problems.c.state.in_(UNREAD),
            problems.c.last_seen_at,
            problems.c.problem_id,
        )
    )
    return {row.source_id: from_row(Problem, row) for row in rows}

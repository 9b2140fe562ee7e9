"""What comparing months and the validity list ask of documents, and of what was watched when."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, func, or_, select

from storage.columns import from_row
from storage.queries.chunks import chunks
from storage.records import Document
from storage.tables import crawl_runs, documents, versions

_MOST_LIKE = 20
"""Patterns a query: each is one more look at every title."""


def read_between(conn: Connection) -> dict[str, tuple[datetime, datetime]]:
    """When each source was first and last read whole."""
    begun = crawl_runs.c.started_at
    rows = conn.execute(
        select(crawl_runs.c.source_id, func.min(begun), func.max(begun))
        .where(crawl_runs.c.complete)
        .group_by(crawl_runs.c.source_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def documents_titled(
    conn: Connection, patterns: Iterable[str], since: date, until: date
) -> list[Document]:
    """Documents published in that time, relevant or not, whose title's key is like one of the
    patterns (``%`` any words, ``\\`` before a plain one)."""
    wanted = sorted(set(patterns))
    found: dict[str, Document] = {}
    for start in range(0, len(wanted), _MOST_LIKE):
        some = wanted[start : start + _MOST_LIKE]
        rows = conn.execute(
            select(documents)
            .where(
                documents.c.published_on.between(since, until),
                or_(*(documents.c.title_key.like(one, escape="\\") for one in some)),
            )
            .order_by(documents.c.document_id)
        )
        found |= {row.document_id: from_row(Document, row) for row in rows}
    return list(found.values())


def held_documents(conn: Connection, ids: Iterable[str]) -> dict[str, Document]:
    """The documents of those ids that are held, by id."""
    return {
        row.document_id: from_row(Document, row)
        for some in chunks(ids)
        for row in conn.execute(select(documents).where(documents.c.document_id.in_(some)))
    }


def validity_of(conn: Connection, held: Iterable[Document]) -> dict[str, str | None]:
    """What the leading page of each document says of its validity, by id."""
    by_version = {one.version_id: one.document_id for one in held}
    return {
        by_version[row.version_id]: row.content.validity
        for some in chunks(by_version)
        for row in conn.execute(
            select(versions.c.version_id, versions.c.content).where(versions.c.version_id.in_(some))
        )
    }

"""What comparing months and the validity list ask of issues, and of what was watched when."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, func, or_, select

from storage.columns import from_row
from storage.queries.chunks import chunks
from storage.records import Document, IssueDecision, Printing
from storage.tables import crawl_runs, documents, issue_decisions, printings, versions

_MOST_LIKE = 20
"""Patterns a query: each is one more look at every title."""


def all_printings(conn: Connection) -> dict[tuple[str, str], Printing]:
    """By month and item: the document that the item carries."""
    rows = conn.execute(select(printings).order_by(printings.c.month, printings.c.item))
    return {(row.month, row.item): from_row(Printing, row) for row in rows}


def read_between(conn: Connection) -> dict[str, tuple[datetime, datetime]]:
    """When each source was first and last read whole."""
    begun = crawl_runs.c.started_at
    rows = conn.execute(
        select(crawl_runs.c.source_id, func.min(begun), func.max(begun))
        .where(crawl_runs.c.complete)
        .group_by(crawl_runs.c.source_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def decided_of(conn: Connection, month: str) -> dict[str, dict[str, IssueDecision]]:
    """By document and kind: what people decided last of the month's issue."""
    rows = conn.execute(
        select(issue_decisions)
        .where(issue_decisions.c.month == month, issue_decisions.c.document_id != "")
        .order_by(issue_decisions.c.decision_id)
    )
    found: dict[str, dict[str, IssueDecision]] = {}
    for row in rows:
        found.setdefault(row.document_id, {})[row.kind] = from_row(IssueDecision, row)
    return found


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

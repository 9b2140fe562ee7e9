"""Documents: what people ask for, and what is stored of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    or_,
    select,
    update,
)

from storage.columns import from_row, to_row
from storage.queries import effective
from storage.queries.chunks import chunks
from storage.records import SPEAKING, Document, Part, Review
from storage.search.marks import mark
from storage.tables import (
    amendments,
    changes,
    deadlines,
    documents,
    key_facts,
    listings,
    postings,
    relations,
    reviews,
)

_MOST_NAMED = 50


def unlinked_speakers(conn: Connection, since: datetime) -> list[Document]:
    """Interpretations and news, met since then, that stand for themselves.

    Not those that a person has spoken of: what was said is of that document, and stays.
    """
    rows = conn.execute(
        select(documents)
        .where(
            documents.c.page_kind.in_(SPEAKING),
            documents.c.detected_at >= since,
            documents.c.document_id.not_in(select(reviews.c.document_id)),
            documents.c.document_id.not_in(select(amendments.c.document_id)),
        )
        .order_by(documents.c.document_id)
    )
    return [from_row(Document, row) for row in rows]


def documents_named(conn: Connection, key: str) -> list[Document]:
    """Documents proper whose title contains the folded words."""
    rows = conn.execute(
        select(documents)
        .where(
            documents.c.title_key.contains(key, autoescape=True),
            documents.c.page_kind.not_in(SPEAKING),
        )
        .order_by(documents.c.published_on.desc().nulls_last(), documents.c.document_id)
        .limit(_MOST_NAMED)
    )
    return [from_row(Document, row) for row in rows]


def dissolve(conn: Connection, document_id: str) -> None:
    """Take a document away whose postings have joined another."""
    for table in (changes, relations, deadlines, key_facts, documents):
        conn.execute(table.delete().where(table.c.document_id == document_id))
    mark(conn, [document_id])


def namesakes(conn: Connection, keys: Iterable[str]) -> set[str]:
    """The documents that have one of these keys as their number or title."""
    return {
        key
        for column in (documents.c.title_key, documents.c.number_key)
        for some in chunks(keys)
        for key in conn.execute(select(documents.c.document_id).where(column.in_(some))).scalars()
    }


def document(conn: Connection, document_id: str) -> Document | None:
    """The document of that id."""
    row = conn.execute(select(documents).where(documents.c.document_id == document_id)).first()
    return from_row(Document, row) if row else None


def documents_by_id(conn: Connection, ids: Iterable[str]) -> dict[str, Document]:
    """Those that there are, by id."""
    return {
        row.document_id: from_row(Document, row)
        for some in chunks(ids)
        for row in conn.execute(select(documents).where(documents.c.document_id.in_(some)))
    }


def add_document(conn: Connection, record: Document) -> None:
    """Store a new document, and mark it for the search index."""
    conn.execute(documents.insert(), to_row(record))
    mark(conn, [record.document_id])


def put_document(conn: Connection, record: Document) -> None:
    """Store the record in place of the one of its id.

    Not what read it for what it states: a file may have come since the record was read.
    """
    row = {name: value for name, value in to_row(record).items() if name != "stated_by"}
    conn.execute(
        update(documents)
        .where(documents.c.document_id == record.document_id)
        .values({documents.c[name]: value for name, value in row.items()})
    )
    mark(conn, [record.document_id])


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filters of ``policywatch documents`` and of the desk; an empty one does not restrict."""

    since: date | None = None
    until: date | None = None
    topic: str = ""
    part: Part | None = None
    source: str = ""
    relevant: tuple[str, ...] = ()
    """Of yes, person, no."""
    limit: int = 0


def _relevance(wanted: Sequence[str]) -> ColumnElement[bool]:
    """What people said counts before the program's proposal."""
    verdict = effective.relevant()
    said = {"yes": verdict.is_(True), "no": verdict.is_(False), "person": verdict.is_(None)}
    return or_(*(said[word] for word in wanted))


def _restrict(wanted: Wanted) -> Select[tuple[object, ...]]:
    query = select(documents, effective.amended("topics").label("amended_topics"))
    if wanted.since:
        query = query.where(documents.c.published_on >= wanted.since)
    if wanted.until:
        query = query.where(documents.c.published_on <= wanted.until)
    if wanted.part:
        query = query.where(effective.part() == wanted.part)
    if wanted.source:
        listed = (
            select(postings.c.document_id)
            .join(listings, listings.c.posting_id == postings.c.posting_id)
            .where(listings.c.source_id == wanted.source)
        )
        query = query.where(documents.c.document_id.in_(listed))
    if wanted.relevant:
        query = query.where(_relevance(wanted.relevant))
    return query


def find_documents(conn: Connection, wanted: Wanted) -> list[Document]:
    """The documents asked for, newest publication first."""
    query = _restrict(wanted).order_by(
        documents.c.published_on.desc().nulls_last(),
        documents.c.detected_at.desc(),
        documents.c.document_id,
    )
    if wanted.limit and not wanted.topic:
        query = query.limit(wanted.limit)
    found = ((from_row(Document, row), row.amended_topics) for row in conn.execute(query))
    rows = [one for one, said in found if not wanted.topic or _has_topic(one, said, wanted.topic)]
    return rows[: wanted.limit] if wanted.limit else rows


def _has_topic(record: Document, amended: str | None, topic: str) -> bool:
    own = (score.id for score in record.classification.topics)
    ids = own if amended is None else amended.split()
    return any(found == topic or found.startswith(f"{topic}.") for found in ids)


def newest_reviews(conn: Connection, ids: Iterable[str]) -> dict[str, Review]:
    """The newest decision on each document that has one."""
    query = select(reviews).order_by(reviews.c.review_id)
    return {
        row.document_id: from_row(Review, row)
        for some in chunks(ids)
        for row in conn.execute(query.where(reviews.c.document_id.in_(some)))
    }


def all_reviews(conn: Connection, ids: Iterable[str]) -> dict[str, tuple[Review, ...]]:
    """Every decision on each document that has one, oldest first."""
    found: dict[str, tuple[Review, ...]] = {}
    query = select(reviews).order_by(reviews.c.review_id)
    for some in chunks(ids):
        for row in conn.execute(query.where(reviews.c.document_id.in_(some))):
            found[row.document_id] = (*found.get(row.document_id, ()), from_row(Review, row))
    return found


def add_review(conn: Connection, record: Review) -> None:
    """Store a further decision."""
    values = to_row(record)
    values.pop("review_id")
    values["said_of"] = record.said_of or record.document_id
    conn.execute(reviews.insert(), values)
    mark(conn, [record.document_id])

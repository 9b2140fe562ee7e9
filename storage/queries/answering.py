"""What answering asks: documents by what somebody typed, what is listed and unread, what was read
when."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from storage.columns import from_row
from storage.queries.chunks import chunks
from storage.records import Delivery, Document, Form, Listing, Posting, Problem, Snapshot
from storage.tables import (
    attachment_files,
    crawl_runs,
    deliveries,
    documents,
    listings,
    postings,
    problems,
    renderings,
    snapshots,
    traits,
)

_MOST = 50
_MOST_ANSWERS = 3

# -- documents ------------------------------------------------------------------------------------


def borne_by(
    conn: Connection, number_keys: Collection[str], endings: Collection[str] = ()
) -> list[Document]:
    """The documents that bear one of the numbers, or of which a page does; newest first.

    ``endings``: with which a number may end.
    """

    def bears(column: ColumnElement[str | None]) -> ColumnElement[bool]:
        ends = [column.endswith(one, autoescape=True) for one in endings]
        return or_(column.in_(number_keys), *ends)

    return _found(conn, bears(documents.c.number_key), bears(traits.c.number_key))


def titled(conn: Connection, title: str, title_key: str) -> list[Document]:
    """The documents of that title, or of which a page has it; newest first."""
    return _found(
        conn,
        or_(documents.c.title == title, documents.c.title_key == title_key),
        or_(traits.c.title == title, traits.c.title_key == title_key),
    )


def _found(
    conn: Connection, own: ColumnElement[bool], of_page: ColumnElement[bool]
) -> list[Document]:
    """By what the document says, or one of its pages that carry it."""
    pages = (
        select(postings.c.document_id)
        .join(traits, traits.c.posting_id == postings.c.posting_id)
        .where(of_page, ~traits.c.speaking)
    )
    return _newest(conn, or_(own, documents.c.document_id.in_(pages)))


def called(conn: Connection, start: str) -> list[Document]:
    """The documents whose id begins so."""
    return _newest(conn, documents.c.document_id.startswith(start, autoescape=True))


def worded(conn: Connection, words: Iterable[str]) -> list[Document]:
    """The documents whose title has all of the words; newest first."""
    has = [documents.c.title.contains(word, autoescape=True) for word in words]
    return _newest(conn, and_(*has)) if has else []


def _newest(conn: Connection, where: ColumnElement[bool]) -> list[Document]:
    rows = conn.execute(
        select(documents)
        .where(where)
        .order_by(documents.c.published_on.desc().nulls_last(), documents.c.document_id)
        .limit(_MOST)
    )
    return [from_row(Document, row) for row in rows]


def titles(conn: Connection) -> dict[str, str]:
    """The title of every document, by id."""
    rows = conn.execute(select(documents.c.document_id, documents.c.title))
    return {row.document_id: row.title for row in rows}


def numbered_like(conn: Connection, begin: str, inside: str) -> list[Document]:
    """The documents whose number key begins so, or has that inside; where either is given."""
    ways = [documents.c.number_key.startswith(begin, autoescape=True)] if begin else []
    ways += [documents.c.number_key.contains(inside, autoescape=True)] if inside else []
    if not ways:
        return []
    rows = conn.execute(select(documents).where(or_(*ways)).order_by(documents.c.document_id))
    return [from_row(Document, row) for row in rows]


# -- pages ----------------------------------------------------------------------------------------


def unread_postings(conn: Connection) -> list[Posting]:
    """What was listed and could not be read yet, newest first."""
    rows = conn.execute(
        select(postings)
        .where(postings.c.version_id.is_(None))
        .order_by(postings.c.first_listed_at.desc(), postings.c.posting_id)
    )
    return [from_row(Posting, row) for row in rows]


def page_with(conn: Connection, url: str) -> str | None:
    """The address of the page of which that address is an attachment, or the text's own place."""
    file = (
        select(postings.c.url)
        .join(attachment_files, attachment_files.c.posting_id == postings.c.posting_id)
        .where(attachment_files.c.url == url)
    )
    if (row := conn.execute(file.limit(1)).first()) is not None:
        return str(row.url)
    asked = select(snapshots.c.parent_url).where(
        snapshots.c.url == url, snapshots.c.parent_url.is_not(None)
    )
    return next((row.parent_url for row in conn.execute(asked.limit(1))), None)


def listings_of(conn: Connection, posting_id: str) -> list[Listing]:
    """Which sources list the page, the first one first."""
    rows = conn.execute(
        select(listings)
        .where(listings.c.posting_id == posting_id)
        .order_by(listings.c.first_listed_at, listings.c.source_id)
    )
    return [from_row(Listing, row) for row in rows]


def last_answers(conn: Connection, url: str) -> list[Snapshot]:
    """What the address answered lately, newest first."""
    rows = conn.execute(
        select(snapshots)
        .where(snapshots.c.url == url)
        .order_by(snapshots.c.fetched_at.desc(), snapshots.c.snapshot_id)
        .limit(_MOST_ANSWERS)
    )
    return [from_row(Snapshot, row) for row in rows]


# -- sources --------------------------------------------------------------------------------------


def reached_back(conn: Connection, source_ids: Iterable[str]) -> dict[str, date]:
    """The date of the oldest row that each source's complete passes ever read."""
    query = select(crawl_runs.c.source_id, func.min(crawl_runs.c.reached_on)).where(
        crawl_runs.c.complete, crawl_runs.c.reached_on.is_not(None)
    )
    return {
        row[0]: row[1]
        for some in chunks(source_ids)
        for row in conn.execute(
            query.where(crawl_runs.c.source_id.in_(some)).group_by(crawl_runs.c.source_id)
        )
    }


def caught_up(conn: Connection, source_id: str, since: datetime) -> date | None:
    """The date of the oldest row that the first complete pass since that moment read."""
    query = (
        select(crawl_runs.c.reached_on)
        .where(
            crawl_runs.c.source_id == source_id,
            crawl_runs.c.complete,
            crawl_runs.c.started_at >= since,
        )
        .order_by(crawl_runs.c.started_at)
        .limit(1)
    )
    return next((row.reached_on for row in conn.execute(query)), None)


def troubles(
    conn: Connection, source_ids: Iterable[str], since: datetime, until: datetime
) -> list[Problem]:
    """The problems that the sources had between the two moments, oldest first."""
    query = (
        select(problems)
        .where(
            problems.c.opened_at < until,
            or_(problems.c.closed_at.is_(None), problems.c.closed_at >= since),
        )
        .order_by(problems.c.opened_at, problems.c.problem_id)
    )
    return [
        from_row(Problem, row)
        for some in chunks(source_ids)
        for row in conn.execute(query.where(problems.c.source_id.in_(some)))
    ]


# -- digests --------------------------------------------------------------------------------------


def digests_of(conn: Connection, moments: Iterable[datetime]) -> list[Delivery]:
    """What was planned or sent as digests whose windows hold one of the moments, part by part."""
    holds = [
        and_(deliveries.c.since <= one, deliveries.c.until > one) for one in sorted(set(moments))
    ]
    rows = conn.execute(
        select(deliveries)
        .where(deliveries.c.kind == "digest", or_(false(), *holds))
        .order_by(deliveries.c.planned_at, deliveries.c.digest_id, deliveries.c.part)
    )
    return [from_row(Delivery, row) for row in rows]


def forms_of(conn: Connection, rendering_ids: Iterable[str]) -> Iterator[tuple[str, Form]]:
    """Renderings by id, one after the other."""
    query = select(renderings.c.rendering_id, renderings.c.form)
    for some in chunks(rendering_ids):
        for row in conn.execute(query.where(renderings.c.rendering_id.in_(some))):
            yield row.rendering_id, row.form

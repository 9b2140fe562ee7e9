"""Changes: what was detected, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, not_, or_, select

from storage.as_decided import NOTHING, as_decided
from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.queries.documents import all_reviews, documents_by_id
from storage.queries.processing import postings_of
from storage.queries.reviews import said_of
from storage.records import Change, DigestItem, Document, Posting, Said
from storage.tables import changes, postings, reviews, traits

_SPEAKER = traits.alias("speaker")
OF_DOCUMENT = not_(
    and_(
        exists().where(_SPEAKER.c.posting_id == changes.c.posting_id, _SPEAKER.c.speaking),
        exists().where(
            postings.c.document_id == changes.c.document_id,
            postings.c.posting_id == traits.c.posting_id,
            ~traits.c.speaking,
        ),
    )
)
"""What happened to a page that only speaks of a document is nothing of the document's: it stays
for the day when the two are parted."""


_ANNOUNCING = ("added", "baseline")


def add_change(conn: Connection, record: Change) -> None:
    """Store a new change."""
    conn.execute(changes.insert(), to_row(record))


def remove_baseline(conn: Connection, document_id: str) -> None:
    """Take back what was recorded as old when another source shows that it is new."""
    conn.execute(
        changes.delete().where(
            changes.c.document_id == document_id, changes.c.kind == "baseline", OF_DOCUMENT
        )
    )


def base_line_of(conn: Connection, moment: datetime) -> list[Change]:
    """What the pass of that moment recorded as old."""
    rows = conn.execute(
        select(changes)
        .where(changes.c.kind == "baseline", changes.c.detected_at == moment, OF_DOCUMENT)
        .order_by(changes.c.change_id)
    )
    return [from_row(Change, row) for row in rows]


def turns(conn: Connection, posting_id: str, pair: tuple[str, str], since: datetime) -> int:
    """How often the page went from one of two versions to the other since then."""
    one, other = pair
    return (
        conn.execute(
            select(func.count()).where(
                changes.c.posting_id == posting_id,
                changes.c.detected_at >= since,
                or_(
                    and_(changes.c.before_id == one, changes.c.after_id == other),
                    and_(changes.c.before_id == other, changes.c.after_id == one),
                ),
            )
        ).scalar()
        or 0
    )


def change(conn: Connection, change_id: str) -> Change | None:
    """The change of that id."""
    row = conn.execute(select(changes).where(changes.c.change_id == change_id)).first()
    return from_row(Change, row) if row else None


def find_changes(
    conn: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Iterable[str] = (),
    document_id: str | None = None,
) -> list[Change]:
    """The changes detected from ``since`` to before ``until``, oldest first.

    Of a document that others were merged into only the first announcement.
    """
    query = select(changes).where(OF_DOCUMENT).order_by(changes.c.detected_at, changes.c.change_id)
    if since:
        query = query.where(changes.c.detected_at >= since)
    if until:
        query = query.where(changes.c.detected_at < until)
    if kinds:
        query = query.where(changes.c.kind.in_(tuple(kinds)))
    if document_id:
        query = query.where(changes.c.document_id == document_id)
    found = [from_row(Change, row) for row in conn.execute(query)]
    announcing = {one.document_id for one in found if one.kind in _ANNOUNCING}
    first = first_announcements(conn, announcing)
    return [one for one in found if one.kind not in _ANNOUNCING or one.change_id in first]


def first_announcements(conn: Connection, ids: Iterable[str]) -> set[str]:
    """The changes by which documents were first announced, as news or as old.

    A document that others were merged into has several: the later ones are no news.
    """
    query = (
        select(changes.c.document_id, changes.c.change_id)
        .where(changes.c.kind.in_(_ANNOUNCING), OF_DOCUMENT)
        .order_by(changes.c.detected_at.desc(), changes.c.kind.desc(), changes.c.change_id.desc())
    )
    first: dict[str, str] = {}
    for some in chunks(ids):
        for row in conn.execute(query.where(changes.c.document_id.in_(some))):
            first[row.document_id] = row.change_id
    return set(first.values())


def digest_items(conn: Connection, since: datetime, until: datetime) -> list[DigestItem]:
    """What was detected in the period, baselines apart, with documents as people decided them."""
    found = find_changes(
        conn,
        since=since,
        until=until,
        kinds=("added", "amended", "attachment", "metadata", "withdrawn", "restored"),
    )
    return items_of(conn, found)


def taken_items(
    conn: Connection,
    decided: tuple[datetime, datetime],
    announced: tuple[datetime, datetime],
) -> list[DigestItem]:
    """The news announced in the second span of documents that people took in the first, each with
    every decision on its document, oldest first."""
    taken = select(reviews.c.document_id).where(
        reviews.c.decision == "approve",
        reviews.c.decided_at >= decided[0],
        reviews.c.decided_at < decided[1],
    )
    ids = set(conn.execute(taken).scalars())
    first = first_announcements(conn, ids)
    query = select(changes).where(
        changes.c.kind == "added",
        changes.c.detected_at >= announced[0],
        changes.c.detected_at < announced[1],
    )
    found = [
        from_row(Change, row)
        for some in chunks(first)
        for row in conn.execute(query.where(changes.c.change_id.in_(some)))
    ]
    made = all_reviews(conn, {one.document_id for one in found})
    return [replace(one, reviews=made[one.document.document_id]) for one in items_of(conn, found)]


def items_of(conn: Connection, found: Sequence[Change]) -> list[DigestItem]:
    """The changes with their documents as people decided them."""
    ids = {record.document_id for record in found}
    works = documents_by_id(conn, ids)
    said = said_of(conn, ids)
    shown = postings_of(conn, ids)
    return [
        _digest_item(
            record, works[record.document_id], said.get(record.document_id, NOTHING), shown
        )
        for record in found
        if record.document_id in works
    ]


def _digest_item(
    record: Change, document: Document, said: Said, shown: Mapping[str, Sequence[Posting]]
) -> DigestItem:
    return DigestItem(
        change=record,
        document=as_decided(document, said),
        amended=said.amended,
        postings=tuple(shown.get(record.document_id, ())),
    )

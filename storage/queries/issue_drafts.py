"""What drafting an issue asks: its documents, how they were met, and what people decided of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from storage.clock import midnight
from storage.columns import from_row, to_row
from storage.queries.changes import OF_DOCUMENT
from storage.queries.chunks import chunks
from storage.records import UNREAD, Change, Document, IssueDecision, Problem
from storage.tables import (
    amendments,
    attachment_files,
    changes,
    documents,
    founders,
    issue_decisions,
    postings,
    printings,
    problems,
    reviews,
    snapshots,
    versions,
)

_TELLING = ("amended", "attachment", "metadata", "withdrawn", "restored")


# -- documents ------------------------------------------------------------------------------------


def published_between(conn: Connection, first: date, last: date) -> list[Document]:
    """The documents published from the one day to the other."""
    return _found(conn, documents.c.published_on.between(first, last))


def undated_between(conn: Connection, since: datetime, until: datetime) -> list[Document]:
    """Documents without a date of publication that were met from then to before then."""
    met = and_(documents.c.detected_at >= since, documents.c.detected_at < until)
    return _found(conn, and_(documents.c.published_on.is_(None), met))


def late_for(
    conn: Connection, before: date, closed_at: datetime, covered_to: date
) -> list[Document]:
    """Documents that were missed before that day, and met (or approved of) since an issue was
    closed, or published since the last day that it was of."""
    approved = select(reviews.c.document_id).where(
        reviews.c.decision == "approve", reviews.c.decided_at >= closed_at
    )
    came = or_(
        documents.c.detected_at >= closed_at,
        documents.c.published_on > covered_to,
        documents.c.document_id.in_(approved),
    )
    return _found(conn, and_(_missed(before), came))


def missed_before(conn: Connection, before: date) -> set[str]:
    """The documents published before that day that may concern us, were news, and that no issue
    prints."""
    return set(conn.execute(select(documents.c.document_id).where(_missed(before))).scalars())


def _missed(before: date) -> ColumnElement[bool]:
    concerns = or_(
        documents.c.relevant.is_(None),
        documents.c.relevant.is_(True),
        documents.c.document_id.in_(select(reviews.c.document_id)),
        documents.c.document_id.in_(select(amendments.c.document_id)),
    )
    dated = or_(
        documents.c.published_on < before,
        and_(documents.c.published_on.is_(None), documents.c.detected_at < midnight(before)),
    )
    printed = exists().where(printings.c.document_id == documents.c.document_id)
    news = exists().where(
        changes.c.document_id == documents.c.document_id, changes.c.kind == "added", OF_DOCUMENT
    )
    return and_(dated, concerns, ~printed, news)


def _found(conn: Connection, where: ColumnElement[bool]) -> list[Document]:
    rows = conn.execute(select(documents).where(where).order_by(documents.c.document_id))
    return [from_row(Document, row) for row in rows]


def met_as_news(conn: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the documents that were announced as news, not as part of a base line."""
    query = select(changes.c.document_id).where(changes.c.kind == "added", OF_DOCUMENT).distinct()
    return {
        key
        for some in chunks(ids)
        for key in conn.execute(query.where(changes.c.document_id.in_(some))).scalars()
    }


def withdrawn_of(conn: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the documents that no page on line carries any more."""
    query = select(postings.c.document_id, postings.c.withdrawn).where(
        or_(postings.c.role.is_(None), postings.c.role.not_in(("interpretation", "news")))
    )
    gone: set[str] = set()
    there: set[str] = set()
    for some in chunks(ids):
        for row in conn.execute(query.where(postings.c.document_id.in_(some))):
            (gone if row.withdrawn else there).add(row.document_id)
    return gone - there


def captured_at(conn: Connection, snapshot_ids: Iterable[str]) -> dict[str, datetime]:
    """When each snapshot was fetched."""
    query = select(snapshots.c.snapshot_id, snapshots.c.fetched_at)
    return {
        row.snapshot_id: row.fetched_at
        for some in chunks(snapshot_ids)
        for row in conn.execute(query.where(snapshots.c.snapshot_id.in_(some)))
    }


def told_of(conn: Connection, ids: Iterable[str], since: datetime) -> list[Change]:
    """What happened to the documents since then, after they were first met, oldest first."""
    query = (
        select(changes)
        .where(changes.c.kind.in_(_TELLING), changes.c.detected_at >= since, OF_DOCUMENT)
        .order_by(changes.c.detected_at, changes.c.change_id)
    )
    return [
        from_row(Change, row)
        for some in chunks(ids)
        for row in conn.execute(query.where(changes.c.document_id.in_(some)))
    ]


def problems_between(conn: Connection, since: datetime, until: datetime) -> list[Problem]:
    """What kept sources from being read in the period, though it may be mended since."""
    rows = conn.execute(
        select(problems)
        .where(
            problems.c.state.in_(UNREAD),
            problems.c.opened_at < until,
            or_(problems.c.closed_at.is_(None), problems.c.closed_at >= since),
        )
        .order_by(problems.c.opened_at, problems.c.source_id)
    )
    return [from_row(Problem, row) for row in rows]


# -- decisions ------------------------------------------------------------------------------------


def add_decision(conn: Connection, record: IssueDecision) -> IssueDecision:
    """Store what was decided; returns it with its id."""
    values = to_row(record)
    values.pop("decision_id")
    done = conn.execute(issue_decisions.insert().values(values))
    assert done.inserted_primary_key is not None
    return replace(record, decision_id=done.inserted_primary_key[0])


def decisions_on(conn: Connection, month: str) -> list[IssueDecision]:
    """What was decided of the month's issue, oldest first."""
    rows = conn.execute(
        select(issue_decisions)
        .where(issue_decisions.c.month == month)
        .order_by(issue_decisions.c.decision_id)
    )
    return [from_row(IssueDecision, row) for row in rows]


def left_elsewhere(conn: Connection, month: str) -> set[str]:
    """The documents that people left out of other months' issues, and did not take since."""
    rows = conn.execute(
        select(issue_decisions.c.document_id, issue_decisions.c.kind)
        .where(
            issue_decisions.c.month != month,
            issue_decisions.c.kind.in_(("leave", "take")),
        )
        .order_by(issue_decisions.c.decision_id)
    ).all()
    now = current_ids(conn, {row.document_id for row in rows})
    newest = {now.get(row.document_id, row.document_id): row.kind for row in rows}
    return {key for key, kind in newest.items() if kind == "leave"}


def current_ids(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    """What documents are called now that were once called so; those that none ever was are left
    out."""
    query = select(founders.c.document_id, postings.c.document_id.label("now")).join(
        postings, postings.c.posting_id == founders.c.posting_id
    )
    return {
        row.document_id: row.now
        for some in chunks(ids)
        for row in conn.execute(query.where(founders.c.document_id.in_(some)))
        if row.now
    }


def carried_now(conn: Connection, version_of: Mapping[str, str]) -> dict[str, str]:
    """By document that was frozen, with its version: the one that has now the page of that."""
    pages = _documents_of(conn, version_of.values())
    names = current_ids(conn, version_of.keys())
    return {key: pages.get(one) or names.get(key, key) for key, one in version_of.items()}


def _documents_of(conn: Connection, version_ids: Iterable[str]) -> dict[str, str]:
    query = select(versions.c.version_id, postings.c.document_id).join(
        postings, postings.c.posting_id == versions.c.posting_id
    )
    return {
        row.version_id: row.document_id
        for some in chunks(version_ids)
        for row in conn.execute(query.where(versions.c.version_id.in_(some)))
        if row.document_id
    }


def file_hashes(conn: Connection, posting_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Hashes of the texts of each page's files."""
    query = select(attachment_files.c.posting_id, attachment_files.c.text_sha256)
    query = query.order_by(attachment_files.c.posting_id, attachment_files.c.url)
    found: dict[str, tuple[str, ...]] = {}
    for some in chunks(posting_ids):
        for row in conn.execute(query.where(attachment_files.c.posting_id.in_(some))):
            found[row.posting_id] = (*found.get(row.posting_id, ()), row.text_sha256 or "")
    return found

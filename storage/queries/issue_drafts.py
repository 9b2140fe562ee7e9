"""What drafting an issue asks: its documents, how they were met, and what people decided of it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from storage.columns import from_row, to_row
from storage.queries.changes import OF_DOCUMENT
from storage.queries.chunks import chunks
from storage.records import UNREAD, Change, Document, IssueDecision, Problem
from storage.tables import (
    changes,
    documents,
    founders,
    issue_decisions,
    issues,
    postings,
    problems,
    reviews,
    snapshots,
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
    """Documents that may concern us, published before that day, and met (or approved of) since an
    issue was closed, or published since the last day that it was of."""
    reviewed = select(reviews.c.document_id)
    approved = reviewed.where(reviews.c.decision == "approve", reviews.c.decided_at >= closed_at)
    came = or_(
        documents.c.detected_at >= closed_at,
        documents.c.published_on > covered_to,
        documents.c.document_id.in_(approved),
    )
    concerns = or_(
        documents.c.relevant.is_(None),
        documents.c.relevant.is_(True),
        documents.c.document_id.in_(reviewed),
    )
    dated = or_(documents.c.published_on < before, documents.c.published_on.is_(None))
    return _found(conn, and_(dated, came, concerns))


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


def twice_issued(conn: Connection) -> list[str]:
    """The months that were frozen here and published as a file too."""
    query = select(issues.c.month).group_by(issues.c.month).having(func.count() > 1)
    return list(conn.execute(query.order_by(issues.c.month)).scalars())

"""The issues at a glance: what a list of them says, without reading what they print."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, distinct, func, select

from storage.queries.issues import frozen_sets
from storage.records import IssueOrigin
from storage.tables import issue_keys, issues, printings


@dataclass(frozen=True, kw_only=True)
class IssueLine:
    """An issue, and how many items it has, and how many of them are documents that we know."""

    month: str
    origin: IssueOrigin
    title: str
    publisher: str
    file_name: str
    person: str
    stated_at: datetime
    stands: bool
    """It is the month's: the published one, where there is one."""
    items: int
    matched: int
    """Of one that does not stand: 0."""


def issue_lines(conn: Connection) -> list[IssueLine]:
    """Every issue, newest month first, the published one before the one frozen here."""
    items = _counts(conn, func.count(distinct(issue_keys.c.item)), issue_keys.c.month)
    matched = _counts(conn, func.count(), printings.c.month)
    named = ("month", "origin", "title", "publisher", "file_name", "person", "stated_at")
    query = select(*(issues.c[name] for name in named))
    rows = conn.execute(query.order_by(issues.c.month.desc(), issues.c.origin.desc())).all()
    published = {row.month for row in rows if row.origin == "imported"}
    unseen = [row.month for row in rows if row.origin == "frozen" and row.month in published]
    frozen = {month: len(one.version_of) for month, one in frozen_sets(conn, unseen).items()}
    lines = []
    for row in rows:
        stands = row.origin == "imported" or row.month not in published
        lines.append(
            IssueLine(
                **row._mapping,
                stands=stands,
                items=(items if stands else frozen).get(row.month, 0),
                matched=matched.get(row.month, 0) if stands else 0,
            )
        )
    return lines


def _counts(conn: Connection, count: ColumnElement[int], month: Column[str]) -> dict[str, int]:
    rows = conn.execute(select(month, count).group_by(month))
    return {str(key): int(number) for key, number in rows}

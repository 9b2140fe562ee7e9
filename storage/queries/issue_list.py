"""The issues at a glance: what a list of them says, without reading what they print."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, distinct, func, select

from storage.records import IssueOrigin
from storage.tables import issue_keys, issues, printings


@dataclass(frozen=True, kw_only=True)
class IssueLine:
    """An issue, and how many items the month's has, and how many documents that we know."""

    month: str
    origin: IssueOrigin
    title: str
    publisher: str
    file_name: str
    person: str
    stated_at: datetime
    stands: bool
    """It is the month's: the published one, where there is one; the counts are of that."""
    items: int
    matched: int


def issue_lines(conn: Connection) -> list[IssueLine]:
    """Every issue, newest month first, the published one before the one frozen here."""
    items = _counts(conn, func.count(distinct(issue_keys.c.item)), issue_keys.c.month)
    matched = _counts(conn, func.count(), printings.c.month)
    named = ("month", "origin", "title", "publisher", "file_name", "person", "stated_at")
    query = select(*(issues.c[name] for name in named))
    rows = conn.execute(query.order_by(issues.c.month.desc(), issues.c.origin.desc())).all()
    published = {row.month for row in rows if row.origin == "imported"}
    return [
        IssueLine(
            **row._mapping,
            stands=row.origin == "imported" or row.month not in published,
            items=items.get(row.month, 0),
            matched=matched.get(row.month, 0),
        )
        for row in rows
    ]


def _counts(conn: Connection, count: ColumnElement[int], month: Column[str]) -> dict[str, int]:
    rows = conn.execute(select(month, count).group_by(month))
    return {str(key): int(number) for key, number in rows}

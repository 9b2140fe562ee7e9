"""Monthly issues that were published or frozen, and which documents they print."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, null, select, type_coerce

from storage.columns import Packed, from_row, to_row
from storage.queries.chunks import chunks
from storage.records import IssueKey, IssueOrigin, Printing, StoredIssue
from storage.tables import issue_keys, issues, printings

# -- issues ---------------------------------------------------------------------------------------


def put_issue(conn: Connection, record: StoredIssue) -> None:
    """Insert, or replace the month's issue of that origin."""
    where = (issues.c.month == record.month, issues.c.origin == record.origin)
    conn.execute(delete(issues).where(*where))
    conn.execute(issues.insert(), to_row(record))


def issue_of(conn: Connection, month: str, origin: IssueOrigin | None = None) -> StoredIssue | None:
    """The month's issue: of that origin, else the published one before the one frozen here."""
    query = select(issues).where(issues.c.month == month)
    if origin:
        query = query.where(issues.c.origin == origin)
    # "imported" comes after "frozen"
    row = conn.execute(query.order_by(issues.c.origin.desc()).limit(1)).first()
    return from_row(StoredIssue, row) if row else None


def issues_in(conn: Connection, months: Collection[str] | None = None) -> Iterator[StoredIssue]:
    """Each month's issue, as ``issue_of``, oldest month first; what was drafted is left unread.

    ``months``: of these alone.
    """
    first = select(issues.c.month, func.max(issues.c.origin).label("origin"))
    stands = first.group_by(issues.c.month).subquery()
    query: Select[tuple[Any, ...]] = (
        select(*(one for one in issues.c if one.name != "draft"), null().label("draft"))
        .join(stands, (issues.c.month == stands.c.month) & (issues.c.origin == stands.c.origin))
        .order_by(issues.c.month)
    )
    if months is not None:
        query = query.where(issues.c.month.in_(months))
    yield from (from_row(StoredIssue, row) for row in conn.execute(query))


@dataclass(frozen=True, kw_only=True)
class _FrozenItem:
    document_id: str
    version_id: str


@dataclass(frozen=True, kw_only=True)
class _FrozenPart:
    items: tuple[_FrozenItem, ...]


@dataclass(frozen=True, kw_only=True)
class FrozenSet:
    """What was frozen of a month's issue, without its texts."""

    window_start: date
    window_end: date
    frozen_at: datetime
    parts: tuple[_FrozenPart, ...]
    weighed: tuple[str, ...] | None = None

    @property
    def version_of(self) -> dict[str, str]:
        """Of each document the version that was frozen."""
        return {item.document_id: item.version_id for part in self.parts for item in part.items}


def frozen_sets(conn: Connection, months: Collection[str] | None = None) -> dict[str, FrozenSet]:
    """By month: what was frozen here, though a published issue may be what counts.

    ``months``: of these alone.
    """
    draft = type_coerce(issues.c.draft, Packed(FrozenSet)).label("draft")
    query = select(issues.c.month, draft).where(issues.c.draft.is_not(None))
    if months is not None:
        query = query.where(issues.c.month.in_(months))
    return {row.month: row.draft for row in conn.execute(query)}


def issued(conn: Connection) -> list[tuple[str, IssueOrigin]]:
    """The month and origin of every issue, newest month first, the published one first."""
    query = select(issues.c.month, issues.c.origin)
    rows = conn.execute(query.order_by(issues.c.month.desc(), issues.c.origin.desc()))
    return [(row.month, row.origin) for row in rows]


def issued_months(conn: Connection) -> list[str]:
    """The months that have an issue, newest first."""
    return list(dict.fromkeys(month for month, _origin in issued(conn)))


# -- what they print ------------------------------------------------------------------------------


def put_printings(
    conn: Connection, month: str, items: Collection[str], records: Sequence[Printing]
) -> None:
    """Let these items of the month carry what the records say, and nothing else."""
    where = (printings.c.month == month, printings.c.item.in_(items))
    conn.execute(delete(printings).where(*where))
    if records:
        conn.execute(printings.insert(), [to_row(one) for one in records])


def drop_printings(conn: Connection, month: str) -> None:
    """Forget what the month's issue prints, and by what that is found."""
    conn.execute(delete(printings).where(printings.c.month == month))
    conn.execute(delete(issue_keys).where(issue_keys.c.month == month))


def printings_in(conn: Connection, month: str) -> list[Printing]:
    """What the month's issue prints of the documents that we know."""
    rows = conn.execute(select(printings).where(printings.c.month == month))
    return [from_row(Printing, row) for row in rows]


def documents_in(
    conn: Connection, months: Collection[str] | None = None
) -> dict[tuple[str, str], str]:
    """By month and item: the id of the document that the item carries, if we know it.

    ``months``: of these alone.
    """
    query = select(printings.c.month, printings.c.item, printings.c.document_id)
    if months is not None:
        query = query.where(printings.c.month.in_(months))
    return {(row.month, row.item): row.document_id for row in conn.execute(query)}


def printings_of(conn: Connection, document_ids: Iterable[str]) -> dict[str, list[Printing]]:
    """Where each of the documents is printed, earliest month first; those that are not are left
    out."""
    query = select(printings).order_by(printings.c.month, printings.c.item)
    found = defaultdict(list)
    for some in chunks(document_ids):
        for row in conn.execute(query.where(printings.c.document_id.in_(some))):
            found[row.document_id].append(from_row(Printing, row))
    return dict(found)


# -- by what a document is found to be an item ----------------------------------------------------


def add_keys(conn: Connection, records: Sequence[IssueKey]) -> None:
    """Store by what items are found."""
    if records:
        conn.execute(issue_keys.insert(), [to_row(one) for one in records])


def any_key(conn: Connection) -> bool:
    """Whether any issue is there to be printed in."""
    return conn.execute(select(issue_keys.c.month).limit(1)).first() is not None


def items_with(conn: Connection, keys: Iterable[str], least: int = 1) -> set[tuple[str, str]]:
    """The items, each by month and number, that have so many of the keys."""
    query = select(issue_keys.c.month, issue_keys.c.item)
    rows = (
        (row.month, row.item)
        for some in chunks(keys)
        for row in conn.execute(query.where(issue_keys.c.key.in_(some)))
    )
    return {item for item, many in Counter(rows).items() if many >= least}

"""The dates that documents set: found once, stored by document, looked up by day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, select

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import DeadlineKind, StoredDeadline
from storage.tables import deadlines, documents


def put_deadlines(conn: Connection, document_id: str, rows: Sequence[StoredDeadline]) -> None:
    """The deadlines in place of the document's former ones."""
    conn.execute(deadlines.delete().where(deadlines.c.document_id == document_id))
    if rows:
        conn.execute(deadlines.insert(), [to_row(row) for row in rows])


def deadlines_from(conn: Connection, ids: Iterable[str]) -> dict[str, list[StoredDeadline]]:
    """What the documents set, by document, in the order of their texts."""
    query = select(deadlines).order_by(deadlines.c.document_id, deadlines.c.place)
    found: dict[str, list[StoredDeadline]] = {}
    for some in chunks(ids):
        for row in conn.execute(query.where(deadlines.c.document_id.in_(some))):
            found.setdefault(row.document_id, []).append(from_row(StoredDeadline, row))
    return found


def deadlines_between(
    conn: Connection, since: date, until: date | None, kinds: Collection[DeadlineKind] = ()
) -> list[StoredDeadline]:
    """What falls on these days, the first day first; without ``kinds``, of every kind."""
    query = (
        select(deadlines)
        .join(documents, documents.c.document_id == deadlines.c.document_id)
        .where(deadlines.c.dated_on >= since)
        .order_by(deadlines.c.dated_on, deadlines.c.document_id, deadlines.c.place)
    )
    if until:
        query = query.where(deadlines.c.dated_on <= until)
    if kinds:
        query = query.where(deadlines.c.kind.in_(kinds))
    return [from_row(StoredDeadline, row) for row in conn.execute(query)]

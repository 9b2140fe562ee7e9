"""What calendars know of the dates that documents set."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, and_, or_, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import CalendarEntry, Deadline, StoredDeadline
from storage.tables import calendar_entries, deadlines, documents


def dates_since(conn: Connection, since: date) -> list[StoredDeadline]:
    """What documents set for that day or later, and from when they hold by what their pages say;
    by document, in the order of its text.

    Not what is to be reached by some year or month: a target that names a day is a term as others
    are (于3月31日前足额清缴).
    """
    query = (
        select(deadlines)
        .where(deadlines.c.dated_on >= since)
        .order_by(deadlines.c.document_id, deadlines.c.place)
    )
    rows = (from_row(StoredDeadline, row) for row in conn.execute(query))
    found = [one for one in rows if one.kind != "target" or one.said.precision == "day"]
    said = {(one.document_id, one.dated_on) for one in found if one.kind == "effective"}
    begins = select(documents.c.document_id, documents.c.effective_on).where(
        documents.c.effective_on >= since
    )
    for row in conn.execute(begins.order_by(documents.c.document_id)):
        if (row.document_id, row.effective_on) not in said:
            found.append(_of_page(row.document_id, row.effective_on))
    return found


def _of_page(document_id: str, day: date) -> StoredDeadline:
    said = Deadline(date=day, precision="day", kind="effective", text="", sentence="")
    return StoredDeadline(
        document_id=document_id, place=-1, kind="effective", dated_on=day, said=said
    )


def unread_documents(conn: Connection) -> set[str]:
    """Documents whose text is another by now than that in which dates were looked for: while a pass
    is under way, and after one that was killed."""
    read = documents.c.stated_by.like("%:" + documents.c.version_id)
    return set(conn.execute(select(documents.c.document_id).where(~read)).scalars())


def entries_since(
    conn: Connection, since: date, changed_since: datetime, ids: Iterable[str] = ()
) -> list[CalendarEntry]:
    """The entries of that day or later, those that were taken back since that moment, and all of
    these documents."""
    recent = or_(
        calendar_entries.c.day >= since,
        and_(calendar_entries.c.day.is_(None), calendar_entries.c.changed_at >= changed_since),
    )
    rows = {row.uid: row for row in conn.execute(select(calendar_entries).where(recent))}
    for some in chunks(ids):
        query = select(calendar_entries).where(calendar_entries.c.document_id.in_(some))
        rows |= {row.uid: row for row in conn.execute(query)}
    return [from_row(CalendarEntry, rows[key]) for key in sorted(rows)]


def put_entries(conn: Connection, records: Sequence[CalendarEntry]) -> None:
    """Store the entries, each in place of the one of its uid."""
    uids = [one.uid for one in records]
    known: set[str] = set()
    for some in chunks(uids):
        query = select(calendar_entries.c.uid).where(calendar_entries.c.uid.in_(some))
        known |= set(conn.execute(query).scalars())
    fresh = [to_row(one) for one in records if one.uid not in known]
    if fresh:
        conn.execute(calendar_entries.insert(), fresh)
    for one in records:
        if one.uid in known:
            values = {calendar_entries.c[name]: value for name, value in to_row(one).items()}
            conn.execute(
                update(calendar_entries).where(calendar_entries.c.uid == one.uid).values(values)
            )

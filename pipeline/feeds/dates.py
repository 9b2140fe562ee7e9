"""Calendar entries are brought in step with what documents set: after passes, never by reading."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.feeds.pairing import grouped, renewed
from storage.clock import day_of
from storage.database import Database
from storage.queries import calendars
from storage.records import CalendarEntry

_KEPT = timedelta(days=366)
"""Dates that are longer past are no longer looked at."""


def renew_entries(db: Database, now: datetime) -> int:
    """Store what became of the dates that documents set; how many entries are new or others.

    Done twice it changes nothing.
    """
    with db.begin() as conn:
        changed = _changed(conn, now)
        calendars.put_entries(conn, changed)
    return len(changed)


def _changed(conn: Connection, now: datetime) -> list[CalendarEntry]:
    since = day_of(now) - _KEPT
    rows = calendars.dates_since(conn, since)
    dates = grouped((one.document_id, one.said) for one in rows)
    entries: dict[str, list[CalendarEntry]] = {}
    for one in calendars.entries_since(conn, since, now - _KEPT):
        entries.setdefault(one.document_id, []).append(one)
    waiting = calendars.unread_documents(conn)  # half new, half old: two dates where there is one
    return [
        changed
        for key in sorted((dates.keys() | entries.keys()) - waiting)
        for changed in renewed(entries.get(key, []), dates.get(key, []), now)
    ]

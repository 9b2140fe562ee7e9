"""Searches that people keep under a name."""

from sqlalchemy import Connection, delete, select

from storage.columns import from_row, to_row
from storage.records import SavedSearch
from storage.tables import saved_searches


def put_search(conn: Connection, record: SavedSearch) -> None:
    """Keep the search, in place of the one of its name."""
    drop_search(conn, record.name)
    conn.execute(saved_searches.insert(), to_row(record))


def saved_search(conn: Connection, name: str) -> SavedSearch | None:
    row = conn.execute(select(saved_searches).where(saved_searches.c.name == name)).first()
    return from_row(SavedSearch, row) if row else None


def find_searches(conn: Connection) -> list[SavedSearch]:
    """All searches that are kept, by name."""
    rows = conn.execute(select(saved_searches).order_by(saved_searches.c.name))
    return [from_row(SavedSearch, row) for row in rows]


def drop_search(conn: Connection, name: str) -> bool:
    """Keep the search of that name no longer; whether there was one."""
    gone = conn.execute(delete(saved_searches).where(saved_searches.c.name == name))
    return gone.rowcount == 1

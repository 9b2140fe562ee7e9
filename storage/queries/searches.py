"""Searches that people keep under a name, and the texts that searches look into."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import SavedSearch
from storage.tables import documents, saved_searches, versions

_SAID = (
    select(
        documents.c.document_id,
        documents.c.title,
        documents.c.document_number,
        documents.c.issuing_bodies,
        documents.c.lead_posting_id,
        versions.c.content,
    )
    .outerjoin(versions, versions.c.version_id == documents.c.version_id)
    .where(documents.c.document_id.in_(bindparam("keys", expanding=True)))
)


def add_search(conn: Connection, record: SavedSearch) -> None:
    """Keep the search."""
    conn.execute(saved_searches.insert(), to_row(record))


def saved_search(conn: Connection, name: str) -> SavedSearch | None:
    """The kept search of that name."""
    row = conn.execute(select(saved_searches).where(saved_searches.c.name == name)).first()
    return from_row(SavedSearch, row) if row else None


def find_searches(conn: Connection) -> list[SavedSearch]:
    """All searches that are kept, by name."""
    rows = conn.execute(select(saved_searches).order_by(saved_searches.c.name))
    return [from_row(SavedSearch, row) for row in rows]


def put_link_key(conn: Connection, name: str, link_key: str) -> None:
    """Bind the addresses of the search's feeds to that key: those that were given out are void."""
    conn.execute(
        update(saved_searches).where(saved_searches.c.name == name).values(link_key=link_key)
    )


def drop_search(conn: Connection, name: str) -> bool:
    """Keep the search of that name no longer; whether there was one."""
    gone = conn.execute(delete(saved_searches).where(saved_searches.c.name == name))
    return gone.rowcount == 1


def what_is_said(conn: Connection, document_ids: Iterable[str]) -> list[Any]:
    """Rows of the documents: what names them, and what the version says that they show."""
    return [row for some in chunks(document_ids) for row in conn.execute(_SAID, {"keys": some})]


def find_regions(conn: Connection) -> list[str]:
    """The regions of which there are documents."""
    return list(conn.execute(select(documents.c.region).distinct()).scalars())

"""What people said of documents: whether they belong, and their topics, part and kind."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection, select

from storage.as_decided import NOTHING, as_decided
from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.queries.documents import newest_reviews
from storage.records import AmendedField, Amendment, Document, Review, Said
from storage.search.marks import mark
from storage.tables import amendments


def said_of(conn: Connection, ids: Iterable[str]) -> dict[str, Said]:
    """What people said of each document of which they said anything that still counts."""
    wanted = set(ids)
    decisions: dict[str, Review] = {}
    for some in chunks(wanted):
        decisions |= newest_reviews(conn, some)
    fields = newest_amendments(conn, wanted)
    return {
        key: Said(review=decisions.get(key), amendments=fields.get(key, {}))
        for key in decisions.keys() | fields.keys()
    }


def decided_documents(conn: Connection, documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents as people decided them, by id."""
    said = said_of(conn, documents)
    return {key: as_decided(one, said.get(key, NOTHING)) for key, one in documents.items()}


def newest_amendments(
    conn: Connection, ids: Iterable[str]
) -> dict[str, dict[AmendedField, Amendment]]:
    """Of each document the amendments that count: those that were taken back are left out."""
    newest: dict[tuple[str, AmendedField], Amendment] = {}
    query = select(amendments).order_by(amendments.c.amendment_id)
    for some in chunks(ids):
        for row in conn.execute(query.where(amendments.c.document_id.in_(some))):
            one = from_row(Amendment, row)
            newest[one.document_id, one.field] = one
    found: dict[str, dict[AmendedField, Amendment]] = {}
    for (document_id, field), one in newest.items():
        if one.value is not None:
            found.setdefault(document_id, {})[field] = one
    return found


def amendments_of(conn: Connection, document_id: str) -> list[Amendment]:
    """Every amendment of the document, newest first."""
    rows = conn.execute(
        select(amendments)
        .where(amendments.c.document_id == document_id)
        .order_by(amendments.c.amendment_id.desc())
    )
    return [from_row(Amendment, row) for row in rows]


def add_amendment(conn: Connection, record: Amendment) -> None:
    """Add it, and note that the document is to be found by what it says now."""
    values = to_row(replace(record, said_of=record.said_of or record.document_id))
    values.pop("amendment_id")
    conn.execute(amendments.insert(), values)
    mark(conn, [record.document_id])

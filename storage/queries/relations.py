"""What documents say of one another: found once, stored by document, looked up by key."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import Document, PageKind, StoredRelation
from storage.search.marks import mark
from storage.tables import documents, relations

_UNSTATED = (
    select(documents)
    .where(documents.c.stated_by != bindparam("by") + documents.c.version_id)
    .order_by(documents.c.document_id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """Of a document: what tells whether a relation means it, and what is shown of it then."""

    document_id: str
    title: str
    document_number: str | None
    issuing_bodies: tuple[str, ...]
    signed_on: date | None
    published_on: date | None
    effective_on: date | None
    region: str
    page_kind: PageKind


_BEARERS = select(*(documents.c[one.name] for one in fields(Bearer)))


def unstated(conn: Connection, reader: str, limit: int) -> list[Document]:
    """Documents whose leading version that reader has not read for what it states."""
    rows = conn.execute(_UNSTATED, {"by": stated_by(reader, ""), "most": limit})
    return [from_row(Document, row) for row in rows]


def stated_by(reader: str, version_id: str) -> str:
    """What a document carries once that reader has read that version."""
    return f"{reader}:{version_id}"


def mark_stated(conn: Connection, document_id: str, by: str) -> None:
    """Say by what reader, and of which version, a document's relations were read."""
    conn.execute(
        update(documents).where(documents.c.document_id == document_id).values(stated_by=by)
    )
    mark(conn, [document_id])


def put_relations(conn: Connection, document_id: str, rows: Sequence[StoredRelation]) -> None:
    """The relations in place of the document's former ones."""
    conn.execute(relations.delete().where(relations.c.document_id == document_id))
    if rows:
        conn.execute(relations.insert(), [to_row(row) for row in rows])


def relations_from(conn: Connection, ids: Iterable[str]) -> dict[str, list[StoredRelation]]:
    """What the documents say of others, by document, in the order of their texts."""
    found: dict[str, list[StoredRelation]] = {}
    for row in _rows(conn, relations.c.document_id, ids):
        found.setdefault(row.document_id, []).append(row)
    return found


def relations_naming(
    conn: Connection, title_keys: Iterable[str], number_keys: Iterable[str]
) -> list[StoredRelation]:
    """What any document says of one that has one of these titles or numbers."""
    found = {
        (row.document_id, row.place): row
        for column, keys in (
            (relations.c.title_key, title_keys),
            (relations.c.number_key, number_keys),
        )
        for row in _rows(conn, column, keys)
    }
    return [found[key] for key in sorted(found)]


def _rows(
    conn: Connection, column: ColumnElement[str | None], keys: Iterable[str]
) -> Iterator[StoredRelation]:
    query = select(relations).order_by(relations.c.document_id, relations.c.place)
    for some in chunks(keys):
        for row in conn.execute(query.where(column.in_(some))):
            yield from_row(StoredRelation, row)


def bearers(
    conn: Connection,
    *,
    titles: Collection[str] = (),
    numbers: Collection[str] = (),
    ids: Collection[str] = (),
) -> dict[str, Bearer]:
    """Documents with one of these title keys, number keys or ids, by id."""
    wanted = (
        (documents.c.title_key, titles),
        (documents.c.number_key, numbers),
        (documents.c.document_id, ids),
    )
    return {
        row.document_id: from_row(Bearer, row)
        for column, keys in wanted
        for some in chunks(keys)
        for row in conn.execute(_BEARERS.where(column.in_(some)))
    }


def carriers(conn: Connection, title_keys: Collection[str]) -> dict[str, list[str]]:
    """The ids of the documents that carry a work of one of these keys, by key."""
    query = select(relations.c.title_key, relations.c.document_id).order_by(relations.c.document_id)
    found: dict[str, list[str]] = {}
    for some in chunks(title_keys):
        carried = query.where(relations.c.title_key.in_(some), relations.c.kind == "promulgates")
        for key, document_id in conn.execute(carried):
            found.setdefault(key, []).append(document_id)
    return found

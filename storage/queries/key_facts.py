"""What documents set, in the words that set it: found once, stored by document."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import KeyFact, StoredKeyFact
from storage.tables import key_facts


def put_key_facts(conn: Connection, document_id: str, facts: Sequence[KeyFact]) -> None:
    """The facts in place of the document's former ones."""
    conn.execute(key_facts.delete().where(key_facts.c.document_id == document_id))
    rows = [
        StoredKeyFact(document_id=document_id, place=place, kind=said.kind, said=said)
        for place, said in enumerate(facts)
    ]
    if rows:
        conn.execute(key_facts.insert(), [to_row(row) for row in rows])


def key_facts_from(conn: Connection, ids: Iterable[str]) -> dict[str, tuple[KeyFact, ...]]:
    """What the documents set, by document, in the order of their texts."""
    query = select(key_facts).order_by(key_facts.c.document_id, key_facts.c.place)
    found: dict[str, list[KeyFact]] = {}
    for some in chunks(ids):
        for row in conn.execute(query.where(key_facts.c.document_id.in_(some))):
            found.setdefault(row.document_id, []).append(from_row(StoredKeyFact, row).said)
    return {key: tuple(facts) for key, facts in found.items()}

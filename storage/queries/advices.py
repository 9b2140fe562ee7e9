"""What a model of the operator's choice said of documents."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import Advice, Document
from storage.tables import advices


def advice_kept(conn: Connection, advice_id: str) -> Advice | None:
    """What was answered to that question, if it was put and answered."""
    row = conn.execute(select(advices).where(advices.c.advice_id == advice_id)).first()
    return from_row(Advice, row) if row else None


def put_advice(conn: Connection, record: Advice) -> None:
    """Store the record in place of the one of its id."""
    conn.execute(advices.delete().where(advices.c.advice_id == record.advice_id))
    conn.execute(advices.insert(), to_row(record))


def advice_on(conn: Connection, documents: Iterable[Document]) -> dict[str, Advice]:
    """The newest advice that may be shown on each of the documents as it is now, by their ids."""
    return {one.document_id: one for one in _given(conn, documents) if one.state == "kept"}


def asked_of(conn: Connection, documents: Iterable[Document]) -> set[str]:
    """Ids of those documents of which, as they are now, a model was asked and answered."""
    return {one.document_id for one in _given(conn, documents) if one.state != "failed"}


def _given(conn: Connection, documents: Iterable[Document]) -> Iterator[Advice]:
    """All advice on the documents' versions of now, oldest first."""
    shown = {one.document_id: one.version_id for one in documents}
    for some in chunks(shown):
        rows = conn.execute(
            select(advices)
            .where(advices.c.document_id.in_(some))
            .order_by(advices.c.asked_at, advices.c.advice_id)
        )
        for row in rows:
            if row.version_id == shown[row.document_id]:
                yield from_row(Advice, row)


def tokens_spent(conn: Connection, since: datetime) -> int:
    """What was asked since then has cost."""
    spent = select(func.coalesce(func.sum(advices.c.tokens), 0)).where(advices.c.asked_at >= since)
    return int(conn.execute(spent).scalar_one())

"""What a model of the operator's choice said of documents."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.columns import from_row, to_row
from storage.records import Advice
from storage.tables import advices


def advice_kept(conn: Connection, advice_id: str) -> Advice | None:
    """What was answered to that question, if it was put and answered."""
    row = conn.execute(select(advices).where(advices.c.advice_id == advice_id)).first()
    return from_row(Advice, row) if row else None


def put_advice(conn: Connection, record: Advice) -> None:
    """Store the record in place of the one of its id."""
    conn.execute(advices.delete().where(advices.c.advice_id == record.advice_id))
    conn.execute(advices.insert(), to_row(record))


def advice_on(conn: Connection, document_ids: Iterable[str]) -> dict[str, Advice]:
    """The newest advice that may be shown on each of the documents."""
    rows = conn.execute(
        select(advices)
        .where(advices.c.document_id.in_(set(document_ids)), advices.c.state == "kept")
        .order_by(advices.c.asked_at, advices.c.advice_id)
    )
    return {row.document_id: from_row(Advice, row) for row in rows}


def asked_of(conn: Connection, document_ids: Iterable[str]) -> set[str]:
    """Those of the documents of which a model was asked and answered, whatever came of it."""
    rows = conn.execute(
        select(advices.c.document_id).where(
            advices.c.document_id.in_(set(document_ids)), advices.c.state != "failed"
        )
    )
    return set(rows.scalars())


def tokens_spent(conn: Connection, since: datetime) -> int:
    """What was asked since then has cost."""
    spent = select(func.coalesce(func.sum(advices.c.tokens), 0)).where(advices.c.asked_at >= since)
    return int(conn.execute(spent).scalar_one())

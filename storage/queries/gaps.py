"""Numbers: the documents that have one, what names one that we lack, what people said of holes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import SPEAKING, Relation, SeriesAnswer
from storage.tables import documents, relations, series_answers


class NumberedRow(NamedTuple):
    """A document that has a number."""

    document_id: str
    title: str
    document_number: str
    issuing_bodies: tuple[str, ...]
    published_on: date | None
    detected_at: datetime


def numbered_documents(conn: Connection, since: date) -> list[NumberedRow]:
    """The documents proper with a number, published (or, undated, found) since that day."""
    named = (documents.c[name] for name in NumberedRow._fields)
    dated = func.coalesce(documents.c.published_on, documents.c.signed_on)
    rows = conn.execute(
        select(*named)
        .where(
            documents.c.document_number.is_not(None),
            documents.c.page_kind.not_in(SPEAKING),
            dated.is_(None) | (dated >= since),
        )
        .order_by(documents.c.detected_at, documents.c.document_id)
    )
    return [NumberedRow(*row) for row in rows]


def names_of(conn: Connection, number_keys: Iterable[str]) -> dict[str, Relation]:
    """What a held document says of each of the numbers, where one speaks of it."""
    found: dict[str, Relation] = {}
    for keys in chunks(number_keys):
        rows = conn.execute(
            select(relations.c.number_key, relations.c.said)
            .where(relations.c.number_key.in_(keys))
            .order_by(relations.c.document_id, relations.c.place)
        )
        for key, said in rows:
            if key not in found or (said.title and not found[key].title):
                found[key] = said
    return found


def standing_answers(conn: Connection) -> list[SeriesAnswer]:
    """What was said and not taken back, oldest first."""
    rows = conn.execute(
        select(series_answers)
        .where(series_answers.c.undone_at.is_(None))
        .order_by(series_answers.c.answer_id)
    )
    return [from_row(SeriesAnswer, row) for row in rows]


def answer(conn: Connection, answer_id: int) -> SeriesAnswer | None:
    """The answer of that id."""
    row = conn.execute(
        select(series_answers).where(series_answers.c.answer_id == answer_id)
    ).first()
    return from_row(SeriesAnswer, row) if row else None


def add_answer(conn: Connection, record: SeriesAnswer) -> SeriesAnswer:
    """Store what was said; returns it with its id."""
    values = to_row(record)
    values.pop("answer_id")
    done = conn.execute(series_answers.insert().values(values))
    assert done.inserted_primary_key is not None
    return replace(record, answer_id=done.inserted_primary_key[0])


def undo_answer(conn: Connection, answer_id: int, person: str, now: datetime) -> None:
    """Say who takes an answer back; once only."""
    conn.execute(
        update(series_answers)
        .where(series_answers.c.answer_id == answer_id, series_answers.c.undone_at.is_(None))
        .values(undone_at=now, undone_by=person)
    )

"""Models that were trained here, and which of them is in use."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, literal, select

from storage.columns import from_row, to_row
from storage.records import Adoption, StoredModel
from storage.tables import adoptions, models

_ACCOUNT: Select[Any] = select(
    *(column for column in models.c if column.name != "data"), literal("").label("data")
)
"""All but the model itself, which is a thousand times longer."""


def add_model(conn: Connection, record: StoredModel) -> StoredModel:
    """The record as it is stored."""
    values = to_row(record)
    values.pop("model_id")
    done = conn.execute(models.insert().returning(models.c.model_id), values)
    return replace(record, model_id=done.scalar_one())


def stored_model(conn: Connection, model_id: int) -> StoredModel | None:
    """The whole model of that id."""
    row = conn.execute(select(models).where(models.c.model_id == model_id)).first()
    return from_row(StoredModel, row) if row else None


def accounts(conn: Connection) -> list[StoredModel]:
    """The accounts of all models, newest first."""
    rows = conn.execute(_ACCOUNT.order_by(models.c.model_id.desc()))
    return [from_row(StoredModel, row) for row in rows]


def account(conn: Connection, model_id: int) -> StoredModel | None:
    """The account of one."""
    row = conn.execute(_ACCOUNT.where(models.c.model_id == model_id)).first()
    return from_row(StoredModel, row) if row else None


def add_adoption(conn: Connection, record: Adoption) -> None:
    """Store that a model was put to use."""
    values = to_row(record)
    values.pop("adoption_id")
    conn.execute(adoptions.insert(), values)


def adoptions_made(conn: Connection) -> list[Adoption]:
    """Every adoption, newest first."""
    rows = conn.execute(select(adoptions).order_by(adoptions.c.adoption_id.desc()))
    return [from_row(Adoption, row) for row in rows]


def adopted(conn: Connection) -> Adoption | None:
    """The newest one."""
    row = conn.execute(select(adoptions).order_by(adoptions.c.adoption_id.desc()).limit(1)).first()
    return from_row(Adoption, row) if row else None

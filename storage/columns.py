"""Column types of our records, and the way from a record to a row and back."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import DateTime, Dialect, LargeBinary, Row, RowMapping, Text
from sqlalchemy.types import TypeDecorator

from storage.packing import pack, unpack

Record = TypeVar("Record")


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored and read as UTC; a naive one is a bug and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A value of the given (record) type, stored as JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self._decoder.decode(value)


class Packed(TypeDecorator[Any]):
    """As ``Json``, compressed with zstd: for texts."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else pack(msgspec.json.encode(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else self._decoder.decode(unpack(value))


def to_row(record: Any) -> dict[str, Any]:
    """The record's fields by name, for insert and update."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def from_row(kind: type[Record], row: Row[Any] | RowMapping) -> Record:
    """The record that a row of its table holds (further columns are left out)."""
    mapping = row._mapping if isinstance(row, Row) else row
    return kind(**{field.name: mapping[field.name] for field in fields(kind)})  # type: ignore[arg-type]

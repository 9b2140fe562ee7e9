"""What judging learned, asked and was told; searches that people keep."""

from sqlalchemy import Column, Integer, String, Table, Text

from storage.columns import Json, Moment
from storage.records import Filter
from storage.tables.base import Id, metadata

spot_checks = Table(
    "spot_checks",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("document_id", Id, primary_key=True, index=True),
    Column("pool", Integer, nullable=False),
    Column("drawn_at", Moment, nullable=False),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("filter", Json(Filter), nullable=False),
    Column("person", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

"""What judging learned, asked and was told; searches that people keep."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from storage.columns import Json, Moment, Packed
from storage.records import Filter, HeldBack
from storage.tables.base import Id, metadata

amendments = Table(
    "amendments",
    metadata,
    Column("amendment_id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("field", String(8), nullable=False),
    Column("value", Text),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("proposed", Text, nullable=False),
    Column("said_of", Id, nullable=False, index=True),
)

spot_checks = Table(
    "spot_checks",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("document_id", Id, primary_key=True, index=True),
    Column("stratum", String(8), nullable=False),
    Column("place", Integer, nullable=False),
    Column("pool", Integer, nullable=False),
    Column("drawn_at", Moment, nullable=False),
)

models = Table(
    "models",
    metadata,
    Column("model_id", Integer, primary_key=True, autoincrement=True),
    Column("data", Packed(str), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("topics_file", String(16), nullable=False),
    Column("started_from", String(16), nullable=False),
    Column("trained_at", Moment, nullable=False),
    Column("person", Text, nullable=False),
    Column("decisions", Integer, nullable=False),
    Column("learned_rows", Integer, nullable=False),
    Column("decided_until", Moment),
    Column("files", Json(tuple[str, ...]), nullable=False),
    Column("held_back", Json(HeldBack), nullable=False),
)

adoptions = Table(
    "adoptions",
    metadata,
    Column("adoption_id", Integer, primary_key=True, autoincrement=True),
    Column("model_id", Integer),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("adopted_at", Moment, nullable=False),
)

advices = Table(
    "advices",
    metadata,
    Column("advice_id", Id, primary_key=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("version_id", Id, nullable=False),
    Column("model", Text, nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("state", String(8), nullable=False),
    Column("summary", Text, nullable=False),
    Column("relevant", Boolean),
    Column("topics", Json(tuple[str, ...]), nullable=False),
    Column("reason", Text, nullable=False),
    Column("tokens", Integer, nullable=False),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("filter", Json(Filter), nullable=False),
    Column("person", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("link_key", String(32), nullable=False),
)

"""Who is told what, and the account of it."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from storage.columns import Json, Moment, Packed
from storage.records import Filter, Message
from storage.tables.base import Id, metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("subscription_id", Id, primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("filter", Json(Filter), nullable=False),
    Column("include_doubtful", Boolean, nullable=False),
    Column("secret", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Id, primary_key=True),
    Column("digest_id", Id, nullable=False, unique=True),
    Column("subscription_id", Id, nullable=False),
    Column("period", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("message", Packed(Message), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("last_attempt_at", Moment),
    Column("next_attempt_at", Moment),
    Column("accepted_at", Moment),
    Column("error", Text, nullable=False),
    UniqueConstraint("subscription_id", "period"),
)

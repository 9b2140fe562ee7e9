"""Who is told what, and the account of it."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from storage.columns import Json, Moment, Packed
from storage.records import Deadline, Filter, Form, Held, OldSecret
from storage.tables.base import Id, metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("subscription_id", Id, primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("address", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("filter", Json(Filter), nullable=False),
    Column("include_doubtful", Boolean, nullable=False),
    Column("secret", Text, nullable=False),
    Column("previous", Json(tuple[OldSecret, ...]), nullable=False),
    Column("rate", String(8), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("after_holidays", Boolean, nullable=False),
    Column("quiet", String(11), nullable=False),
    Column("empties", Boolean, nullable=False),
    Column("approval", Boolean, nullable=False),
    Column("contact", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("ended", String(16), nullable=False),
    Column("ended_at", Moment),
    Column("failing_since", Moment),
    Column("told_until", Moment),
    Column("told_at", Moment),
    Column("held", Json(tuple[Held, ...]), nullable=False),
    Column("link_key", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
)

renderings = Table(
    "renderings",
    metadata,
    Column("rendering_id", Id, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("form", Packed(Form), nullable=False),
    Column("copy", String(8), nullable=False, index=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Id, primary_key=True),
    Column("digest_id", Id, nullable=False, index=True),
    Column("subscription_id", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("period", String(64), nullable=False),
    Column("since", Moment),
    Column("until", Moment),
    Column("part", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("channel", String(40), nullable=False),
    Column("address", Text, nullable=False),
    Column("rendering_id", Id, nullable=False, index=True),
    Column("copy_id", Id, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("last_attempt_at", Moment),
    Column("tried_since", Moment),
    Column("next_attempt_at", Moment),
    Column("accepted_at", Moment),
    Column("error", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    UniqueConstraint("subscription_id", "period", "part"),
    Index("ix_deliveries_due", "state", "channel", "next_attempt_at", "delivery_id"),
    Index("ix_deliveries_planned", "planned_at", "delivery_id"),
)

signups = Table(
    "signups",
    metadata,
    Column("signup_id", Id, primary_key=True),
    Column("address", Text, nullable=False, index=True),
    Column("filter", Json(Filter), nullable=False),
    Column("rate", String(8), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("subscription_id", Id, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

bounces = Table(
    "bounces",
    metadata,
    Column("bounce_id", Id, primary_key=True),
    Column("address", Text, nullable=False, index=True),
    Column("delivery_id", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("said", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
)

calendar_entries = Table(
    "calendar_entries",
    metadata,
    Column("uid", Id, primary_key=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("day", Date, index=True),
    Column("said", Json(tuple[Deadline, ...]), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
)

feed_places = Table(
    "feed_places",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("change_id", Id, nullable=False, index=True),
    Column("news_at", Moment, nullable=False, index=True),
    Column("doubtful", Boolean, nullable=False),
    Column("sure", Boolean, nullable=False),
)

canaries = Table(
    "canaries",
    metadata,
    Column("canary_id", Id, primary_key=True),
    Column("started_at", Moment, nullable=False, index=True),
    Column("stage", String(16), nullable=False),
    Column("reached_at", Moment, nullable=False),
    Column("mailed_at", Moment),
    Column("posted_at", Moment),
    Column("failed_at", Moment),
    Column("closed_at", Moment),
)

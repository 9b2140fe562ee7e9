"""Telling: rates, shared renderings, parts of a message, sign-ups, bounces, calendars, canaries."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.clock import midnight
from storage.columns import Moment
from storage.packing import pack, unpack

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AT_ONCE = 200
"""Deliveries rewritten in one go: each carries a whole message."""


def upgrade() -> None:
    _subscriptions()
    _renderings()
    _deliveries()
    _told()
    _readers()


def _subscriptions() -> None:
    texts = {"previous": "[]", "contact": "", "held": "[]"}
    words = {"rate": (8, "weekly"), "quiet": (11, ""), "ended": (16, ""), "link_key": (32, "")}
    numbers = {"weekday": "1", "hour": "8"}
    flags = {"after_holidays": sa.false(), "empties": sa.true(), "approval": sa.false()}
    for name, value in texts.items():
        _add("subscriptions", name, sa.Text(), value)
    for name, (length, value) in words.items():
        _add("subscriptions", name, sa.String(length), value)
    for name, value in numbers.items():
        _add("subscriptions", name, sa.Integer(), value)
    for name, flag in flags.items():
        _add("subscriptions", name, sa.Boolean(), flag)
    for name in ("ended_at", "failing_since", "told_until", "told_at"):
        column = sa.Column(name, sa.DateTime(timezone=True), nullable=True)
        op.add_column("subscriptions", column)
    op.create_index("ix_subscriptions_address", "subscriptions", ["address"])


def _add(table: str, name: str, kind: Any, value: Any) -> None:
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=value))


def _renderings() -> None:
    op.create_table(
        "renderings",
        sa.Column("rendering_id", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form", sa.LargeBinary, nullable=False),
        sa.Column("copy", sa.String(8), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("rendering_id", name="pk_renderings"),
    )
    op.create_index("ix_renderings_copy", "renderings", ["copy"])


def _deliveries() -> None:
    for name, length, value in (
        ("kind", 16, "digest"), ("channel", 40, ""), ("rendering_id", 32, ""), ("copy_id", 32, "")
    ):  # fmt: skip
        _add("deliveries", name, sa.String(length), value)
    for name in ("address", "decided_by"):
        _add("deliveries", name, sa.Text(), "")
    for name in ("part", "parts"):
        _add("deliveries", name, sa.Integer(), "1")
    for name in ("since", "until", "tried_since"):
        op.add_column("deliveries", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _share_messages()
    with op.batch_alter_table("deliveries") as batch:
        batch.drop_constraint("uq_deliveries_digest_id", type_="unique")
        batch.drop_constraint("uq_deliveries_subscription_id_period", type_="unique")
        batch.drop_column("message")
        batch.alter_column("period", existing_type=sa.String(16), type_=sa.String(64))
        batch.create_unique_constraint(
            "uq_deliveries_subscription_id_period_part", ["subscription_id", "period", "part"]
        )
    op.create_index("ix_deliveries_digest_id", "deliveries", ["digest_id"])
    op.create_index("ix_deliveries_rendering_id", "deliveries", ["rendering_id"])
    op.drop_index("ix_deliveries_state", table_name="deliveries")
    due = ["state", "channel", "next_attempt_at", "delivery_id"]
    op.create_index("ix_deliveries_due", "deliveries", due)
    op.create_index("ix_deliveries_planned", "deliveries", ["planned_at", "delivery_id"])


def _share_messages() -> None:
    """What each delivery carried becomes a rendering. Its id becomes the one that its message was
    sent under, so that another attempt is known for the same message."""
    deliveries = sa.table(
        "deliveries",
        *map(
            sa.column, ("delivery_id", "digest_id", "message", "channel", "address", "rendering_id")
        ),
        sa.column("period", sa.String),
        *(sa.column(name, Moment) for name in ("planned_at", "since", "until")),
    )
    renderings = sa.table(
        "renderings", *map(sa.column, ("rendering_id", "form")), sa.column("made_at", Moment)
    )
    conn = op.get_bind()
    ids = conn.execute(sa.select(deliveries.c.delivery_id)).scalars().all()
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        rows = conn.execute(sa.select(deliveries).where(deliveries.c.delivery_id.in_(some))).all()
        for row in rows:
            message = json.loads(unpack(row.message))
            form = {key: message.get(key, "") for key in ("subject", "text", "html", "payload")}
            said = json.dumps(form | {"thread": ""}, ensure_ascii=False).encode()
            rendering_id = hashlib.sha256(said).hexdigest()[:16]
            known = renderings.c.rendering_id == rendering_id
            if conn.execute(sa.select(renderings.c.rendering_id).where(known)).first() is None:
                conn.execute(
                    renderings.insert().values(
                        rendering_id=rendering_id, made_at=row.planned_at, form=pack(said)
                    )
                )
            conn.execute(
                deliveries.update()
                .where(deliveries.c.delivery_id == row.delivery_id)
                .values(
                    delivery_id=row.digest_id,
                    channel=message["channel"],
                    address=message["address"],
                    rendering_id=rendering_id,
                    since=_monday(row.period),
                    until=_monday(row.period) + timedelta(days=7),
                )
            )


def _told() -> None:
    """How far each subscription is told: the next digest begins there."""
    subscriptions = sa.table(
        "subscriptions", sa.column("subscription_id"), sa.column("told_until"), sa.column("told_at")
    )
    deliveries = sa.table("deliveries", *map(sa.column, ("subscription_id", "until", "planned_at")))
    mine = deliveries.c.subscription_id == subscriptions.c.subscription_id
    op.get_bind().execute(
        subscriptions.update().values(
            told_until=sa.select(sa.func.max(deliveries.c.until)).where(mine).scalar_subquery(),
            told_at=sa.select(sa.func.max(deliveries.c.planned_at)).where(mine).scalar_subquery(),
        )
    )


def _monday(period: str) -> datetime:
    """When the week that 2026-W47 names begins in China."""
    year, _, week = period.partition("-W")
    return midnight(date.fromisocalendar(int(year), int(week), 1))


def _readers() -> None:
    over_told_at = sa.Column("over_told_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("problems", over_told_at)
    op.create_table(
        "signups",
        sa.Column("signup_id", sa.String(32), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("filter", sa.Text, nullable=False),
        sa.Column("rate", sa.String(8), nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("subscription_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signup_id", name="pk_signups"),
    )
    op.create_table(
        "bounces",
        sa.Column("bounce_id", sa.String(32), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("delivery_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bounce_id", name="pk_bounces"),
    )
    op.create_table(
        "calendar_entries",
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Date, nullable=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_calendar_entries"),
    )
    op.create_table(
        "canaries",
        sa.Column("canary_id", sa.String(32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("canary_id", name="pk_canaries"),
    )
    op.create_table(
        "feed_places",
        sa.Column("place", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("change_id", sa.String(32), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doubtful", sa.Boolean, nullable=False),
        sa.Column("sure", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_feed_places"),
    )
    _add("saved_searches", "link_key", sa.String(32), "")
    for table, names in {
        "signups": ("address", "expires_at"),
        "bounces": ("address",),
        "calendar_entries": ("document_id", "day", "changed_at"),
        "feed_places": ("change_id", "news_at"),
        "canaries": ("started_at",),
    }.items():
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name])

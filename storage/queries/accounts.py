"""Deliveries as those who look after them see them: by state, some at a time; drafts by what they
say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select, tuple_

from storage.columns import from_row
from storage.records import Delivery, DeliveryState
from storage.tables import deliveries, subscriptions


@dataclass(frozen=True, kw_only=True)
class DeliveriesAsked:
    """Which deliveries are looked for; what is empty does not restrict."""

    states: tuple[DeliveryState, ...] = ()
    channel: str = ""
    period: str = ""
    subscription_id: str = ""
    address: str = ""
    """Part of it."""
    since: datetime | None = None
    """Planned then or later."""


@dataclass(frozen=True, kw_only=True)
class DraftGroup:
    """Drafts that say the same of the same period."""

    rendering_id: str
    """Of the first message."""
    period: str
    channel: str
    readers: int
    planned_at: datetime
    """The oldest."""
    since: datetime | None
    until: datetime | None
    """The end of the period, of which all are."""


def deliveries_page(
    conn: Connection, asked: DeliveriesAsked, *, limit: int, after: Delivery | None = None
) -> list[Delivery]:
    """So many of those asked for, the newest planned first, from behind ``after``."""
    at, key = deliveries.c.planned_at, deliveries.c.delivery_id
    query = select(deliveries).where(*_conditions(asked))
    if after is not None:
        place = (literal(after.planned_at, at.type), literal(after.delivery_id))
        query = query.where(tuple_(at, key) < tuple_(*place))
    query = query.order_by(at.desc(), key.desc()).limit(limit)
    return [from_row(Delivery, row) for row in conn.execute(query)]


def delivery_counts(conn: Connection) -> dict[DeliveryState, int]:
    """How many deliveries stand in each state."""
    rows = conn.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return {row[0]: row[1] for row in rows}


def digest_parts(conn: Connection, digest_id: str) -> list[Delivery]:
    """The messages of a digest, in order."""
    query = select(deliveries).where(deliveries.c.digest_id == digest_id)
    return [from_row(Delivery, row) for row in conn.execute(query.order_by(deliveries.c.part))]


def draft_groups(conn: Connection) -> list[DraftGroup]:
    """What waits for approval, the oldest first."""
    c = deliveries.c
    oldest = func.min(c.planned_at)
    query = (
        select(
            c.rendering_id,
            c.period,
            c.channel,
            func.count(),
            oldest,
            func.max(c.since),
            func.max(c.until),
        )
        .where(c.state == "draft", c.part == 1)
        .group_by(c.rendering_id, c.period, c.channel)
        .order_by(oldest, c.rendering_id)
    )
    return [
        DraftGroup(
            rendering_id=row[0],
            period=row[1],
            channel=row[2],
            readers=row[3],
            planned_at=row[4],
            since=row[5],
            until=row[6],
        )
        for row in conn.execute(query)
    ]


def drafts_saying(
    conn: Connection, rendering_id: str, period: str = "", *, limit: int | None = None
) -> list[Delivery]:
    """The drafts of a group, by address; without a period those of every group of the rendering."""
    c = deliveries.c
    query = (
        select(deliveries)
        .where(c.rendering_id == rendering_id, c.state == "draft", c.part == 1)
        .order_by(c.address, c.delivery_id)
        .limit(limit)
    )
    if period:
        query = query.where(c.period == period)
    return [from_row(Delivery, row) for row in conn.execute(query)]


def _conditions(asked: DeliveriesAsked) -> Iterable[ColumnElement[bool]]:
    c = deliveries.c
    found: list[ColumnElement[bool]] = []
    if asked.states:
        found.append(c.state.in_(asked.states))
    for name in ("channel", "period", "subscription_id"):
        if value := getattr(asked, name):
            found.append(c[name] == value)
    if asked.address:
        found.append(func.lower(c.address).contains(asked.address.lower(), autoescape=True))
    if asked.since:
        found.append(c.planned_at >= asked.since)
    return found


@dataclass(frozen=True, kw_only=True)
class SentSince:
    """What became of a period's digests."""

    digests: int
    """Those of which all was accepted, the last of it since then, …"""
    messages: int
    """… and the messages that were."""
    drafts: int
    """Digests that were planned since then and wait for a person."""
    waiting: int
    """Those of the period that wait for their time, however long: quiet hours, another attempt."""


def sent_since(conn: Connection, period: str, at: datetime) -> SentSince:
    """What was accepted of the period's digests from that moment on."""
    c = deliveries.c
    since = literal(at, c.planned_at.type)
    accepted = c.state == "accepted"
    each = (
        select(
            func.count().label("parts"),
            _sum(accepted).label("taken"),
            _sum(accepted & (c.accepted_at >= since)).label("now"),
            func.max(_one((c.state == "draft") & (c.planned_at >= since))).label("draft"),
            func.max(_one(c.state == "planned")).label("waits"),
        )
        .where(c.period == period, c.kind == "digest")
        .group_by(c.digest_id)
        .subquery()
    ).c
    whole = _sum((each.parts == each.taken) & (each.now > 0))
    sums = (whole, *(func.sum(column) for column in (each.now, each.draft, each.waits)))
    digests, messages, drafts, waiting = (
        int(one or 0) for one in conn.execute(select(*sums)).one()
    )
    return SentSince(digests=digests, messages=messages, drafts=drafts, waiting=waiting)


def undelivered(conn: Connection, since: datetime) -> dict[DeliveryState, int]:
    """How many digests did not arrive, or may not have, that were attempted since then, of who is
    still to be told."""
    c, who = deliveries.c, subscriptions.c
    query = select(c.state, func.count(c.digest_id.distinct())).where(
        c.kind == "digest",
        c.state.in_(("unknown", "failed", "given_up")),
        or_(c.state != "failed", c.attempts > 0),  # not what was left out behind a lost part
        func.coalesce(c.last_attempt_at, c.planned_at) >= literal(since, c.planned_at.type),
        c.subscription_id.in_(select(who.subscription_id).where(who.active)),
    )
    return {row[0]: row[1] for row in conn.execute(query.group_by(c.state))}


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(_one(condition))


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)

"""Subscriptions, and the deliveries of what they cause."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import Delivery, DeliveryState, Subscription
from storage.tables import deliveries, subscriptions, versions


def find_subscriptions(conn: Connection, *, active_only: bool = False) -> list[Subscription]:
    """The subscriptions, oldest first."""
    query = select(subscriptions)
    if active_only:
        query = query.where(subscriptions.c.active)
    rows = conn.execute(query.order_by(subscriptions.c.created_at, subscriptions.c.subscription_id))
    return [from_row(Subscription, row) for row in rows]


def subscription(conn: Connection, subscription_id: str) -> Subscription | None:
    """The subscription of that id."""
    row = conn.execute(
        select(subscriptions).where(subscriptions.c.subscription_id == subscription_id)
    ).first()
    return from_row(Subscription, row) if row else None


def put_subscription(conn: Connection, record: Subscription) -> bool:
    """Store the record, in place of the one of its id; whether it is a new one."""
    stored = subscription(conn, record.subscription_id)
    if stored is None:
        conn.execute(subscriptions.insert(), to_row(record))
        return True
    values = to_row(replace(record, created_at=stored.created_at))
    conn.execute(
        update(subscriptions)
        .where(subscriptions.c.subscription_id == record.subscription_id)
        .values({subscriptions.c[name]: value for name, value in values.items()})
    )
    return False


def texts(conn: Connection, version_ids: Iterable[str]) -> dict[str, str]:
    """The bodies of versions, by version id."""
    query = select(versions.c.version_id, versions.c.content)
    return {
        row.version_id: row.content.text
        for some in chunks(version_ids)
        for row in conn.execute(query.where(versions.c.version_id.in_(some)))
    }


def add_delivery(conn: Connection, record: Delivery) -> bool:
    """Store a planned delivery; False if subscription and period have theirs already."""
    try:
        with conn.begin_nested():
            conn.execute(deliveries.insert(), to_row(record))
    except IntegrityError:
        return False
    return True


def has_delivery(conn: Connection, digest_id: str) -> bool:
    """Whether the digest was ever planned to be sent."""
    query = select(deliveries.c.delivery_id).where(deliveries.c.digest_id == digest_id)
    return conn.execute(query).first() is not None


def was_planned(conn: Connection, period: str, since: datetime, until: datetime) -> bool:
    """Whether a delivery of the period was planned from ``since`` to before ``until``."""
    query = select(deliveries.c.delivery_id).where(
        deliveries.c.period == period,
        deliveries.c.planned_at >= since,
        deliveries.c.planned_at < until,
    )
    return conn.execute(query.limit(1)).first() is not None


def delivery(conn: Connection, delivery_id: str) -> Delivery | None:
    """The delivery of that id."""
    row = conn.execute(select(deliveries).where(deliveries.c.delivery_id == delivery_id)).first()
    return from_row(Delivery, row) if row else None


def find_deliveries(
    conn: Connection,
    *,
    period: str = "",
    states: Iterable[DeliveryState] = (),
    limit: int = 1000,
) -> list[Delivery]:
    """Deliveries, newest first."""
    query = select(deliveries)
    if period:
        query = query.where(deliveries.c.period == period)
    wanted = tuple(states)
    if wanted:
        query = query.where(deliveries.c.state.in_(wanted))
    query = query.order_by(deliveries.c.planned_at.desc(), deliveries.c.delivery_id).limit(limit)
    return [from_row(Delivery, row) for row in conn.execute(query)]


def due(conn: Connection, now: datetime) -> list[str]:
    """Ids of the deliveries to be attempted now, longest waiting first."""
    ready = or_(deliveries.c.next_attempt_at.is_(None), deliveries.c.next_attempt_at <= now)
    rows = conn.execute(
        select(deliveries.c.delivery_id)
        .where(deliveries.c.state == "planned", ready)
        .order_by(deliveries.c.planned_at, deliveries.c.delivery_id)
    )
    return [row.delivery_id for row in rows]


def hand_over(conn: Connection, delivery_id: str) -> None:
    """Mark a delivery as handed over, just before it is."""
    conn.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id == delivery_id)
        .values(state="handed_over")
    )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one attempt."""

    state: DeliveryState
    error: str = ""
    next_attempt_at: datetime | None = None
    accepted_at: datetime | None = None


def settle(conn: Connection, taken: Delivery, outcome: Outcome, now: datetime) -> None:
    """Record what became of an attempt (the ``taken.attempts``-th)."""
    conn.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id == taken.delivery_id)
        .values(attempts=taken.attempts, last_attempt_at=now, **to_row(outcome))
    )


def leave_unknown(conn: Connection, error: str) -> int:
    """Deliveries whose sender died between handing over and the answer: how many. Never re-sent."""
    left = conn.execute(
        update(deliveries)
        .where(deliveries.c.state == "handed_over")
        .values(state="unknown", error=error)
    )
    return left.rowcount


def plan_again(conn: Connection, delivery_id: str, states: Iterable[DeliveryState]) -> bool:
    """Put a delivery that stands in one of the states back to planned; whether it stood there."""
    again = conn.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id == delivery_id, deliveries.c.state.in_(tuple(states)))
        .values(state="planned", attempts=0, next_attempt_at=None)
    )
    return again.rowcount == 1

"""What readers ask for themselves: sign-ups, their own subscriptions, what they were sent."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import Delivery, Signup, Subscription
from storage.tables import deliveries, signups, subscriptions

_WAITING = ("draft", "planned")
_STOPPED = "订阅停了，没有发出；不久恢复的，恢复后发出。"
"""By this a delivery is known that its subscription's stop discarded, and no person's refusal."""


def add_signup(conn: Connection, record: Signup) -> None:
    """Store what somebody asks for."""
    conn.execute(signups.insert(), to_row(record))


def signup(conn: Connection, signup_id: str) -> Signup | None:
    """What was asked for under that id, as long as it waits for its mailbox."""
    row = conn.execute(select(signups).where(signups.c.signup_id == signup_id)).first()
    return from_row(Signup, row) if row else None


def remove_signup(conn: Connection, signup_id: str) -> None:
    """Delete what was asked for: it was answered, or is not wanted any more."""
    conn.execute(signups.delete().where(signups.c.signup_id == signup_id))


def move_asked(conn: Connection, subscription_id: str, now: datetime) -> Signup | None:
    """What asks another mailbox to take the subscription over, as long as it may."""
    query = select(signups).where(
        signups.c.subscription_id == subscription_id, signups.c.expires_at > now
    )
    row = conn.execute(query).first()  # a new one is in place of one that was asked before
    return from_row(Signup, row) if row else None


def remove_moves(conn: Connection, subscription_id: str) -> None:
    """Delete what asked other mailboxes to take the subscription over."""
    conn.execute(signups.delete().where(signups.c.subscription_id == subscription_id))


def confirmations(conn: Connection, begun: str, since: datetime) -> list[datetime]:
    """When mails were planned since then whose period begins so, oldest first."""
    c = deliveries.c
    query = select(c.planned_at).where(
        c.subscription_id == "",
        c.period.startswith(begun, autoescape=True),
        c.planned_at > since,
    )
    return sorted(conn.execute(query).scalars())


def mailed_to(conn: Connection, address: str) -> list[Subscription]:
    """The subscriptions by mail of that address, however it is written, oldest first."""
    query = select(subscriptions).where(
        func.lower(subscriptions.c.address) == address.lower(),
        subscriptions.c.channel == "email",
    )
    ordered = query.order_by(subscriptions.c.created_at, subscriptions.c.subscription_id)
    return [from_row(Subscription, row) for row in conn.execute(ordered)]


def last_digests(conn: Connection, subscription_id: str, limit: int) -> list[Delivery]:
    """The digests that the subscription was last sent, or is to be, newest first; of several parts
    the first one each."""
    query = select(deliveries).where(
        deliveries.c.subscription_id == subscription_id,
        deliveries.c.kind == "digest",
        deliveries.c.part == 1,
    )
    newest = query.order_by(deliveries.c.planned_at.desc(), deliveries.c.period.desc())
    return [from_row(Delivery, row) for row in conn.execute(newest.limit(limit))]


def discard_waiting(conn: Connection, subscription_ids: Iterable[str], by: str) -> None:
    """Have nothing more sent that was planned for the subscriptions."""
    for some in chunks(subscription_ids):
        conn.execute(
            update(deliveries)
            .where(deliveries.c.subscription_id.in_(some), deliveries.c.state.in_(_WAITING))
            .values(state="discarded", decided_by=by)
        )


def hold_waiting(conn: Connection, subscription_id: str, by: str) -> None:
    """Have nothing sent that was planned for the subscription, until ``plan_held``."""
    conn.execute(
        update(deliveries)
        .where(deliveries.c.subscription_id == subscription_id, deliveries.c.state.in_(_WAITING))
        .values(state="discarded", decided_by=by, error=_STOPPED)
    )


def plan_held(conn: Connection, who: Subscription, since: datetime) -> None:
    """Plan again what a stop held back of digests whose window ended since then: to where the
    subscription goes now, and as a draft where a person approves what it is sent."""
    conn.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription_id == who.subscription_id,
            deliveries.c.kind == "digest",
            deliveries.c.state == "discarded",
            deliveries.c.error == _STOPPED,
            deliveries.c.channel == who.channel,
            deliveries.c.until >= since,
        )
        .values(
            state="draft" if who.approval else "planned",
            address=who.address,
            attempts=0,
            tried_since=None,
            next_attempt_at=None,
            error="",
            decided_by="",
        )
    )


def move_waiting(conn: Connection, subscription_id: str, address: str) -> None:
    """Have what is planned for the subscription sent to another address."""
    conn.execute(
        update(deliveries)
        .where(deliveries.c.subscription_id == subscription_id, deliveries.c.state.in_(_WAITING))
        .values(address=address)
    )

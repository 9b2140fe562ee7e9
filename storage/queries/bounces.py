"""Mails that came back, and what follows for those to whom they went."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.columns import from_row, to_row
from storage.records import Bounce, BounceKind, EndedReason
from storage.tables import bounces, deliveries, subscriptions


def add_bounce(conn: Connection, record: Bounce) -> bool:
    """Store what came back; False if it was read before."""
    try:
        with conn.begin_nested():
            conn.execute(bounces.insert(), to_row(record))
    except IntegrityError:
        return False
    return True


def find_bounces(conn: Connection, limit: int = 1000) -> list[Bounce]:
    """What came back, newest first."""
    query = select(bounces).order_by(bounces.c.received_at.desc(), bounces.c.bounce_id)
    return [from_row(Bounce, row) for row in conn.execute(query.limit(limit))]


def count_bounces(conn: Connection) -> dict[tuple[BounceKind, bool], int]:
    """How many of each kind, and whether they are of a mail of ours."""
    ours = bounces.c.delivery_id != ""
    query = select(bounces.c.kind, ours, func.count()).group_by(bounces.c.kind, ours)
    return {(row[0], bool(row[1])): row[2] for row in conn.execute(query)}


def came_back(conn: Connection, address: str, kind: BounceKind, since: datetime) -> int:
    """How many mails to the address have come back in that way since then."""
    query = select(func.count(bounces.c.delivery_id.distinct())).where(
        func.lower(bounces.c.address) == address.lower(),
        bounces.c.kind == kind,
        bounces.c.delivery_id != "",
        bounces.c.received_at >= since,
    )
    return conn.execute(query).scalar() or 0


def mark_returned(conn: Connection, delivery_id: str, said: str, *, arrived: bool) -> None:
    """Say of a delivery that it came back: it has not arrived, whatever was answered first."""
    values = {"error": said} if arrived else {"error": said, "state": "failed"}
    mine = deliveries.c.delivery_id == delivery_id
    conn.execute(update(deliveries).where(mine).values(values))


def end_subscriptions(conn: Connection, address: str, why: EndedReason, now: datetime) -> list[str]:
    """End what the mailbox is subscribed to and has not ended (a pause is no end); the ids."""
    theirs = (
        func.lower(subscriptions.c.address) == address.lower(),
        subscriptions.c.channel == "email",
        or_(subscriptions.c.active, subscriptions.c.ended == "paused"),
    )
    ids: Iterable[str] = conn.execute(
        select(subscriptions.c.subscription_id).where(*theirs)
    ).scalars()
    found = sorted(ids)
    ended = {"active": False, "ended": why, "ended_at": now}
    conn.execute(update(subscriptions).where(*theirs).values(ended))
    return found

"""Deliveries on their way: what is due, the mark before each, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from storage.columns import from_row
from storage.queries.chunks import chunks
from storage.records import Delivery, DeliveryState, Subscription
from storage.tables import deliveries, subscriptions

_before = deliveries.alias("before")
_WAITS_FOR_ANOTHER = and_(
    deliveries.c.part > 1,
    exists().where(
        _before.c.digest_id == deliveries.c.digest_id,
        _before.c.part == deliveries.c.part - 1,
        _before.c.state.in_(("draft", "planned", "handed_over")),
    ),
)
"""The part before it has still to arrive."""
_WANTED = or_(
    deliveries.c.kind != "digest",
    exists().where(
        subscriptions.c.subscription_id == deliveries.c.subscription_id, subscriptions.c.active
    ),
)
"""Digests are of a subscription that holds; others were asked for by their own cause."""
_READY = and_(deliveries.c.state == "planned", not_(_WAITS_FOR_ANOTHER))
_ENDS = ("failed", "given_up", "unknown")
_NOT_SENT = "前一部分未送达，这一部分没有发出。"
_HAND_OVER = (
    update(deliveries)
    .where(deliveries.c.delivery_id == bindparam("this"), deliveries.c.state == "planned", _WANTED)
    .values(state="handed_over")
)
_SETTLE = (
    update(deliveries)
    .where(
        deliveries.c.delivery_id == bindparam("this"),
        deliveries.c.state.in_(("planned", "handed_over")),
    )
    .values({
        name: bindparam(f"new_{name}")
        for name in (
            "state", "attempts", "last_attempt_at", "tried_since", "next_attempt_at",
            "accepted_at",
        )
    })
    # Servers like to name the address: not to whom it was forgotten meanwhile.
    .values(error=case((deliveries.c.address == "", ""), else_=bindparam("new_error")))
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one attempt, or of holding one back."""

    state: DeliveryState
    error: str = ""
    next_attempt_at: datetime | None = None
    accepted_at: datetime | None = None
    gone: bool = False
    """The address is no longer there: nothing that is sent to it can arrive."""


def due_channels(conn: Connection, now: datetime) -> list[str]:
    """The channels that have something to send now."""
    query = select(deliveries.c.channel).where(_READY, _due(now)).distinct()
    return sorted(conn.execute(query).scalars())


def due_next(
    conn: Connection, channel: str, now: datetime, after: Delivery | None, limit: int
) -> list[Delivery]:
    """So many of the channel's deliveries that are due, in order, from behind ``after``.

    What was never tried is first, then what has waited longest.
    """
    found: list[Delivery] = []
    if after is None or after.next_attempt_at is None:
        found = _read(conn, _never_tried(channel, after).limit(limit))
    return found or _read(conn, _waiting(channel, now, after).limit(limit))


def next_due(conn: Connection) -> datetime | None:
    """When the next delivery is due, also if that is past."""
    c = deliveries.c
    never_tried = conn.execute(
        select(c.planned_at).where(_READY, c.next_attempt_at.is_(None)).limit(1)
    ).scalar()
    return never_tried or conn.execute(select(func.min(c.next_attempt_at)).where(_READY)).scalar()


def next_part(conn: Connection, sent: Delivery, now: datetime) -> Delivery | None:
    """The part of the same digest that comes after ``sent``, if it is due."""
    query = _behind(sent).where(deliveries.c.state == "planned", _due(now))
    return next(iter(_read(conn, query)), None)


def left_behind(conn: Connection, lost: Delivery) -> Delivery | None:
    """The part of the same digest that comes after ``lost``, and is not sent since that was."""
    return next(iter(_read(conn, _behind(lost).where(deliveries.c.state == "failed"))), None)


def _behind(one: Delivery) -> Select[Any]:
    return select(deliveries).where(
        deliveries.c.digest_id == one.digest_id, deliveries.c.part == one.part + 1
    )


def subscriptions_of(conn: Connection, some: Iterable[Delivery]) -> dict[str, Subscription]:
    """Whose the deliveries are, by subscription id."""
    query = select(subscriptions)
    return {
        row.subscription_id: from_row(Subscription, row)
        for ids in chunks(one.subscription_id for one in some if one.subscription_id)
        for row in conn.execute(query.where(subscriptions.c.subscription_id.in_(ids)))
    }


def handed_over(conn: Connection) -> list[Delivery]:
    """What was handed over, and has no outcome yet."""
    return _read(conn, select(deliveries).where(deliveries.c.state == "handed_over"))


def hand_over(conn: Connection, delivery_ids: Sequence[str]) -> list[bool]:
    """Mark deliveries as handed over, just before they are: of each, whether it is to be.

    Not if it is no longer planned, or its subscription has ended meanwhile.
    """
    return [conn.execute(_HAND_OVER, {"this": one}).rowcount == 1 for one in delivery_ids]


def settle(conn: Connection, taken: Delivery, outcome: Outcome) -> None:
    """Record what became of an attempt, or of holding one back: ``taken`` counts it."""
    values = {
        "this": taken.delivery_id,
        "new_state": outcome.state,
        "new_attempts": taken.attempts,
        "new_last_attempt_at": taken.last_attempt_at,
        "new_tried_since": taken.tried_since,
        "new_next_attempt_at": outcome.next_attempt_at,
        "new_accepted_at": outcome.accepted_at,
        "new_error": outcome.error,
    }
    conn.execute(_SETTLE, values)
    if taken.part < taken.parts and outcome.state in _ENDS:
        conn.execute(_following(taken).values(state="failed", error=_NOT_SENT))


def plan_following(conn: Connection, again: Delivery) -> None:
    """Plan again what was left out behind a part that is planned again."""
    after = _following(again, "failed").where(deliveries.c.attempts == 0)
    conn.execute(after.values(state="planned", error="", next_attempt_at=None))


def _following(taken: Delivery, state: DeliveryState = "planned") -> Update:
    """Of the parts of the digest behind this one, those that stand so."""
    return update(deliveries).where(
        deliveries.c.digest_id == taken.digest_id,
        deliveries.c.part > taken.part,
        deliveries.c.state == state,
    )


def _read(conn: Connection, query: Select[Any]) -> list[Delivery]:
    return [from_row(Delivery, row) for row in conn.execute(query)]


def _due(now: datetime) -> ColumnElement[bool]:
    at = deliveries.c.next_attempt_at
    return or_(at.is_(None), at <= now)


def _never_tried(channel: str, after: Delivery | None) -> Select[Any]:
    query = select(deliveries).where(
        _READY, deliveries.c.channel == channel, deliveries.c.next_attempt_at.is_(None)
    )
    if after is not None:
        query = query.where(deliveries.c.delivery_id > after.delivery_id)
    return query.order_by(deliveries.c.delivery_id)


def _waiting(channel: str, now: datetime, after: Delivery | None) -> Select[Any]:
    at, this = deliveries.c.next_attempt_at, deliveries.c.delivery_id
    query = select(deliveries).where(_READY, deliveries.c.channel == channel, at <= now)
    if after is not None and after.next_attempt_at is not None:
        place = (literal(after.next_attempt_at, at.type), literal(after.delivery_id))
        query = query.where(tuple_(at, this) > tuple_(*place))
    return query.order_by(at, this)

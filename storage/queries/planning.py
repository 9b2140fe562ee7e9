"""Who is to be told what, read and stored in bulk: however many subscriptions there are, only some
of them are in memory at any time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, case, null, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import Delivery, Held, Schedule, Subscription
from storage.tables import deliveries, subscriptions

AT_ONCE = 1000
"""Subscriptions that are read, and stored, in one go."""
_AT_ONCE = subscriptions.c.rate == "at_once"
_KEY: dict[str, ColumnElement[object]] = {
    **{
        one.name: subscriptions.c[one.name]
        for one in fields(Schedule)
        if one.name in subscriptions.c
    },
    "quiet": case((_AT_ONCE, subscriptions.c.quiet), else_=""),
    "joined_at": case(
        (_AT_ONCE & subscriptions.c.told_until.is_(None), subscriptions.c.created_at),
        else_=null(),
    ),
}
"""What makes a schedule; ``periods.schedule_of`` says the same of one subscription."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is stored of one subscription that is told."""

    subscription_id: str
    deliveries: tuple[Delivery, ...]
    """None: there is nothing to tell."""
    held: tuple[Held, ...] = ()
    """What is held back from then on."""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How far subscriptions are told, once plans are stored."""

    told_until: datetime | None
    told_at: datetime | None


def schedules(conn: Connection) -> list[Schedule]:
    """The different schedules of active subscriptions."""
    columns = [_KEY[one.name].label(one.name) for one in fields(Schedule)]
    rows = conn.execute(select(*columns).where(subscriptions.c.active).distinct())
    return [from_row(Schedule, row) for row in rows.mappings()]


def subscribers(
    conn: Connection, schedule: Schedule, joined_before: datetime | None = None
) -> Iterator[Subscription]:
    """The active subscriptions of the schedule, those beside one another that are told the same."""
    key = [_KEY[name].is_not_distinct_from(value) for name, value in to_row(schedule).items()]
    if joined_before:
        key.append(subscriptions.c.created_at < joined_before)
    order = (subscriptions.c[name] for name in ("channel", "filter", "include_doubtful", "name"))
    query = (
        select(subscriptions)
        .where(subscriptions.c.active, *key)
        .order_by(*order, subscriptions.c.subscription_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in conn.execute(query):
        yield from_row(Subscription, row)


def store_plans(
    conn: Connection, schedule: Schedule, period: str, plans: Sequence[Plan], reached: Reached
) -> int:
    """Store the plans of subscriptions that are still as the schedule says, and how far they are
    told by them; how many got a digest. Who has one of the period keeps that."""
    waiting = _waiting(conn, schedule, [one.subscription_id for one in plans])
    told = _told(conn, period, waiting)
    fresh = [one for one in plans if one.subscription_id in waiting - told.keys()]
    if rows := [to_row(row) for one in fresh for row in one.deliveries]:
        conn.execute(deliveries.insert(), rows)
    until = reached.told_until
    also = {key for key, ended in told.items() if until and ended and ended >= until}
    done = [*fresh, *(one for one in plans if one.subscription_id in also)]
    if done:
        conn.execute(_REACH, [_reach(one, reached) for one in done])
    return sum(bool(one.deliveries) for one in fresh)


_REACH = (
    update(subscriptions)
    .where(subscriptions.c.subscription_id == bindparam("key"))
    .values(told_until=bindparam("until"), told_at=bindparam("at"), held=bindparam("held_back"))
)


def _reach(plan: Plan, reached: Reached) -> dict[str, object]:
    return {
        "key": plan.subscription_id,
        "until": reached.told_until,
        "at": reached.told_at,
        "held_back": plan.held,
    }


def _waiting(conn: Connection, schedule: Schedule, ids: Sequence[str]) -> set[str]:
    """Those that are active and told as far as the schedule says: nobody else planned meanwhile."""
    query = select(subscriptions.c.subscription_id).where(
        subscriptions.c.active,
        subscriptions.c.told_until.is_not_distinct_from(schedule.told_until),
        subscriptions.c.held == schedule.held,
    )
    return {
        key
        for some in chunks(ids)
        for key in conn.execute(query.where(subscriptions.c.subscription_id.in_(some))).scalars()
    }


def _told(conn: Connection, period: str, ids: set[str]) -> dict[str, datetime | None]:
    """Those that have a digest of the period, and when its window ended."""
    query = select(deliveries.c.subscription_id, deliveries.c.until).where(
        deliveries.c.period == period, deliveries.c.part == 1
    )
    return {
        row.subscription_id: row.until
        for some in chunks(ids)
        for row in conn.execute(query.where(deliveries.c.subscription_id.in_(some)))
    }

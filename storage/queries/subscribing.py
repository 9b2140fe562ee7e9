"""Subscriptions as those who look after them see them: some at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from storage.columns import from_row
from storage.records import Subscription
from storage.tables import subscriptions


@dataclass(frozen=True, kw_only=True)
class SubscriptionsAsked:
    """Which subscriptions are looked for; what is empty does not restrict."""

    text: str = ""
    """Part of an id, address or name."""
    channel: str = ""
    state: str = ""
    """active, failing (of those), ended."""


_STATES: dict[str, ColumnElement[bool]] = {
    "active": subscriptions.c.active,
    "failing": subscriptions.c.active & subscriptions.c.failing_since.is_not(None),
    "ended": ~subscriptions.c.active,
}


def subscriptions_page(
    conn: Connection, asked: SubscriptionsAsked, *, limit: int, offset: int = 0
) -> list[Subscription]:
    """So many of those asked for, the newest first."""
    c = subscriptions.c
    query = (
        select(subscriptions)
        .where(*_conditions(asked))
        .order_by(c.created_at.desc(), c.subscription_id)
        .limit(limit)
        .offset(offset)
    )
    return [from_row(Subscription, row) for row in conn.execute(query)]


def found_by_place(conn: Connection, channel: str, address: str, name: str) -> list[Subscription]:
    """Those of that channel, address and name, the oldest first; of mail, capitals are no
    difference."""
    c = subscriptions.c
    same = func.lower(c.address) == address.lower() if channel == "email" else c.address == address
    query = select(subscriptions).where(c.channel == channel, same, c.name == name)
    rows = conn.execute(query.order_by(c.created_at, c.subscription_id))
    return [from_row(Subscription, row) for row in rows]


def shared_places(conn: Connection) -> set[tuple[str, str, str]]:
    """Channel, address (of mail in lower case) and name of which there is more than one."""
    c = subscriptions.c
    address = case((c.channel == "email", func.lower(c.address)), else_=c.address)
    place = select(c.channel, address.label("address"), c.name).subquery().c
    query = select(*place).group_by(*place).having(func.count() > 1)
    return {(row[0], row[1], row[2]) for row in conn.execute(query)}


def secrets_in_use(conn: Connection) -> dict[tuple[str, str], str]:
    """The secrets, by id and channel, of those that have one."""
    c = subscriptions.c
    query = select(c.subscription_id, c.channel, c.secret).where(c.secret != "")
    return {(row[0], row[1]): row[2] for row in conn.execute(query)}


def subscription_counts(conn: Connection) -> dict[str, int]:
    """How many stand how, by the words of ``SubscriptionsAsked.state``, and ``all`` of them."""
    sums = [func.sum(_one(condition)).label(name) for name, condition in _STATES.items()]
    row = conn.execute(select(func.count().label("all"), *sums).select_from(subscriptions)).one()
    return {name: int(count or 0) for name, count in row._mapping.items()}


def count_unreachable(conn: Connection, since: datetime) -> int:
    """How many have ended since then because nothing arrived there any more."""
    c = subscriptions.c
    return _count(conn, ~c.active & c.ended.in_(("bounced", "gone")) & (c.ended_at >= since))


def count_failing(conn: Connection, before: datetime) -> int:
    """How many take nothing, and have not since before then."""
    return _count(conn, _STATES["failing"] & (subscriptions.c.failing_since <= before))


def _count(conn: Connection, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(subscriptions).where(condition)
    return conn.execute(query).scalar_one()


def _conditions(asked: SubscriptionsAsked) -> list[ColumnElement[bool]]:
    c = subscriptions.c
    found: list[ColumnElement[bool]] = []
    if asked.text:
        text, columns = asked.text.lower(), (c.subscription_id, c.address, c.name)
        found.append(or_(*(func.lower(one).contains(text, autoescape=True) for one in columns)))
    if asked.channel:
        found.append(c.channel == asked.channel)
    if asked.state:
        found.append(_STATES[asked.state])
    return found


def _one(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)

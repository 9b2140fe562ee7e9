"""What somebody asks for, what a mailbox is asked, and what came of it."""

import secrets
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Literal

from pipeline.telling.links import fresh_key
from storage.ids import digest_id
from storage.records import Filter, Rate, Signup, Subscription

WAITS = timedelta(hours=72)
"""How long the mailbox has to confirm."""
ADD = "add"
"""Chosen at the button: beside what the mailbox has."""
Result = Literal["done", "changed", "moved", "again", "expired", "gone"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants, or says that they want."""

    address: str
    """A mail address, checked."""
    filter: Filter
    rate: Rate = "weekly"
    weekday: int = 1
    hour: int = 8


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What a mailbox is asked, as it stands now."""

    asked: Signup
    who: Subscription
    """As it would be."""
    moves_from: str = ""
    """Masked, of a move."""
    ends_there: bool = False
    """The mailbox that it would move to is told just the same already: it would end."""
    present: tuple[Subscription, ...] = ()
    """What the mailbox has already, the newest first."""


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """The button of a confirmation's page; all but ``choice`` says its link."""

    signup_id: str
    moves: str
    """Whose new address it is."""
    address: str
    """Its pseudonym."""
    choice: str = ""
    """``ADD``, or the id of what it is put in place of; else that is the newest that there is."""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What came of pressing the button."""

    result: Result
    """``again``: it had come already."""
    who: Subscription | None = None


def signup_of(asked: Asked, now: datetime) -> Signup:
    """What waits for its mailbox from now on."""
    return Signup(
        signup_id=secrets.token_hex(8),
        address=asked.address,
        filter=asked.filter,
        rate=asked.rate,
        weekday=asked.weekday,
        hour=asked.hour,
        created_at=now,
        expires_at=now + WAITS,
    )


def subscription_id_of(signup_id: str) -> str:
    """Of the subscription that comes of a sign-up: the same, however often it is confirmed."""
    return digest_id("signup", signup_id)


def subscription_of(asked: Signup, now: datetime) -> Subscription:
    """The one that comes of it."""
    return Subscription(
        subscription_id=subscription_id_of(asked.signup_id),
        channel="email",
        address=asked.address,
        filter=asked.filter,
        rate=asked.rate,
        weekday=asked.weekday,
        hour=asked.hour,
        link_key=fresh_key(),
        created_at=now,
    )


def is_same(one: Subscription, asked: Asked | Signup | Subscription) -> bool:
    """Whether it would tell the same at the same times."""
    return _conditions(one.filter) == _conditions(asked.filter) and _times(one) == _times(asked)


def tells_all_of(one: Subscription, other: Subscription) -> bool:
    """Whether it tells all that the other tells, at the same times."""
    return is_same(one, other) and one.include_doubtful >= other.include_doubtful


def _conditions(chosen: Filter) -> list[object]:
    """In whatever order each was written."""
    values = (getattr(chosen, field.name) for field in fields(chosen))
    return [frozenset(one) if isinstance(one, tuple) else one for one in values]


def _times(one: Subscription | Asked | Signup) -> tuple[str, int, int]:
    """By what a rate asks for alone: the hour of one that is told at once is nothing."""
    at_once, weekly = one.rate == "at_once", one.rate == "weekly"
    return one.rate, one.weekday if weekly else 0, 0 if at_once else one.hour

"""What a mailbox is told already."""

from sqlalchemy import Connection

from pipeline.telling.readers.asking import Asked, is_same, tells_all_of
from storage.queries import readers
from storage.records import Signup, Subscription

_SHOWN = 5
"""Subscriptions of one mailbox that a confirmation names."""


def present(conn: Connection, address: str) -> tuple[Subscription, ...]:
    """What the mailbox is sent, then what it has paused; the newest first, and not too many."""
    known = readers.mailed_to(conn, address)[::-1]
    paused = (one for one in known if one.ended == "paused" and not one.active)
    return (*(one for one in known if one.active), *paused)[:_SHOWN]


def same(conn: Connection, asked: Asked | Signup) -> Subscription | None:
    """The mailbox's subscription that would tell it the same at the same times."""
    known = readers.mailed_to(conn, asked.address)
    return next((one for one in known if one.active and is_same(one, asked)), None)


def told_there(conn: Connection, address: str, who: Subscription) -> Subscription | None:
    """The mailbox's other subscription that tells it all that this one would."""
    others = (one for one in readers.mailed_to(conn, address) if one.active)
    return next(
        (
            one
            for one in others
            if one.subscription_id != who.subscription_id and tells_all_of(one, who)
        ),
        None,
    )

"""A reader changes, pauses, ends or takes up again a subscription: by the links that only they were
sent, and by POST alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from pipeline.telling.links import fresh_key
from pipeline.telling.readers.mailboxes import told_there
from pipeline.telling.subscribing.pausing import go_on, stop
from storage.database import Database
from storage.queries import readers, telling
from storage.records import EndedReason, Subscription

READER = "reader"
"""Who decided, where nobody of the office did."""
RESUMABLE: tuple[EndedReason, ...] = ("unsubscribed", "paused", "bounced", "complained")
"""What a reader may take back; the rest is for the office, or for who owns the receiver."""


class VoidError(LookupError):
    """The subscription is gone, or its links were made anew meanwhile."""


class EndedError(Exception):
    """The subscription has ended: nothing of it is changed unless it is taken up again."""

    def __init__(self, who: Subscription) -> None:
        super().__init__(who.subscription_id)
        self.who = who


class TwiceError(Exception):
    """Nothing was done: the mailbox has another subscription that tells it all of this."""


def has_ended(who: Subscription) -> bool:
    """Whether it is over; a pause of its reader is no end."""
    return not who.active and who.ended != "paused"


def movable(conn: Connection, subscription_id: str) -> Subscription | None:
    """The subscription, if it may move: it has not ended, or was sent back."""
    who = telling.subscription(conn, subscription_id)
    return who if who and (who.ended == "bounced" or not has_ended(who)) else None


def changed(
    db: Database, who: Subscription, change: Callable[[Subscription], Subscription]
) -> Subscription:
    """The subscription as it is stored after the change. Raises ``VoidError``, ``EndedError``,
    ``TwiceError``."""
    with db.begin() as conn:
        stored = _going_on(conn, who)
        new = change(stored)
        if new != stored:
            _once(conn, new)
            telling.put_subscription(conn, new)
        return new


def unsubscribe(db: Database, who: Subscription, now: datetime) -> Subscription:
    """End the subscription: nothing more is sent, also of what is planned; twice is the same."""
    with db.begin() as conn:
        return stop(conn, _stored(conn, who), "unsubscribed", now, READER)


def pause(db: Database, who: Subscription, now: datetime) -> Subscription:
    """Have nothing sent until the reader resumes it. Raises ``VoidError``, ``EndedError``."""
    with db.begin() as conn:
        stored = _going_on(conn, who)
        return stop(conn, stored, "paused", now, READER) if stored.active else stored


def resume(db: Database, who: Subscription, now: datetime) -> Subscription:
    """Take up again what the reader had ended, or what could not be delivered.

    Raises ``VoidError``, ``TwiceError``.
    """
    with db.begin() as conn:
        stored = _stored(conn, who)
        if stored.active or stored.ended not in RESUMABLE:
            return stored
        _once(conn, stored)
        return go_on(conn, stored, now)


def renew_links(db: Database, who: Subscription) -> Subscription:
    """Make all links void that were sent, also those that ask another mailbox to take it over; the
    new ones are bound to another key."""
    with db.begin() as conn:
        new = replace(_stored(conn, who), link_key=fresh_key())
        telling.put_subscription(conn, new)
        readers.remove_moves(conn, who.subscription_id)
        return new


def _once(conn: Connection, who: Subscription) -> None:
    """Raises ``TwiceError``."""
    if who.channel == "email" and told_there(conn, who.address, who):
        raise TwiceError


def _going_on(conn: Connection, who: Subscription) -> Subscription:
    """Raises ``VoidError``, ``EndedError``."""
    stored = _stored(conn, who)
    if has_ended(stored):
        raise EndedError(stored)
    return stored


def _stored(conn: Connection, who: Subscription) -> Subscription:
    """Raises ``VoidError``."""
    stored = telling.subscription(conn, who.subscription_id)
    if stored is None or stored.link_key != who.link_key:
        raise VoidError(who.subscription_id)
    return stored

"""Webhooks and chats that take nothing any more: since when, and that they are switched off."""

from datetime import datetime

from sqlalchemy import Connection, update

from storage.records import OldSecret, Subscription
from storage.tables import subscriptions

_mine = subscriptions.c.subscription_id


def note_taken(conn: Connection, subscription_id: str) -> None:
    """The address of the subscription takes what is sent to it."""
    failing = subscriptions.c.failing_since.is_not(None)
    conn.execute(
        update(subscriptions)
        .where(_mine == subscription_id, failing)
        .values(failing_since=None)
    )  # fmt: skip


def note_failing(conn: Connection, subscription_id: str, since: datetime) -> None:
    """The address of the subscription has taken nothing since then."""
    conn.execute(update(subscriptions).where(_mine == subscription_id).values(failing_since=since))


def switch_off(conn: Connection, subscription_id: str, now: datetime) -> bool:
    """End a subscription whose address is gone; whether it was active."""
    ended = conn.execute(
        update(subscriptions)
        .where(_mine == subscription_id, subscriptions.c.active)
        .values(active=False, ended="gone", ended_at=now)
    )
    return ended.rowcount == 1


def change_secret(
    conn: Connection, before: Subscription, secret: str, previous: tuple[OldSecret, ...]
) -> bool:
    """Give the subscription another secret, those before staying good as long as they say; whether
    it still had the one that it had."""
    changed = conn.execute(
        update(subscriptions)
        .where(_mine == before.subscription_id, subscriptions.c.secret == before.secret)
        .values(secret=secret, previous=previous)
    )
    return changed.rowcount == 1

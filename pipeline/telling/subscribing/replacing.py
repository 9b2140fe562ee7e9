"""A subscription as a file or a person has it, in place of the one of its id: what only the program
knows of that one (how far it is told, what its links are bound to, that its reader left) stays."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.telling.links import fresh_key
from pipeline.telling.subscribing.pausing import RESUMES, resumed
from pipeline.telling.subscribing.subscriptions import SubscriptionError
from storage.clock import SHANGHAI
from storage.queries import readers, telling
from storage.queries.subscribing import found_by_place
from storage.records import OldSecret, Subscription

CHANGING = timedelta(days=1)
"""How long the secret before still signs."""
MOST_SECRETS = 3
"""So many sign at once, the newest among them."""
_BY_ADDRESS = ("bounced", "gone")
"""Reasons that are the address's: another one has a fresh start."""


def put_all(conn: Connection, records: Iterable[Subscription], now: datetime) -> list[Subscription]:
    """Store the records, each in place of the one of its id; those of them that stay ended all the
    same, because their readers left or could not be reached: a person resumes each."""
    left = []
    for record in records:
        stored = _stored(conn, record)
        if stored is None:
            new = replace(_ended(record, now), link_key=fresh_key())
            telling.put_subscription(conn, new)
            continue
        said = replace(record, subscription_id=stored.subscription_id)
        new = in_place_of(said, stored, now)
        telling.put_subscription(conn, new)
        _follow(conn, new, stored, now)
        if record.active and not new.active:
            left.append(new)
    return left


def _stored(conn: Connection, record: Subscription) -> Subscription | None:
    """The one whose place the record takes; computed ids once told capitals apart."""
    stored = telling.subscription(conn, record.subscription_id)
    if stored or record.channel != "email" or record.address == record.address.lower():
        return stored
    same = found_by_place(conn, record.channel, record.address, record.name)
    return same if same and same.address.lower() == record.address.lower() else None


def _follow(conn: Connection, new: Subscription, stored: Subscription, now: datetime) -> None:
    """What was planned for it stops, goes on or moves with it."""
    if stored.active and not new.active:
        readers.hold_waiting(conn, new.subscription_id, "")
    elif new.active and not stored.active:
        readers.plan_held(conn, new, now - RESUMES)
    elif new.address != stored.address and new.channel == stored.channel:
        readers.move_waiting(conn, new.subscription_id, new.address)


def in_place_of(record: Subscription, stored: Subscription, now: datetime) -> Subscription:
    """The record as it is stored in place of another."""
    new = replace(
        record,
        created_at=stored.created_at,
        told_until=stored.told_until,
        told_at=stored.told_at,
        held=stored.held,
        link_key=stored.link_key if record.address == stored.address else fresh_key(),
        ended=stored.ended,
        ended_at=stored.ended_at,
        failing_since=stored.failing_since if record.address == stored.address else None,
        previous=stored.previous,
    )
    if record.secret != stored.secret and stored.secret:
        new = replace(new, previous=secrets_before(stored, now))
    if stored.active or not record.active:
        return _ended(new, now)
    moved = record.address != stored.address and stored.ended in _BY_ADDRESS
    if stored.ended in ("", "operator") or moved:
        return resumed(new, now)
    return replace(new, active=False)


def secrets_before(
    who: Subscription, now: datetime, keep: timedelta = CHANGING
) -> tuple[OldSecret, ...]:
    """The secrets that sign beside a new one: each until the end that was said of it; none if the
    present one is not to be kept either. Raises ``SubscriptionError`` if there are too many."""
    if not keep or not who.secret:
        return ()
    still = tuple(one for one in who.previous if one.until > now)
    if len(still) + 1 >= MOST_SECRETS:
        until = min(one.until for one in still).astimezone(SHANGHAI)
        raise SubscriptionError(
            f"{who.subscription_id}：已有 {len(still) + 1} 个密钥同时签名，到 "
            f"{until:%Y-%m-%d %H:%M} 后才能再换；要旧密钥全部立即失效，请用 "
            f"policywatch subscriptions rotate {who.subscription_id} --hours 0。"
        )
    return (OldSecret(secret=who.secret, until=now + keep), *still)


def _ended(who: Subscription, now: datetime) -> Subscription:
    """With why and when, of one that is not active."""
    if who.active:
        return replace(who, ended="", ended_at=None)
    return replace(who, ended=who.ended or "operator", ended_at=who.ended_at or now)

"""Subscriptions looked after by people: added, changed, paused, resumed, removed."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from pipeline.desk import topic_names
from pipeline.telling.subscribing.pausing import go_on, stop
from pipeline.telling.subscribing.replacing import Put, TakenError, put_all
from pipeline.telling.subscribing.subscriptions import Known, SubscriptionError, write
from storage.database import Database
from storage.ids import digest_id, sha256
from storage.queries import telling
from storage.queries.forgetting import forget_subscriptions
from storage.queries.readers import discard_waiting
from storage.queries.searches import find_regions
from storage.queries.subscribing import found_by_place, secrets_in_use
from storage.records import Office, Subscription


def known(conn: Connection, office: Office) -> Known:
    """What filters may name here, and the secrets that are stored."""
    return Known(
        topics=topic_names(),
        parts=office.ids,
        regions=find_regions(conn),
        secrets=secrets_in_use(conn),
    )


def find(conn: Connection, subscription_id: str) -> Subscription:
    """The subscription of that id. Raises ``SubscriptionError`` if there is none."""
    who = telling.subscription(conn, subscription_id)
    if who is None:
        raise SubscriptionError(f"没有订阅 {subscription_id}，见 policywatch subscriptions list。")
    return who


def add(db: Database, record: Subscription, now: datetime) -> Subscription:
    """Store a new subscription. Raises ``SubscriptionError`` if there is one where it would
    stand."""
    with db.begin() as conn:
        if there := _there(conn, record):
            raise TakenError(there)
        (put,) = put_all(conn, [_of_its_own(conn, record)], now)
        return put.after


class ChangedMeanwhileError(SubscriptionError):
    """Somebody else changed the subscription while a person wrote."""


def mark_of(who: Subscription) -> str:
    """What a form keeps, to know later whether it shows what is stored: without the secret."""
    return sha256(write([replace(who, secret="", active=True)]).encode())[:16]


def change(db: Database, record: Subscription, now: datetime, seen: str) -> Subscription:
    """Store the record in place of the one of its id, told as far and as active as that one.

    ``seen``: the mark of what the person saw who changed it. Raises ``SubscriptionError`` if there
    is none, or one where it would stand, ``ChangedMeanwhileError`` if it is another by now.
    """
    with db.begin() as conn:
        stored = find(conn, record.subscription_id)
        if mark_of(stored) != seen:
            raise ChangedMeanwhileError(
                "已被改过：打开这一页以后，别人改了这个订阅，没有保存。"
                "请重新打开修改页，看过现在的内容再改。"
            )
        (put,) = put_all(conn, [replace(record, active=stored.active)], now)
        return put.after


def subscribe(
    db: Database,
    record: Subscription,
    now: datetime,
    *,
    replacing: bool = False,
    made: bool = False,
) -> Put:
    """Store what was asked for by name; where there is one of its channel, address and name, only
    if it is to be replaced, and then under its id, with its secret where none was said (``made``:
    that of the record was made for a new one).

    Raises ``SubscriptionError`` that says what is there.
    """
    with db.begin() as conn:
        there = _there(conn, record)
        if there and not replacing:
            raise TakenError(there, f"。{_mend(there)}")
        if there:
            said = "" if made else record.secret
            secret = said or there.secret or record.secret
            record = replace(record, subscription_id=there.subscription_id, secret=secret)
        else:
            record = _of_its_own(conn, record)
        (put,) = put_all(conn, [record], now)
        return put


def _there(conn: Connection, record: Subscription) -> Subscription | None:
    """The one that stands where the record would."""
    found = found_by_place(conn, record.channel, record.address, record.name)
    return found[0] if found else None


def _of_its_own(conn: Connection, record: Subscription) -> Subscription:
    """The record under an id that is free: its own is computed from where it stands, and one that
    stood there once and was changed since has kept it."""
    if telling.subscription(conn, record.subscription_id) is None:
        return record
    made = (record.subscription_id, record.address, record.name, record.created_at.isoformat())
    return replace(record, subscription_id=digest_id(*made))


def _mend(there: Subscription) -> str:
    if not there.active:
        return f"要恢复它，请用 policywatch subscriptions resume {there.subscription_id}。"
    return (
        "要改它，请用订阅台，或 policywatch subscriptions export 写出、改后 import 读入；"
        "加 --replace 则以这次写的代替。"
    )


def pause(db: Database, subscription_id: str, now: datetime, by: str) -> Subscription:
    """The subscription, told nothing until it is resumed. Raises ``SubscriptionError``."""
    with db.begin() as conn:
        who = find(conn, subscription_id)
        return stop(conn, who, "operator", now, by) if who.active else who


def resume(db: Database, subscription_id: str, now: datetime) -> Subscription:
    """The subscription, told again, whyever it was not. Raises ``SubscriptionError``."""
    with db.begin() as conn:
        who = find(conn, subscription_id)
        return who if who.active else go_on(conn, who, now)


def remove(db: Database, subscription_id: str, by: str) -> None:
    """Delete the subscription and its address; what was not sent to it is never sent.

    Raises ``SubscriptionError`` if there is none.
    """
    with db.begin() as conn:
        find(conn, subscription_id)
        discard_waiting(conn, (subscription_id,), by)
        forget_subscriptions(conn, (subscription_id,))

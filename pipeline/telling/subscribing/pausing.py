"""A subscription stops, and goes on again: the same whoever says so, its reader or the office.

    stop:   not active; what waits for it is not sent       (draft, planned -> discarded)
    go on:  told from where it stopped, at most a week back  (of that week: -> planned, draft again)

So a digest that was made and not sent is lost by no pause: its period is told by no other digest.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage.queries import readers, telling
from storage.records import EndedReason, Subscription

RESUMES = timedelta(days=7)
"""Who is told again after a while is not told of all that happened meanwhile."""


def stop(
    conn: Connection, who: Subscription, why: EndedReason, now: datetime, by: str
) -> Subscription:
    """The subscription as it is stored, ended for that reason; ``by``: who said so."""
    new = who
    if who.active or who.ended != why:
        new = replace(who, active=False, ended=why, ended_at=now)
        telling.put_subscription(conn, new)
    readers.hold_waiting(conn, who.subscription_id, by)
    return new


def go_on(conn: Connection, who: Subscription, now: datetime) -> Subscription:
    """The subscription as it is stored, told again."""
    new = resumed(who, now)
    telling.put_subscription(conn, new)
    readers.plan_held(conn, new, now - RESUMES)
    return new


def resumed(who: Subscription, now: datetime) -> Subscription:
    """The subscription told again from now on, and of the last days, where it was not told of
    those: of what was detected in them, and of what people took in them."""
    joined = who.created_at if who.rate == "at_once" else None
    told, decided, first = who.told_until or joined, who.told_at, now - RESUMES
    return replace(
        who,
        active=True,
        ended="",
        ended_at=None,
        failing_since=None,
        told_until=max(told, first) if told else None,
        told_at=max(decided, first) if decided else None,
        held=tuple(one for one in who.held if one.detected_at >= first),
    )

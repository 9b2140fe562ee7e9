"""When a mailbox that takes nothing ends its subscriptions: its server says so at once, or a mail
comes back (``bounces``)."""

import re
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.telling.readers.returned import kind_of
from storage.ids import digest_id
from storage.queries import bounces, readers
from storage.records import Bounce, Delivery, EndedReason

SOFT_MOST, SOFT_WITHIN = 3, timedelta(days=14)
_STATUS = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")


def _why_ended(conn: Connection, record: Bounce) -> EndedReason:
    """Whether, and why, the mailbox's subscriptions end now that this is stored."""
    if record.kind == "complaint":
        return "complained"
    since = record.received_at - SOFT_WITHIN
    soft = record.kind == "soft" and (
        bounces.came_back(conn, record.address, "soft", since) >= SOFT_MOST
    )
    return "bounced" if record.kind == "hard" or soft else ""


def end(conn: Connection, record: Bounce, now: datetime) -> list[str]:
    """End the mailbox's subscriptions if it is time to; which ended. What waits for them is held:
    who resumes one gets it."""
    why = _why_ended(conn, record)
    ended = bounces.end_subscriptions(conn, record.address, why, now) if why else []
    for subscription_id in ended:
        readers.hold_waiting(conn, subscription_id, "")
    return ended


def refused(conn: Connection, taken: Delivery, said: str, now: datetime) -> list[str]:
    """Record that the server has no such mailbox, as it says; the subscriptions that end."""
    status = _STATUS.search(said)
    record = Bounce(
        bounce_id=digest_id("bounce", "refused", taken.delivery_id, now.isoformat()),
        address=taken.address,
        delivery_id=taken.delivery_id,
        kind=kind_of(status[0] if status else "", said),
        said=said[:300],
        received_at=now,
    )
    if not taken.address or not bounces.add_bounce(conn, record):
        return []
    return end(conn, record, now)

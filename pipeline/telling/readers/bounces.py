"""What follows from mails that come back, and from complaints.

    hard       there is no such mailbox  -> its subscriptions end at once
    soft       not now                   -> they end when three mails came back within 14 days
    refused    the sender, the content   -> nothing: it is no fault of the mailbox
    complaint  "this is spam"            -> they end at once

A report counts if it quotes a mail that was sent, and speaks of the address to which that went:
anybody can write to the mailbox. One that quotes none of ours is kept, and changes nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from sqlalchemy import Connection

from pipeline.operating.mailbox import Mailbox, Session, keep_place, mailbox_of, opened, place_in
from pipeline.telling.readers.ending import end
from pipeline.telling.readers.returned import Returned, returned
from storage.database import Database
from storage.ids import digest_id
from storage.queries import bounces, telling
from storage.records import Bounce, BounceKind, Delivery
from storage.settings import Settings

_SENT = ("accepted", "unknown", "handed_over", "failed", "given_up")
_WORDS: dict[BounceKind, str] = {
    "hard": "退信，没有这个邮箱",
    "soft": "退信，暂时收不了",
    "refused": "退信，对方按其规则拒收",
    "complaint": "收件人投诉为垃圾邮件",
}
_FILE = "bounces.json"
_AT_ONCE = 300
"""Mails in one round: the next one goes on."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one round of reading came to."""

    mails: int = 0
    """That came in, whatever they were."""
    reports: int = 0
    """Of mails that came back, and complaints, read for the first time."""
    unknown: int = 0
    """Of these: of no mail of ours."""
    ended: int = 0
    """Subscriptions that ended thereby."""

    def __add__(self, other: "Account") -> "Account":
        return Account(
            mails=self.mails + other.mails,
            reports=self.reports + other.reports,
            unknown=self.unknown + other.unknown,
            ended=self.ended + other.ended,
        )


def read_bounces(
    db: Database, settings: Settings, now: datetime, box: Mailbox | None = None
) -> Account:
    """Read what came into the mailbox of the settings since the last time.

    Each mail's effect is committed before it is marked as seen. Raises ``MailboxError``.
    """
    box = box or mailbox_of(settings.bounces)
    domain = domain_of(settings)
    account = Account()
    with opened(box) as session:
        file = settings.home / _FILE
        for uid in session.since(place_in(file, session), now)[:_AT_ONCE]:
            account += _read(db, session, uid, domain, now)
            keep_place(Path(file), session, uid)
    return account


def domain_of(settings: Settings) -> str:
    """That of our Message-IDs."""
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"


def take(conn: Connection, mark: str, found: tuple[Returned, ...], now: datetime) -> Account:
    """Record a report and do what follows; ``mark`` is its own, however often it is read."""
    account = Account()
    for number, one in enumerate(found):
        account += _take(conn, digest_id("bounce", mark, str(number)), one, now)
    return account


def _read(db: Database, session: Session, uid: int, domain: str, now: datetime) -> Account:
    raw = session.raw(uid)
    found = returned(raw, domain)
    if found:
        with db.begin() as conn:
            account = take(conn, hashlib.sha256(raw).hexdigest(), found, now)
        session.mark(uid)
        return account + Account(mails=1)
    return Account(mails=1)


def _take(conn: Connection, bounce_id: str, one: Returned, now: datetime) -> Account:
    sent = _sent(conn, one)
    record = Bounce(
        bounce_id=bounce_id,
        address=sent.address if sent else min(one.addresses, default=""),
        delivery_id=sent.delivery_id if sent else "",
        kind=one.kind,
        said=one.said,
        received_at=now,
    )
    if not bounces.add_bounce(conn, record):
        return Account()
    if sent is None:
        return Account(reports=1, unknown=1)
    said = f"{_WORDS[one.kind]}：{one.said}"[:500]
    arrived = one.kind == "complaint"
    bounces.mark_returned(conn, sent.delivery_id, said, arrived=arrived)
    return Account(reports=1, ended=len(end(conn, record, now)))


def _sent(conn: Connection, one: Returned) -> Delivery | None:
    """The mail that came back, if it was sent, and to whom the report says."""
    found = telling.delivery(conn, one.delivery_id) if one.delivery_id else None
    if found is None or found.channel != "email" or found.state not in _SENT or not found.attempts:
        return None
    theirs = found.address.lower() in one.addresses
    return found if theirs or (one.kind == "complaint" and not one.addresses) else None

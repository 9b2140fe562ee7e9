"""How long what is known of readers is kept, and what deletes it (docs/public-pages.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.telling.readers.asking import WAITS
from pipeline.telling.readers.signups import MOVED
from storage.database import Database
from storage.faults import WrongError
from storage.queries import forgetting
from storage.queries.forgetting import Kept
from storage.records import EndedReason

ENDED = timedelta(days=30)
"""After its end, a subscription goes with its address; the account of what was sent stays."""
ENDINGS: tuple[EndedReason, ...] = ("unsubscribed", "bounced", "complained", "replaced")
"""What is an end; who pauses, and what the office switched off, may come back."""
MOVES = timedelta(days=7)
"""Mails to who was moved away from; those to who signed up go with the sign-up."""
BOUNCES = timedelta(days=90)
RENDERINGS = timedelta(days=90)
"""What messages said, once no delivery names it."""
COPIES = timedelta(days=730)
"""Copies on the web."""


class NotScrubbedError(WrongError):
    """What was deleted is gone from the tables, and perhaps not from the files."""


@dataclass(frozen=True, kw_only=True)
class Tidied:
    """What one tidying deleted."""

    signups: int
    confirmations: int
    subscriptions: int
    bounces: int
    renderings: int


def tidy(db: Database, now: datetime) -> Tidied:
    """Delete what is kept no longer; to be called every hour."""
    with db.begin() as conn:
        over = forgetting.ended_before(conn, now - ENDED, ENDINGS)
        forgetting.forget_subscriptions(conn, over)
        return Tidied(
            signups=forgetting.delete_signups(conn, now),
            confirmations=forgetting.delete_confirmations(conn, now - WAITS)
            + forgetting.delete_begun(conn, MOVED, now - MOVES),
            subscriptions=len(over),
            bounces=forgetting.delete_bounces(conn, now - BOUNCES),
            renderings=forgetting.delete_renderings(conn, now - RENDERINGS, now - COPIES),
        )


def known(db: Database, address: str) -> Kept:
    """What is kept of an address."""
    with db.connect() as conn:
        return forgetting.held(conn, address)


def erase(db: Database, address: str) -> Kept:
    """Delete all that is kept of an address; how much that was. The database's files may hold
    remains of it until ``scrub``."""
    with db.begin() as conn:
        return forgetting.forget_address(conn, address)


def scrub(db: Database) -> None:
    """Write the database's files anew, without what was deleted: takes a while.

    Raises ``NotScrubbedError``.
    """
    if why := forgetting.scrub(db):
        raise NotScrubbedError(
            f"记录已删除，但数据库文件还没有重写（{why}），其中可能还有残迹。"
            "请在没有别的程序占用时运行 policywatch readers scrub。"
        )

"""One round of sending: alone, over all channels, until nothing is due."""

import asyncio
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from notifiers import NOTIFIERS
from notifiers.base import Pace
from notifiers.dkim import signer
from pipeline.telling.links import PublicLinks
from pipeline.telling.own_secrets import canary_secret
from pipeline.telling.sending import endpoints
from pipeline.telling.sending.attempts import Clock, Round
from pipeline.telling.sending.lanes import Lanes
from pipeline.telling.sending.ledger import Aftermath, Ledger
from pipeline.telling.sending.messages import Links
from pipeline.telling.sending.sent import Sent
from storage.database import Database
from storage.settings import Settings

_LOCK = 0x706F6C77
"""Of PostgreSQL's advisory locks."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What one round leaves to the next, and how a round is asked to end."""

    settings: Settings
    lanes: Lanes
    links: Links | None = None
    own_secret: str = ""
    """Signs posts that are no subscription's."""
    aftermath: Aftermath
    stopping: Event = field(default_factory=Event)

    @classmethod
    def of(cls, settings: Settings, links: Links | None = None) -> "Sender":
        """One that goes by the settings; its links are those of the public pages, or ``links``.

        Raises ``SettingError`` for a key that cannot sign."""
        signer(settings)
        return cls(
            settings=settings,
            lanes=Lanes(settings.mail_pace, _paces()),
            links=links or PublicLinks.of(settings),
            own_secret=canary_secret(settings) if settings.canary_minutes else "",
            aftermath=endpoints.aftermath(settings),
        )


def _paces() -> dict[str, Pace]:
    """Of the channels whose addresses have a limit."""
    return {name: kind.PACE for name, kind in NOTIFIERS.items() if hasattr(kind, "PACE")}


@contextmanager
def sole_sender(db: Database, settings: Settings) -> Iterator[bool]:
    """Whether this process alone may send now. A killed holder's lock is free again at once, so
    what it left handed over is known to be left over."""
    with (settings.home / "deliver.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        with _database_lock(db) as alone:
            yield alone


@contextmanager
def _database_lock(db: Database) -> Iterator[bool]:
    """The same among several machines on one PostgreSQL."""
    if db.engine.dialect.name != "postgresql":
        yield True
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        # Waits a little: the server takes a moment to notice that a killed holder is gone.
        conn.execute(text("SET lock_timeout = '3s'"))
        try:
            conn.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        except OperationalError:
            yield False
            return
        try:
            yield True
        finally:
            conn.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            conn.execute(text("RESET lock_timeout"))


async def send_all(db: Database, sender: Sender, clock: Clock) -> Sent:
    """Attempt every delivery that is due, a few at a time, over shared connections."""
    notifiers = {name: kind.from_settings(sender.settings) for name, kind in NOTIFIERS.items()}
    round_ = Round(
        db=db,
        notifiers=notifiers,
        ledger=Ledger(db, sender.aftermath),
        lanes=sender.lanes,
        clock=clock,
        links=sender.links,
        own_secret=sender.own_secret,
        stopping=sender.stopping,
    )
    try:
        return await round_.run()
    finally:
        for notifier in notifiers.values():
            await notifier.close()


def clock_from(now: datetime) -> Clock:
    """A clock that goes on from ``now``."""
    begun = time.monotonic()
    return Clock(now=lambda: now + timedelta(seconds=time.monotonic() - begun), sleep=asyncio.sleep)

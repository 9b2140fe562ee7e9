"""The attempts themselves: hand over, wait for the answer, record what became of it.

The row says ``handed_over``, committed, just before the first thing that cannot be taken back; so a
killed sender leaves a message that was perhaps sent, or one that surely was not and is still
planned, and nobody ever takes one for the other.
"""

import asyncio
import fcntl
import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from notifiers import NOTIFIERS, DeliveryError, Notifier
from storage.database import Database
from storage.queries import telling
from storage.queries.telling import Outcome
from storage.records import Delivery, DeliveryState
from storage.settings import Settings

log = logging.getLogger(__name__)

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 300, 480, 480))
"""Between attempts, each a tenth more or less: a day in all, then the delivery is given up."""
AT_ONCE = 8
_LOCK = 0x706F6C77
"""Of PostgreSQL's advisory locks."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A delivery that was attempted, and what became of it."""

    delivery_id: str
    address: str
    state: DeliveryState
    """planned: will be tried again."""
    error: str


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


async def attempt_all(
    db: Database, settings: Settings, now: datetime, ids: Sequence[str]
) -> list[Attempt]:
    """Attempt each planned delivery once, a few at a time, over shared connections."""
    notifiers = {name: kind.from_settings(settings) for name, kind in NOTIFIERS.items()}
    waiting = iter(ids)
    done: list[Attempt] = []

    async def work() -> None:
        for delivery_id in waiting:
            if (attempt := await _attempt(db, notifiers, delivery_id, now)) is not None:
                done.append(attempt)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(ids))):
                group.create_task(work())
    finally:
        for notifier in notifiers.values():
            await notifier.close()
    return done


async def _attempt(
    db: Database, notifiers: dict[str, Notifier], delivery_id: str, now: datetime
) -> Attempt | None:
    with db.connect() as conn:
        planned = telling.delivery(conn, delivery_id)
        who = telling.subscription(conn, planned.subscription_id) if planned else None
    if planned is None or planned.state != "planned":
        return None
    taken = replace(planned, attempts=planned.attempts + 1)
    notifier = notifiers.get(taken.message.channel)
    if who is None or not who.active:
        outcome = Outcome(state="failed", error="订阅已停用或不存在，未发送。")
    elif notifier is None:
        outcome = Outcome(state="failed", error=f"没有渠道 {taken.message.channel}，未发送。")
    else:
        message = replace(taken.message, secret=who.secret)
        outcome = await _send(notifier, replace(taken, message=message), now, Mark(db, delivery_id))
    with db.begin() as conn:
        telling.settle(conn, taken, outcome, now)
    return Attempt(
        delivery_id=delivery_id,
        address=taken.message.address,
        state=outcome.state,
        error=outcome.error,
    )


class Mark:
    """Called just before the point of no return: commits that it is reached."""

    def __init__(self, db: Database, delivery_id: str) -> None:
        self._db, self._delivery_id = db, delivery_id
        self.made = False

    def __call__(self) -> None:
        with self._db.begin() as conn:
            telling.hand_over(conn, self._delivery_id)
        self.made = True


async def _send(notifier: Notifier, taken: Delivery, now: datetime, mark: Mark) -> Outcome:
    try:
        await notifier.send(taken.message, mark)
    except SQLAlchemyError:
        raise  # our own store: nothing can go on without it
    except DeliveryError as error:
        return failure(taken, error, now)
    except Exception as error:  # the delivery loop: one channel's bug stops no other
        log.exception("delivery %s", taken.delivery_id)
        return Outcome(
            state="unknown" if mark.made else "failed",
            error=f"程序出错（{type(error).__name__}: {error}），详见日志。"[:300],
        )
    return Outcome(state="accepted", accepted_at=now)


def failure(taken: Delivery, error: DeliveryError, now: datetime) -> Outcome:
    """What becomes of a delivery whose attempt (the ``attempts``-th) raised ``error``."""
    if error.unknown:
        return Outcome(state="unknown", error=error.reason)
    if not error.transient:
        return Outcome(state="failed", error=error.reason)
    if taken.attempts > len(DELAYS):
        return Outcome(state="given_up", error=error.reason)
    wait = max(_delay(taken), timedelta(seconds=min(error.retry_after or 0, 86_400)))
    return Outcome(state="planned", error=error.reason, next_attempt_at=now + wait)


def _delay(taken: Delivery) -> timedelta:
    """The plan's delay with jitter: by the id, so that it is the same whoever computes it."""
    seed = hashlib.sha256(f"{taken.delivery_id}:{taken.attempts}".encode()).digest()
    jitter = 0.9 + 0.2 * int.from_bytes(seed[:4]) / 0xFFFFFFFF
    return DELAYS[taken.attempts - 1] * jitter

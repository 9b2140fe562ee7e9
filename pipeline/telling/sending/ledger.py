"""The account of attempts that run side by side: their marks and outcomes, in few commits.

A commit waits for the disk, which takes longer than a mail. While one is under way, what comes
in meanwhile is gathered for the next one; so each attempt waits for its own mark, and ten of them
wait together. An attempt's outcome is never behind the mark of its worker's next one: at most one
delivery of a worker stands as handed over, whenever the process dies.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from storage.database import Database
from storage.queries import sending
from storage.queries.sending import Outcome
from storage.records import Delivery

Aftermath = Callable[[Connection, Delivery, Outcome, datetime | None], None]
"""What else follows from an outcome, in the same transaction; with when it was attempted."""


def no_aftermath(conn: Connection, taken: Delivery, outcome: Outcome, at: datetime | None) -> None:
    """Nothing follows."""


@dataclass(kw_only=True)
class _Entries:
    """What one commit writes."""

    outcomes: list[tuple[Delivery, Outcome]] = field(default_factory=list)
    marks: dict[str, asyncio.Future[bool]] = field(default_factory=dict)
    waiting: list[asyncio.Future[bool]] = field(default_factory=list)
    """Who wants to know that it is written."""

    def __bool__(self) -> bool:
        return bool(self.outcomes or self.marks or self.waiting)


class Ledger:
    """Of one round of sending; ``run`` beside the attempts, and ``close`` when they are over."""

    def __init__(self, db: Database, aftermath: Aftermath = no_aftermath) -> None:
        self._db, self._aftermath = db, aftermath
        self._next = _Entries()
        self._come = asyncio.Event()
        self._closed = False

    async def hand_over(self, delivery_id: str) -> bool:
        """Return once the mark is committed; whether the delivery is to be handed over."""
        mark: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._next.marks[delivery_id] = mark
        self._come.set()
        try:
            return await mark
        finally:
            # Broken off before it was written: it must not stand behind the outcome of that.
            self._next.marks.pop(delivery_id, None)

    def settle(self, taken: Delivery, outcome: Outcome) -> None:
        """Have it written soon what became of an attempt."""
        self._next.outcomes.append((taken, outcome))
        self._come.set()

    async def written(self) -> None:
        """Return once all is committed that was given until now."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._next.waiting.append(done)
        self._come.set()
        await done

    def close(self) -> None:
        """Nothing more will come: ``run`` returns when all is written."""
        self._closed = True
        self._come.set()

    async def run(self) -> None:
        """Commit what comes in, until closed."""
        try:
            while not (self._closed and not self._next):
                await self._come.wait()
                self._come.clear()
                entries, self._next = self._next, _Entries()
                if entries:
                    await self._commit(entries)
        finally:
            if self._next.outcomes:  # the round was broken off: what is known is kept
                with self._db.begin() as conn:
                    self._write(conn, self._next)

    async def _commit(self, entries: _Entries) -> None:
        """Only the disk is waited for in a thread: each statement there would wait for its turn
        to compute, behind all attempts that are under way."""
        with ExitStack() as stack:
            conn = stack.enter_context(self._db.begin())
            self._write(conn, entries)
            answers = sending.hand_over(conn, list(entries.marks))
            written = stack.pop_all()
        await asyncio.to_thread(written.close)
        _answer(entries, answers)

    def _write(self, conn: Connection, entries: _Entries) -> None:
        for taken, outcome in entries.outcomes:
            sending.settle(conn, taken, outcome)
            self._aftermath(conn, taken, outcome, taken.last_attempt_at)


def _answer(entries: _Entries, answers: list[bool]) -> None:
    asked = [*entries.marks.values(), *entries.waiting]
    for mark, answer in zip(asked, [*answers, *(True for _ in entries.waiting)], strict=True):
        if not mark.done():  # its attempt was broken off
            mark.set_result(answer)

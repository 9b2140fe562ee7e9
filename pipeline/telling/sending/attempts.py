"""The attempts themselves: hand over, wait for the answer, record what became of it.

The row says ``handed_over``, committed, just before the first thing that cannot be taken back; so a
killed sender leaves a message that was perhaps sent, or one that surely was not and is still
planned, and nobody ever takes one for the other.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from notifiers import DeliveryError, Notifier
from pipeline.telling.composing.periods import not_before
from pipeline.telling.sending.lanes import Hold, Lanes
from pipeline.telling.sending.ledger import Ledger
from pipeline.telling.sending.messages import Links, message_of, message_to
from pipeline.telling.sending.outcomes import delays_of, failure, held_back
from pipeline.telling.sending.peaks import off_peak
from pipeline.telling.sending.sent import Sent
from pipeline.telling.sending.stream import Forms, Job, Stream, lane_of, waiting
from storage.database import Database
from storage.queries import sending, telling
from storage.queries.sending import Outcome
from storage.records import Delivery, Form, Message, Subscription

log = logging.getLogger(__name__)

AT_ONCE = 12
"""Of each channel."""
_STAY = timedelta(seconds=50)
"""For so long a round waits for what its pace put off; then the next one goes on."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What time it is for a round, and how it waits."""

    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] | None = None
    """``None``: nothing is waited for."""


class WithdrawnError(Exception):
    """At the last moment a delivery turned out not to be wanted any more."""


class Mark:
    """Awaited just before the point of no return: it is committed that it is reached."""

    def __init__(self, ledger: Ledger, delivery_id: str) -> None:
        self._ledger, self._delivery_id = ledger, delivery_id
        self.made = False

    async def __call__(self) -> None:
        if not await self._ledger.hand_over(self._delivery_id):
            raise WithdrawnError(self._delivery_id)
        self.made = True


@dataclass(kw_only=True)
class Round:
    """Every delivery that is due, each attempted once, a few of each channel at a time."""

    db: Database
    notifiers: Mapping[str, Notifier]
    ledger: Ledger
    lanes: Lanes
    clock: Clock
    links: Links | None = None
    own_secret: str = ""
    """Signs posts that are no subscription's."""
    stopping: Event = field(default_factory=Event)
    """Set from outside: what is under way is ended, nothing more is begun."""
    sent: Sent = field(default_factory=Sent)
    _forms: Forms = field(init=False)

    def __post_init__(self) -> None:
        self._forms = Forms(self.db)

    async def run(self) -> Sent:
        """Go on until nothing is due, nor soon will be."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.ledger.run())
            try:
                await self._passes()
            finally:
                self.ledger.close()
        return self.sent

    async def _passes(self) -> None:
        leave_at = self.clock.now() + _STAY
        while True:
            self.lanes.look_again(self.clock.now())
            await self._pass()
            await self.ledger.written()
            due_at = self._next_due()
            if due_at is None or due_at > leave_at or self.stopping.is_set():
                return
            if not await self._waited(due_at):
                return

    async def _waited(self, due_at: datetime) -> bool:
        """Whether it was waited for, second by second: somebody may ask to stop."""
        if self.clock.sleep is None:
            return False
        seconds = (due_at - self.clock.now()).total_seconds()
        for _ in range(max(1, math.ceil(seconds))):
            if self.stopping.is_set():
                return False
            await self.clock.sleep(1.0)
        return True

    async def _pass(self) -> None:
        with self.db.connect() as conn:
            channels = sending.due_channels(conn, self.clock.now())
        async with asyncio.TaskGroup() as group:
            streams = [Stream(self.db, name, self.lanes, self.clock.now) for name in channels]
            for stream in streams:
                for _ in range(AT_ONCE):
                    group.create_task(self._work(stream))
        self.sent.held += sum(stream.held for stream in streams)

    async def _work(self, stream: Stream) -> None:
        while not self.stopping.is_set():
            job = await stream.take()
            if job is None:
                return
            while job is not None:
                job = await self._attempted(job)

    def _next_due(self) -> datetime | None:
        with self.db.connect() as conn:
            return sending.next_due(conn)

    async def _attempted(self, job: Job) -> Job | None:
        """Attempt the delivery; the next part of its digest, if this one was taken."""
        planned, who = job
        begun = self.clock.now()
        if hold := self._resting(planned, begun):
            self.sent.held += 1
            put_off = held_back(planned, hold, begun)
            self.ledger.settle(waiting(planned, hold, begun), put_off)
            return None
        if at := self._not_before(planned, who, begun):
            put_off = Outcome(state="planned", error=planned.error, next_attempt_at=at)
            self.ledger.settle(planned, put_off)
            return None
        taken = replace(
            planned, attempts=planned.attempts + 1, tried_since=planned.tried_since or begun
        )
        outcome = await self._outcome(taken, who, begun)
        if outcome is None:
            return None
        now = self.clock.now()
        self.ledger.settle(replace(taken, last_attempt_at=now), outcome)
        self.sent.count(taken, outcome)
        if outcome.state != "accepted" or taken.part == taken.parts:
            return None
        following = self._next_part(taken, now)
        return (following, who) if following else None

    def _resting(self, planned: Delivery, now: datetime) -> Hold | None:
        return self.lanes.resting(planned.channel, now) or self.lanes.resting(lane_of(planned), now)

    def _not_before(
        self, planned: Delivery, who: Subscription | None, now: datetime
    ) -> datetime | None:
        """When the reader's quiet hours end; of chats, when the crowd of the full hour is over."""
        if planned.kind != "digest":
            return None
        quiet = not_before(who.quiet if who else "", now)
        crowded = getattr(self.notifiers.get(planned.channel), "OFF_PEAK", False)
        return quiet or (off_peak(lane_of(planned), now) if crowded else None)

    def _next_part(self, taken: Delivery, now: datetime) -> Delivery | None:
        """Nothing, too, if the lane has had its share: the part is then due later."""
        with self.db.connect() as conn:
            following = sending.next_part(conn, taken, now)
        hold = following and self.lanes.hold(lane_of(following), now, paced=False)
        if following and hold:
            self.sent.held += 1
            self.ledger.settle(waiting(following, hold, now), held_back(following, hold, now))
            return None
        return following

    async def _outcome(
        self, taken: Delivery, who: Subscription | None, begun: datetime
    ) -> Outcome | None:
        """What became of the attempt; nothing if somebody else has settled it meanwhile."""
        form = self._forms.get(taken.rendering_id)
        notifier = self.notifiers.get(taken.channel)
        if taken.kind == "digest" and (who is None or not who.active):
            return _not_sent("订阅已停用或不存在")
        if notifier is None:
            return _not_sent(f"没有渠道 {taken.channel}")
        if form is None:
            return _not_sent("内容已不在库中")
        message = self._message(taken, who, form, begun)
        mark = Mark(self.ledger, taken.delivery_id)
        try:
            return await self._send(notifier, taken, message, mark)
        except WithdrawnError:
            return self._withdrawn(taken.delivery_id)

    def _message(
        self, taken: Delivery, who: Subscription | None, form: Form, now: datetime
    ) -> Message:
        if who is None:
            return message_to(taken, form, self.own_secret)
        message = message_of(who, taken.delivery_id, form, now, self.links)
        return replace(message, channel=taken.channel, address=taken.address)

    def _withdrawn(self, delivery_id: str) -> Outcome | None:
        with self.db.connect() as conn:
            found = telling.delivery(conn, delivery_id)
        if found is None or found.state != "planned":
            return None
        return _not_sent("订阅已停用或不存在")

    async def _send(
        self, notifier: Notifier, taken: Delivery, message: Message, mark: Mark
    ) -> Outcome:
        begun = self.clock.now()
        try:
            await notifier.send(message, mark)
        except (SQLAlchemyError, WithdrawnError):
            raise  # of the first: our own store, and nothing can go on without it
        except DeliveryError as error:
            self._slow(taken, error, begun)
            return failure(taken, error, self.clock.now(), delays_of(taken))
        except Exception as error:  # the delivery loop: one channel's bug stops no other
            log.exception("delivery %s", taken.delivery_id)
            return Outcome(
                state="unknown" if mark.made else "failed",
                error=f"程序出错（{type(error).__name__}: {error}），详见日志。"[:300],
            )
        for lane in (taken.channel, lane_of(taken)):
            self.lanes.accept(lane)
        return Outcome(state="accepted", accepted_at=self.clock.now())

    def _slow(self, taken: Delivery, error: DeliveryError, begun: datetime) -> None:
        if error.slowed:
            lane = taken.channel if error.slowed == "channel" else lane_of(taken)
            now, asked_for = self.clock.now(), error.retry_after or 0
            self.lanes.slow(lane, error.reason, begun, now, asked_for)


def _not_sent(why: str) -> Outcome:
    return Outcome(state="failed", error=f"{why}，未发送。")

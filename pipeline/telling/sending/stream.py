"""The deliveries of one channel that are due, a few at a time: many take no more room than few.

Reading is not left to threads: row by row they would wait for their turn to compute.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from notifiers.mime import is_address
from pipeline.telling.sending.lanes import Hold, Lanes
from pipeline.telling.sending.outcomes import held_back
from storage.database import Database
from storage.queries import sending, telling
from storage.records import Delivery, Form, Subscription

_CHUNK = 200
_FORMS = 32
"""As many forms are kept at hand; thousands of readers share one."""
Job = tuple[Delivery, Subscription | None]
"""A delivery and whose it is, if it is a subscription's."""


class Stream:
    """What may be attempted now; what its lane holds back is put off and left out."""

    def __init__(
        self, db: Database, channel: str, lanes: Lanes, clock: Callable[[], datetime]
    ) -> None:
        self._db, self._channel, self._lanes, self._clock = db, channel, lanes, clock
        self._due_at = clock()
        self._ready: deque[Job] = deque()
        self._taking = asyncio.Lock()
        self._after: Delivery | None = None
        self._over = False
        self.held = 0

    async def take(self) -> Job | None:
        """The next one, nothing when there is none left."""
        async with self._taking:
            while not self._ready and not self._over:
                await self._refill()
            return self._ready.popleft() if self._ready else None

    async def _refill(self) -> None:
        some, whose = self._read()
        if not some:
            self._over = True
            return
        self._after = some[-1]
        now, held = self._clock(), []
        for one in some:
            if hold := self._hold(one, now):
                held.append((one, hold))
            else:
                self._ready.append((one, whose.get(one.subscription_id)))
        if held:
            self.held += len(held)
            self._put_off(held, now)
            await asyncio.sleep(0)  # many may be held: let attempts that are under way go on

    def _read(self) -> tuple[list[Delivery], dict[str, Subscription]]:
        with self._db.connect() as conn:
            some = sending.due_next(conn, self._channel, self._due_at, self._after, _CHUNK)
            return some, sending.subscriptions_of(conn, some)

    def _hold(self, one: Delivery, now: datetime) -> Hold | None:
        """The channel rests, or the lane does, or has had its share of this minute.

        What somebody waits for (a confirmation, news for the operator) is not kept to the pace.
        """
        paced = one.kind == "digest" and is_address(one.address)
        return self._lanes.hold(one.channel, now, paced=False) or self._lanes.hold(
            lane_of(one), now, paced=paced
        )

    def _put_off(self, held: Sequence[tuple[Delivery, Hold]], now: datetime) -> None:
        with self._db.begin() as conn:
            for one, hold in held:
                sending.settle(conn, waiting(one, hold, now), held_back(one, hold, now))


class Forms:
    """What messages say, read once for many."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: OrderedDict[str, Form | None] = OrderedDict()

    def get(self, rendering_id: str) -> Form | None:
        """The form of that id, if it is stored."""
        if rendering_id in self._kept:
            self._kept.move_to_end(rendering_id)
            return self._kept[rendering_id]
        form = self._read(rendering_id)
        self._kept[rendering_id] = form
        if len(self._kept) > _FORMS:
            self._kept.popitem(last=False)
        return form

    def _read(self, rendering_id: str) -> Form | None:
        with self._db.connect() as conn:
            return telling.form_of(conn, rendering_id)


def lane_of(one: Delivery) -> str:
    """What goes the same way: all mails to one provider, all posts to one address."""
    if is_address(one.address):
        return f"{one.channel} {one.address.rpartition('@')[2].lower()}"
    return f"{one.channel} {one.address}"


def waiting(one: Delivery, hold: Hold, now: datetime) -> Delivery:
    """The delivery, from now on among those that wait for their receiver, if it is that."""
    return replace(one, tried_since=one.tried_since or (now if hold.reason else None))

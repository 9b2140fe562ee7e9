"""How a host is treated: its turn, the rest it asks for, and the rest it gets unasked.

The hosts stand in the database, so that two processes never ask one more often than the delay, and
none asks a host before the time that it told another.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawlers.guard import Refused
from crawlers.recorder import Recorder
from storage.clock import SHANGHAI
from storage.database import Database
from storage.queries import hosts
from storage.records import Host

BUSY = frozenset({429, 503})
LONGEST_REST = timedelta(days=1)
LONGEST_WAIT = timedelta(minutes=2)
"""A rest that is waited for in the pass; from a longer one on the host is left for the next."""
LONGEST_DELAY = timedelta(seconds=60)
"""Of what robots.txt asks for: a Crawl-delay of a day is a slip, or means no."""
_FIRST_REST = timedelta(minutes=1)
_FORGIVEN = timedelta(hours=6)
"""After so long without another, one strike is forgotten."""
_SLOWEST_START = timedelta(minutes=1)
"""A clock that is behind by more is that of a pass as of another day."""
_IN_A_ROW = 3
"""Addresses that answer 503, without any that answers otherwise: it is the host."""


def asked_rest(value: str, now: datetime) -> timedelta | None:
    """How long a Retry-After asks to wait: seconds, or an HTTP date. ``None`` if that is unclear.

    No longer than a day.
    """
    value = value.strip()
    if value.isdecimal():
        return min(LONGEST_REST, timedelta(seconds=int(value[:9])))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(LONGEST_REST, max(timedelta(0), moment - now))


def next_rest(before: Host, now: datetime, asked: timedelta | None, chance: float) -> Host:
    """The host's rest after one more answer that it is busy.

    As long as it asks; else, and if it was asked for again and again, twice as long as the last
    time, and up to half as long again by ``chance`` (0 to 1), so that not all come back at once.
    """
    strikes = before.strikes
    if before.rest_until and now > before.rest_until:
        strikes = max(0, strikes - int((now - before.rest_until) / _FORGIVEN))
    own = _FIRST_REST * min(2**strikes, LONGEST_REST // _FIRST_REST) * (1 + chance / 2)
    wait = own if asked is None else max(asked, own) if strikes >= _IN_A_ROW else asked
    return replace(before, rest_until=now + min(wait, LONGEST_REST), strikes=strikes + 1)


def rest_line(host: Host) -> str:
    """Why a resting host is not asked, for people."""
    until = host.rest_until or host.next_at
    said = until.astimezone(SHANGHAI)
    moment = f"{said.month}月{said.day}日 {said:%H:%M}"
    return f"网站要求稍后再来（至 {moment}，{host.host} 答复 {host.reason}）"


@dataclass
class Means:
    """What waiting and chance are: replaced in tests."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


class Manners:
    """The hosts of one pass. Called from the reactor's thread."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        delay: timedelta,
        means: Means | None = None,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._delay = delay
        self._delays: dict[str, timedelta] = {}
        self._means = means or Means()
        self._busy: dict[str, set[str]] = {}
        self._known: dict[str, Host] = {}
        self._pool = ThreadPoolExecutor(1, "turns")
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def begin(self, clock: Callable[[], datetime]) -> None:
        """Read which hosts are at rest; ``clock`` is the pass's.

        The moment of a live pass is when it was called for, and its first request some time after:
        two passes that began unlike fast would not mean the same moment by the end of a rest.
        """
        late = datetime.now(UTC) - clock()
        late = late if timedelta(0) < late < _SLOWEST_START else timedelta(0)
        self.clock = lambda: clock() + late
        with self._database.connect() as conn:
            self._known = {host.host: host for host in hosts.hosts_given_rest(conn)}

    def close(self) -> None:
        self._pool.shutdown()

    def slow_down(self, host: str, seconds: float) -> None:
        """Honour a Crawl-delay that is longer than ours."""
        asked = min(LONGEST_DELAY, timedelta(seconds=max(0.0, seconds)))
        if self._delay and asked > self._delay:
            self._delays[host] = asked

    def resting(self, host: str) -> str:
        """Why the host is not asked in this pass; empty if it is, perhaps after a wait."""
        known = self._known.get(host)
        return rest_line(known) if known and self._left(known) > LONGEST_WAIT else ""

    async def turn(self, host: str) -> None:
        """Return when the host may be asked. Raises ``Refused`` if that is too long."""
        wait = timedelta(0)
        if self._delay:
            delay = self._delays.get(host, self._delay)
            loop = asyncio.get_running_loop()
            taken = await loop.run_in_executor(self._pool, self._take, host, delay)
            self._learn(taken)
            wait = taken.next_at - self.clock()
        if line := self.resting(host):
            raise Refused(line, noted=False)
        if known := self._known.get(host):
            wait = max(wait, self._left(known))
        if wait > timedelta(0):
            await self._means.sleep(wait.total_seconds())

    def answered(self, host: str, url: str, status: int, headers: Mapping[str, str]) -> bool:
        """Note an answer; whether it is one of a busy host that said when to come back, or must
        not be pressed: then the request is not to be repeated at once."""
        if status not in BUSY:
            self._busy.pop(host, None)
            return False
        now = self.clock()
        asked = asked_rest(headers.get("retry-after", ""), now)
        addresses = self._busy.setdefault(host, set())
        addresses.add(url)
        if asked is None and status == 503 and len(addresses) < _IN_A_ROW:
            return False
        rest = self._known.get(host) or Host(host=host, next_at=now)
        if self._left(rest) <= timedelta(0):  # else one that was under way: no further strike
            rest = next_rest(rest, now, asked, self._means.chance())
        until = max(rest.rest_until or now, now + (asked or timedelta(0)))
        self._known[host] = replace(rest, rest_until=until, reason=f"HTTP {status}")
        self._recorder.rest(self._known[host])
        return True

    def _learn(self, told: Host) -> None:
        """What another process may have been told since."""
        known = self._known.get(told.host)
        if told.rest_until and not (known and self._left(known) >= self._left(told)):
            self._known[told.host] = told

    def _left(self, host: Host) -> timedelta:
        return (host.rest_until or self.clock()) - self.clock()

    def _take(self, host: str, delay: timedelta) -> Host:
        """The host's next turn, after its rest if that is one to be waited for."""
        now = self.clock()
        with self._database.begin() as conn:
            told = (self._known.get(host), hosts.find_host(conn, host))
            ends = [one.rest_until for one in told if one and one.rest_until]
            first = max((end for end in ends if end - now <= LONGEST_WAIT), default=now)
            return hosts.take_turn(conn, host, max(now, first), delay)

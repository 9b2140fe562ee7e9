"""How fast deliveries may go: of each mail provider (a lane) its own pace. Pure: knows no clock.

A lane has the pace of the settings until its receiver says *too fast*. Then it rests, a minute at
first and twice as long each time that it is said again soon after, and goes on slower; other lanes
do not notice. What is held back is not an attempt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifiers.base import Pace

_FIRST_REST, _LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)
_ASKED_FOR = 86_400
"""Seconds: no receiver makes a lane rest longer."""
_SLOWER, _SLOWEST = timedelta(seconds=1), timedelta(seconds=30)
"""Between two deliveries, after the first time that a receiver found them too fast, and at most."""
_QUICKER_AFTER = 30
"""So many accepted in a row halve what was put between them."""
_BURST = timedelta(seconds=2)
"""What may be sent ahead of the pace: moments are not kept to the millisecond."""


@dataclass(kw_only=True)
class _Lane:
    usual: timedelta
    """Between two deliveries, as long as nobody finds them too fast."""
    spacing: timedelta
    next_at: datetime
    """When the next one is in time."""
    queued: int = 0
    """Held back since the last look over all that is due."""
    rest: timedelta = timedelta(0)
    opens_at: datetime | None = None
    """End of the last rest."""
    reason: str = ""
    accepted: int = 0
    strict: bool = False
    """The pace is the receiver's own rule: nothing goes ahead of it."""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A delivery is to wait."""

    until: datetime
    reason: str = ""
    """What its receiver said, if it is not our own pace."""


class Lanes:
    """The lanes of one sender; keep it for the next time, so that it remembers."""

    def __init__(self, per_minute: int = 0, paces: Mapping[str, Pace] | None = None) -> None:
        """``paces``: by channel, where each of its addresses has a limit of its own."""
        self._spacing = timedelta(minutes=1) / per_minute if per_minute else timedelta(0)
        self._paces = {name: _spacing_of(pace) for name, pace in (paces or {}).items()}
        self._lanes: dict[str, _Lane] = {}

    def hold(self, name: str, now: datetime, *, paced: bool = True) -> Hold | None:
        """Until when a delivery of the lane waits; nothing if it may go now, which is then counted.

        ``paced``: whether the pace of the settings is meant for the lane.
        """
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._new(name, now)
            if not (lane.strict or (paced and self._spacing)):
                return None
            self._lanes[name] = lane
        opens_at = lane.opens_at or now
        begin = max(lane.next_at, opens_at)
        ahead = timedelta(0) if lane.strict or begin <= opens_at else _BURST
        if begin - ahead <= now:
            lane.next_at = max(begin, now) + lane.spacing
            return None
        lane.queued += 1
        return Hold(until=begin + lane.spacing * (lane.queued - 1), reason=lane.reason)

    def resting(self, name: str, now: datetime) -> Hold | None:
        """Whether the lane rests since a delivery was counted."""
        lane = self._lanes.get(name)
        if lane is None or lane.opens_at is None or lane.opens_at <= now:
            return None
        lane.queued += 1
        return Hold(until=lane.opens_at + lane.spacing * (lane.queued - 1), reason=lane.reason)

    def slow(
        self, name: str, reason: str, begun: datetime, now: datetime, asked_for: float = 0
    ) -> None:
        """The receiver found a delivery too fast that began then: rest, and go on slower.

        What was on its way together counts once. ``asked_for``: the seconds that it named, which
        are granted up to a day.
        """
        lane = self._lanes.setdefault(name, self._new(name, now))
        lane.reason = reason
        if lane.opens_at is not None and begun < lane.opens_at:
            return
        again = lane.opens_at is not None and now - lane.opens_at < 2 * lane.rest
        lane.rest = min(2 * lane.rest, _LONGEST_REST) if again else _FIRST_REST
        lane.opens_at = now + max(lane.rest, timedelta(seconds=min(asked_for, _ASKED_FOR)))
        lane.spacing = min(max(2 * lane.spacing, _SLOWER), max(_SLOWEST, lane.usual))
        lane.accepted = 0

    def accept(self, name: str) -> None:
        """The receiver took a delivery: after some of them the lane grows quicker again."""
        lane = self._lanes.get(name)
        if lane is None or not lane.reason:
            return
        lane.accepted += 1
        if lane.accepted % _QUICKER_AFTER == 0:
            lane.spacing = max(lane.spacing / 2, lane.usual)

    def look_again(self, now: datetime) -> None:
        """All that is due is looked over anew: forget who waited, and lanes that nothing slows."""
        idle = [
            name
            for name, lane in self._lanes.items()
            if lane.next_at <= now and (not lane.opens_at or lane.opens_at + 4 * lane.rest < now)
        ]
        for name in idle:
            del self._lanes[name]
        for lane in self._lanes.values():
            lane.queued = 0

    def _new(self, name: str, now: datetime) -> _Lane:
        """A lane is named by its channel and where it leads; a channel alone has no pace."""
        channel, _, leads = name.partition(" ")
        pace = self._paces.get(channel) if leads else None
        usual = self._spacing if pace is None else pace
        return _Lane(usual=usual, spacing=usual, next_at=now, strict=pace is not None)


def _spacing_of(pace: Pace) -> timedelta:
    seconds = max(60 / pace.per_minute, 1 / pace.per_second if pace.per_second else 0)
    return timedelta(seconds=seconds)

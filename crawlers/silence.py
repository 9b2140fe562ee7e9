"""When a source has been silent for too long: learned from the dates of what it published. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from storage.holidays import working_days

LEAST_DATES = 8
"""Days of publication without which nothing is learned."""
_MANY, _LONG = 20, 120
"""Gaps of which one in twenty can be told, or else working days (half a year) that they span."""
_SHARE, _SLACK = 0.95, 1.5
_FLOOR = 7
"""Working days that any source may be silent: a week and a long weekend's leave."""
_SPAN = timedelta(days=1200)
"""How far back dates count: three years and a bit, for sources that publish seldom."""
_STRAY = 4


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """What was learned of a source, in working days."""

    dates: int
    """Days of publication that it was learned from."""
    usual: int
    """The gap that 95 of a hundred gaps do not exceed."""
    newest: date

    @property
    def limit(self) -> int:
        """Working days without anything new that are too many if exceeded."""
        return max(_FLOOR, math.ceil(self.usual * _SLACK))

    def to_object(self) -> dict[str, object]:
        """For ``sources show``."""
        return {
            "publication_days": self.dates,
            "usual_working_days": self.usual,
            "limit_working_days": self.limit,
            "newest": self.newest.isoformat(),
            "silent_from": self.silent_from.isoformat(),
        }

    def waited(self, today: date) -> int:
        """Working days since the newest publication."""
        return working_days(self.newest, today)

    def is_silent(self, today: date) -> bool:
        return self.waited(today) > self.limit

    @property
    def silent_from(self) -> date:
        """The first day on which it counts as silent, as far as holidays are known."""
        day = self.newest + timedelta(days=self.limit)
        while not self.is_silent(day):
            day += timedelta(days=1)
        return day


def learn(dates: Iterable[date], today: date) -> Rhythm | None:
    """The source's rhythm; None if it has published on too few days, or not for long.

    What is dated in the future is a slip. An old item that stays on top, or came with a look back
    into the archive, is left out by its age, or by the hole behind it.
    """
    known = sorted({day for day in dates if day <= today})
    recent = [day for day in known if day >= known[-1] - _SPAN]
    gaps = [working_days(one, other) for one, other in pairwise(recent)]
    while len(gaps) >= LEAST_DATES and gaps[0] > _STRAY * max(gaps[1:]):
        del gaps[0]
    if len(gaps) < LEAST_DATES - 1 or (len(gaps) < _MANY and sum(gaps) < _LONG):
        return None
    usual = sorted(gaps)[math.ceil(len(gaps) * _SHARE) - 1]
    return Rhythm(dates=len(gaps) + 1, usual=usual, newest=known[-1])

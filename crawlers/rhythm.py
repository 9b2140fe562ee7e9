"""When a known page is asked for again: often while it is young, then less and less. Pure.

Every pass for thirty days, once a week for three months, then once a month. Weeks and months of a
page begin at a moment of its own, told from its id: what came in one day does not come due in one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from storage.clock import day_of

EVERY_PASS = timedelta(days=30)
WEEKLY = timedelta(days=30 + 91)
"""Ages up to which a page is asked for at every pass, then weekly."""
DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Sighting = Literal["good", "gone", "none"]
"""The page (or that it is unchanged); that it is no more; a fault, a wall, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What the rhythm of a page depends on."""

    posting_id: str
    since: date
    """Its age counts from here."""
    withdrawn: bool = False
    """That it is gone is settled."""


def since(dated_on: date | None, listed_at: datetime, *, old: bool) -> date:
    """From when the age of a page counts: from when it came up, or, of what was ``old`` when it
    was first met (base line, backfill), from its date."""
    listed_on = day_of(listed_at)
    return min(dated_on, listed_on) if old and dated_on else listed_on


def next_due(watch: Watch, checked_at: datetime, sighting: Sighting) -> datetime:
    """When the page is to be asked for next. ``checked_at`` itself: at the very next pass."""
    age = day_of(checked_at) - watch.since
    if age <= EVERY_PASS or (sighting == "gone" and not watch.withdrawn):
        return checked_at
    if sighting == "none":
        return _turn(watch.posting_id, checked_at, DAY)
    return _turn(watch.posting_id, checked_at, WEEK if age <= WEEKLY else MONTH)


def _turn(posting_id: str, after: datetime, period: timedelta) -> datetime:
    """The first moment after ``after`` at which a period of this page begins."""
    seconds = int(period.total_seconds())
    begin = _EPOCH + timedelta(seconds=int(posting_id, 16) % seconds)
    return begin + period * ((after - begin) // period + 1)

"""When the sources are read: of each host its own moments, spread and within a window. Pure.

Sources of one host that are read equally often are one job. The moments are spread by a hash of
the host, so that not all start on the hour. Where a source or the setting names a window, jobs
start in it only, spread over it as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from apscheduler.triggers.base import BaseTrigger

from storage.clock import Window, window_of
from storage.ids import digest_id
from storage.records import Source

_EPOCH = datetime.fromtimestamp(0, UTC)
_SECONDS_A_SOURCE, _LEAST_SECONDS, _MOST_SECONDS = 300, 900, 3600
_FIRST_MINUTES = 10
"""Within which a source starts that has waited longer than it should."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Sources of one host that are read equally often: one job."""

    host: str
    every_minutes: int
    source_ids: tuple[str, ...]
    window: str = ""
    """When the job may start."""

    @property
    def job_id(self) -> str:
        return " ".join(("crawl", self.host, str(self.every_minutes), self.window)).rstrip()

    @property
    def hours(self) -> Window:
        return window_of(self.window)

    @property
    def limit_seconds(self) -> int:
        return min(_MOST_SECONDS, max(_LEAST_SECONDS, _SECONDS_A_SOURCE * len(self.source_ids)))

    @property
    def offset(self) -> timedelta:
        """How long after the full period the job starts: fixed for a host, unlike others'."""
        return timedelta(seconds=_spread(self.job_id, self.every_minutes * 60))


def group(sources: Iterable[Source], window: str = "") -> tuple[Group, ...]:
    """The enabled sources by host, frequency and window, each in one group, in a stable order.

    ``window`` is that of sources that name none.
    """
    found: dict[tuple[str, int, str], list[str]] = {}
    for source in sources:
        if source.enabled:
            key = (_host(source), max(1, source.every_minutes), source.window or window)
            found.setdefault(key, []).append(source.source_id)
    return tuple(
        Group(host=host, every_minutes=minutes, window=hours, source_ids=tuple(sorted(ids)))
        for (host, minutes, hours), ids in sorted(found.items())
    )


def first_start(one: Group, read: Mapping[str, datetime], now: datetime) -> datetime:
    """When the group's job runs first: at its regular moment, or soon if a source has waited long.

    ``read`` says when each source was last read whole.
    """
    waited = min(
        (read.get(source_id, datetime.min.replace(tzinfo=UTC)) for source_id in one.source_ids),
    )
    if now - waited > timedelta(minutes=one.every_minutes):
        soon = now + timedelta(seconds=1 + _spread(one.job_id, _FIRST_MINUTES * 60))
        return _in_window(one, soon)
    return regular_start(one, now)


def regular_start(one: Group, now: datetime) -> datetime:
    """The group's next moment: the same ones whenever the program was started.

    One that the window leaves out is made up for when the window opens, not on the hour either.
    """
    period = timedelta(minutes=one.every_minutes)
    start = _EPOCH + one.offset
    moment = start + period * (((now - start) // period) + 1)
    return _in_window(one, moment)


def _in_window(one: Group, moment: datetime) -> datetime:
    """The moment, or one soon after the window opens next."""
    if one.hours.holds(moment):
        return moment
    room = min(one.hours.length, timedelta(minutes=one.every_minutes))
    return one.hours.next_opening(moment) + one.offset % room


def still_due(
    groups: Mapping[Group, datetime], begun: Mapping[str, datetime], now: datetime
) -> list[str]:
    """The sources of the groups that fell due at those moments and that nobody has read since;
    none of a group whose window has closed meanwhile.

    ``begun`` says when the last pass over each source began, in whatever process.
    """
    never = datetime.min.replace(tzinfo=UTC)
    return [
        source_id
        for one, due_at in groups.items()
        if one.hours.holds(now)
        for source_id in one.source_ids
        if begun.get(source_id, never) < due_at
    ]


class Regular(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """A group's regular moments."""

    def __init__(self, one: Group) -> None:
        self._group = one

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The moment after the last one (after now, if that was missed)."""
        return regular_start(self._group, max(previous or now, now))


def _host(source: Source) -> str:
    return urlsplit(source.start_urls[0]).hostname or source.source_id


def _spread(key: str, seconds: int) -> int:
    return int(digest_id("spread", key), 16) % seconds

"""Which digest a subscription is owed now, of what window, and when it goes out: pure.

A window begins where the last digest ended (``told_until``), whatever happened since: another
rate, an outage, a holiday. So nothing is lost between two digests, and nothing is told twice.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from pipeline.telling.composing.days import (
    at_hour,
    moved,
    regular_days,
    sending_day,
    told_on,
    usual_start,
)
from storage.clock import SHANGHAI, day_of, midnight, window_of
from storage.records import Schedule, Subscription

MOST_BACK = timedelta(days=60)
"""For how long after its announcement a document is told that a person takes late."""
_MOMENT = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """What one digest is of."""

    name: str
    """2026-W47, 2026-W48-5, 2026-11-25, 2026-11-26T091203, 2026-11-25-rest: no other digest of a
    subscription has it."""
    since: datetime
    until: datetime
    """What was detected from ``since`` to before ``until`` is told."""
    due_at: datetime
    """When it is to be made."""
    decided_since: datetime
    """What people took since then, of what was detected before ``since``, is told too."""
    passes: tuple[str, ...] = ()
    """Where not empty: only what these runs announced is told; it was held back before."""
    moves: bool = True
    """Whether its readers are told everything up to its end by it."""

    @classmethod
    def of(cls, first: datetime, last: datetime, name: str = "") -> "Period":
        """What was detected from the one moment to the other, both included."""
        until = last + _MOMENT
        return cls(name=name, since=first, until=until, due_at=until, decided_since=until)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """How far what was detected is recorded."""

    begun: datetime | None
    """When the last pass began: what a pass detects, it dates by its beginning."""
    running: bool
    """Whether one is under way."""

    @property
    def until(self) -> datetime | None:
        """To before when everything is recorded that passes detect."""
        if self.begun is None:
            return None
        return self.begun - _SECOND if self.running else self.begun + _MOMENT

    def covers(self, until: datetime) -> bool:
        """Whether nothing that was detected before then is still to come."""
        return not self.running or bool(self.begun and until <= self.begun)


def schedule_of(who: Subscription) -> Schedule:
    """When the subscription is told."""
    at_once = who.rate == "at_once"
    return Schedule(
        rate=who.rate,
        weekday=who.weekday,
        hour=who.hour,
        after_holidays=who.after_holidays,
        quiet=who.quiet if at_once else "",
        told_until=who.told_until,
        told_at=who.told_at,
        held=who.held,
        joined_at=who.created_at if at_once and who.told_until is None else None,
    )


def owed(schedule: Schedule, now: datetime, recorded: Recorded) -> Period | None:
    """The digest that subscriptions of the schedule are owed now; of those that are not at once,
    by who had subscribed before its window ended."""
    if rest := _held(schedule, now):
        return rest
    if schedule.rate == "at_once":
        return _at_once(schedule, now, recorded)
    period = _regular(schedule, sending_day(schedule, now))
    return period if period and recorded.covers(period.until) else None


def of_week(schedule: Schedule, week: str, now: datetime) -> Period | None:
    """The digest of an ISO week, for who was not told everything of it.

    Raises ``ValueError`` for what is no week.
    """
    start, until = period_bounds(week)
    since = _since(schedule, start, until)
    if since is None:
        return None
    recent = until > now - timedelta(days=7)
    return Period(
        name=week,
        since=since,
        until=until,
        due_at=until,
        decided_since=schedule.told_at or since,
        moves=recent or schedule.told_until is not None,
    )


def next_due(schedule: Schedule, now: datetime) -> datetime | None:
    """When its next digest is due after ``now``; nothing of one that is told at once."""
    if schedule.rate == "at_once":
        return None
    days = regular_days(schedule, now)
    return next(at for day in days if (at := at_hour(moved(schedule, day), schedule.hour)) > now)


def next_sent(who: Subscription, now: datetime) -> datetime | None:
    """When it is sent its next digest, its quiet hours over; nothing of one that is told at once,
    or not at all."""
    at = next_due(schedule_of(who), now) if who.active else None
    return at and (not_before(who.quiet, at) or at)


@lru_cache(maxsize=1024)
def made_at(schedule: Schedule, detected_at: datetime) -> datetime:
    """When the digest is regularly made that tells of what was detected then."""
    if schedule.rate == "at_once":
        return detected_at
    return at_hour(moved(schedule, told_on(schedule, detected_at)), schedule.hour)


@lru_cache(maxsize=1024)
def regular_name(schedule: Schedule, detected_at: datetime) -> str:
    """Of the digest that regularly tells of what was detected then; empty of one that is told at
    once."""
    if schedule.rate == "at_once":
        return ""
    return _name(schedule, moved(schedule, told_on(schedule, detected_at)))


def not_before(quiet: str, moment: datetime) -> datetime | None:
    """When the quiet hours (22:00-07:00) end that the moment lies in; nothing: it is in none."""
    if not quiet:
        return None
    hours = window_of(quiet)
    return hours.closing(moment) if hours.holds(moment) else None


def period_bounds(period: str) -> tuple[datetime, datetime]:
    """From Monday 00:00 in Shanghai to the next Monday 00:00, in UTC, of a week like 2026-W47.

    Raises ``ValueError`` for what is no ISO week.
    """
    year, sep, week = period.partition("-W")
    try:
        if not sep or len(week) != 2:
            raise ValueError(period)
        monday = date.fromisocalendar(int(year), int(week), 1)
    except ValueError as error:
        raise ValueError(f"不是周：{period!r}，应如 2026-W47") from error
    return midnight(monday), midnight(monday + timedelta(days=7))


def period_of(now: datetime) -> str:
    """The last complete week before ``now``, as 2026-W47."""
    return _week_before(day_of(now))


def whole_week(week: str) -> Period:
    """The ISO week, whatever anybody was told of it.

    Raises ``ValueError`` for what is no week.
    """
    since, until = period_bounds(week)
    return Period(name=week, since=since, until=until, due_at=until, decided_since=since)


# -- daily and weekly -----------------------------------------------------------------------------


def _regular(schedule: Schedule, day: date) -> Period | None:
    """The digest that is regularly due on that day."""
    sent_on = moved(schedule, day)
    until = midnight(sent_on)
    since = _since(schedule, usual_start(schedule, day, sent_on), until)
    if since is None:
        return None
    return Period(
        name=_name(schedule, sent_on),
        since=since,
        until=until,
        due_at=at_hour(sent_on, schedule.hour),
        decided_since=schedule.told_at or since,
    )


def _since(schedule: Schedule, usual: datetime, until: datetime) -> datetime | None:
    """From when the window is; nothing: all up to its end was told."""
    told = schedule.told_until
    if told is None:
        return usual
    return told if told < until else None


def _name(schedule: Schedule, sent_on: date) -> str:
    """By the end of its window alone: no two windows of a subscription have the same."""
    if schedule.rate == "daily":
        return (sent_on - _DAY).isoformat()
    year, week, weekday = sent_on.isocalendar()
    if weekday == 1:
        return _week_before(sent_on)
    return f"{year}-W{week:02}-{weekday}"


def _week_before(day: date) -> str:
    year, week, _weekday = (day - timedelta(days=7)).isocalendar()
    return f"{year}-W{week:02}"


# -- at once --------------------------------------------------------------------------------------


def _at_once(schedule: Schedule, now: datetime, recorded: Recorded) -> Period | None:
    """What passes found since it was told last; what the quiet hours bring is one digest."""
    until = recorded.until
    since = schedule.told_until or schedule.joined_at
    if not until or not since or since >= until or not_before(schedule.quiet, now):
        return None
    return Period(
        name=until.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H%M%S"),
        since=since,
        until=until,
        due_at=until,
        decided_since=schedule.told_at or since,
    )


def _held(schedule: Schedule, now: datetime) -> Period | None:
    """What was held back the day before."""
    if not schedule.held:
        return None
    last = max(one.detected_at for one in schedule.held)
    due_at = at_hour(day_of(last) + _DAY, schedule.hour)
    if now < due_at:
        return None
    first = min(one.detected_at for one in schedule.held)
    return replace(
        Period.of(first, last, f"{day_of(last)}-rest"),
        due_at=due_at,
        passes=tuple(one.run_id for one in schedule.held),
        moves=False,
    )

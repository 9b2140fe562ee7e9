"""The days on which a subscription is regularly told, or to which days off move that: pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from storage.clock import SHANGHAI, day_of, midnight
from storage.holidays import is_working_day
from storage.records import Schedule

_DAY = timedelta(days=1)
_LONGEST_HOLIDAY = 14


def sending_day(schedule: Schedule, now: datetime) -> date:
    """The last regular day whose digest is due."""
    day = day_of(now)
    while not (_is_regular(schedule, day) and at_hour(moved(schedule, day), schedule.hour) <= now):
        day -= _DAY
    return day


def usual_start(schedule: Schedule, day: date, sent_on: date) -> datetime:
    """Where the window of the digest begins that is regularly due on ``day``, if none was sent."""
    if schedule.rate == "weekly":
        return midnight(day - timedelta(days=7))
    first = sent_on - _DAY
    while schedule.after_holidays and not is_working_day(first):
        first -= _DAY
    return midnight(first)


def regular_days(schedule: Schedule, moment: datetime) -> Iterator[date]:
    """The days on which digests are regularly due, from before the moment on."""
    day = day_of(moment) - timedelta(days=_LONGEST_HOLIDAY)
    while True:
        if _is_regular(schedule, day):
            yield day
        day += _DAY


def told_on(schedule: Schedule, detected_at: datetime) -> date:
    """The regular day of what was detected then: of several that a holiday moves together, the
    last."""
    sent = (moved(schedule, one) for one in regular_days(schedule, detected_at))
    day = next(one for one in sent if midnight(one) > detected_at)
    while not _is_regular(schedule, day):
        day -= _DAY
    return day


def moved(schedule: Schedule, day: date) -> date:
    """The day on which what is due that day goes out."""
    if schedule.after_holidays:
        while not is_working_day(day):
            day += _DAY
    return day


def at_hour(day: date, hour: int) -> datetime:
    """That hour of the day in China."""
    return datetime.combine(day, time(hour), SHANGHAI)


def _is_regular(schedule: Schedule, day: date) -> bool:
    return schedule.rate == "daily" or day.isoweekday() == schedule.weekday

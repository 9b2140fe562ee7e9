"""Working days in China: no weekends and public holidays, but the days worked to make up for them.

The State Council settles a year's holidays in the November before; the calendar library follows
with a release. Of a year that it does not know yet, weekends and the usual days are taken.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import Holiday, holidays, workdays

KNOWN = range(min(holidays).year, max(holidays).year + 1)
"""The years whose holidays are known."""
_FIRST, _LAST = date(1990, 1, 1), date(2060, 1, 1)
_FIXED = (
    ((1, 1), 1),
    ((4, 4), 2),
    ((5, 1), 5),
    ((10, 1), 7),
)
"""First day and number of days of the holidays that the sun sets."""
_NEW_YEARS = (
    date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23),
    date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8), date(2036, 1, 28),
)  # fmt: skip
"""The moon's new years to come: the eve and seven days are free."""
_SPRING_DAYS = 8
_SPRING = Holiday.spring_festival.value


def is_working_day(day: date) -> bool:
    """Whether China's offices work on that day."""
    if day.year in KNOWN:
        return day in workdays or (day.weekday() < 5 and day not in holidays)
    return day.weekday() < 5 and not _is_usual_holiday(day)


def spring_festival(year: int) -> date | None:
    """The first day off for the moon's New Year, as far as it is known."""
    if year in KNOWN:
        spring = (day for day, name in holidays.items() if name == _SPRING)
        return min((day for day in spring if day.year == year), default=None)
    return next((day for day in _NEW_YEARS if day.year == year), None)


def working_days(after: date, until: date) -> int:
    """How many working days are later than ``after``, and no later than ``until``."""
    days = _working_days()
    return max(0, bisect_right(days, until) - bisect_right(days, after))


def _is_usual_holiday(day: date) -> bool:
    starts = [(date(day.year, *first), count) for first, count in _FIXED]
    starts += [(first - timedelta(days=1), _SPRING_DAYS) for first in _NEW_YEARS]
    return any(0 <= (day - first).days < count for first, count in starts)


@cache
def _working_days() -> tuple[date, ...]:
    every = (_FIRST + timedelta(days=count) for count in range((_LAST - _FIRST).days))
    return tuple(day for day in every if is_working_day(day))

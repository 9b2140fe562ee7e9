"""Reckoning with days: numbers as written, ends of months, days and working days from a day on."""

from datetime import date, timedelta

from storage.holidays import is_working_day, spring_festival

_FESTIVALS = {"国庆": (10, 1), "五一": (5, 1), "劳动": (5, 1), "元旦": (1, 1)}
_MOST_DAYS, _MOST_YEARS = 40_000, 100


def real_day(year: int, month: int, day: int) -> date | None:
    """That day, or ``None`` if there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_month(year: int, month: int) -> date:
    """The month's last day."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - timedelta(days=1)


def festival_eve(name: str, year: int) -> date | None:
    """The last day before the days off of 春节, 国庆, 五一 or 元旦 of that year."""
    fixed = next((day for word, day in _FESTIVALS.items() if word in name), None)
    first = date(year, *fixed) if fixed else spring_festival(year)
    return first - timedelta(days=1) if first else None


def days_after(day: date, count: int) -> date | None:
    """So many days later."""
    return day + timedelta(days=count) if count <= _MOST_DAYS else None


def working_days_after(day: date, count: int) -> date | None:
    """The last of so many working days, the day itself not counted."""
    if count > _MOST_DAYS // 100:
        return None
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def months_after(day: date, count: int) -> date | None:
    """The same day so many months later; the month's last, if it has none such."""
    if count > _MOST_YEARS * 12:
        return None
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return real_day(year, month, day.day) or last_of_month(year, month)


UNIT = r"(?:个?工作日|个?自然日|个?交易日|个月|周年|[日天年月周]|个?星期)"
COUNT = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,5})"


def later(day: date, count: int, unit: str) -> date | None:
    """So many units after the day."""
    if unit.endswith("工作日") or unit.endswith("交易日"):
        return working_days_after(day, count)
    if unit in ("年", "周年"):
        return months_after(day, 12 * count)
    if unit in ("个月", "月"):
        return months_after(day, count)
    return days_after(day, count * (7 if unit[-1] in "周期" else 1))


def after_period(day: date, months: int, count: int, unit: str) -> date | None:
    """So many units after the end of a period of so many months: the first such day to come."""
    first = (day.year * 12 + day.month - 1) // months
    ends = (divmod((first + turn) * months - 1, 12) for turn in range(3))
    days = (later(last_of_month(year, month + 1), count, unit) for year, month in ends)
    return next((one for one in days if one and one > day), None)

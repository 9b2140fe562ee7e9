"""Which day a date as written means, seen from the day of its document. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date

from pipeline.deadlines.days import festival_eve, last_of_month, real_day
from pipeline.deadlines.points import Point
from storage.records import Precision
from storage.text import cjk_number

_FESTIVAL = re.compile("春节|国庆|五一|劳动|元旦")
_LONG_OVER = 45
"""Days after which a day without a year is next year's."""
_MIDDLE, _QUARTER, _HALF, _YEAR_END = 20, 3, 6, 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """From where a date is seen."""

    base: date | None
    """The document's own day."""
    named: int | None = None
    """The year that was named before in the paragraph."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """The day that is meant."""

    date: date | None
    precision: Precision
    inferred: bool = False


def resolve(point: Point, seen: Seen) -> Resolved:
    """The last day that the point means."""
    if point.link in ("every", "quarterly", "monthly"):
        return _recurring(point, seen)
    year, inferred = _meant_year(point, seen)
    if year is None:
        return Resolved(date=None, precision=_precision(point), inferred=False)
    month = _meant_month(point, seen)
    found = _last_day(year, month, point)
    return Resolved(date=found, precision=_precision(point), inferred=inferred or point.plan)


def first_day(point: Point, seen: Seen) -> Resolved:
    """The first day that the point means."""
    found = resolve(point, seen)
    if found.date is None or found.precision == "day":
        return found
    months = 12 if found.precision == "year" else 3 if "季" in point.part else 1
    month = found.date.month - months + 1
    return replace(found, date=found.date.replace(month=month, day=1))


def _precision(point: Point) -> Precision:
    if point.day or _FESTIVAL.search(point.part):
        return "day"
    if point.month or "月" in point.part or "季" in point.part or "半年" in point.part:
        return "month"
    return "year"


def _meant_year(point: Point, seen: Seen) -> tuple[int | None, bool]:
    """The year, and whether it is inferred."""
    if point.year is not None:
        return point.year, False
    base = seen.base.year if seen.base else None
    named = seen.named if seen.named is not None else base
    match point.link:
        case "this":
            return base, True
        case "next":
            return (base + 1 if base else None), True
        case "last":
            return (base - 1 if base else None), True
        case "after":
            return (named + 1 if named else None), True
        case "unknown":
            return None, True
    return _usual_year(point, seen, named), True


def _usual_year(point: Point, seen: Seen, named: int | None) -> int | None:
    """The named year, else the document's; the next where that day was long over."""
    if named is None or seen.named is not None or seen.base is None:
        return named
    found = _last_day(named, _meant_month(point, seen), point)
    return named + 1 if found and (seen.base - found).days > _LONG_OVER else named


def _meant_month(point: Point, seen: Seen) -> int:
    if point.month is not None:
        return point.month
    if "月" in point.part:
        return seen.base.month if seen.base else _YEAR_END
    if quarter := re.search(r"[一二三四1-4]", point.part):
        return _QUARTER * cjk_number(quarter[0])
    return _HALF if point.part.startswith("上半年") else _YEAR_END


def _last_day(year: int, month: int, point: Point) -> date | None:
    if point.day is not None:
        return real_day(year, month, point.day)
    if _FESTIVAL.search(point.part):
        return festival_eve(point.part, year)
    if point.part == "初" or not 1 <= month <= _YEAR_END:
        return None
    days = {"上旬": 10, "中旬": _MIDDLE}
    if point.part in days:
        return real_day(year, month, days[point.part])
    return last_of_month(year, month)


def _recurring(point: Point, seen: Seen) -> Resolved:
    """The next one after the document's day, and not before the year that was named."""
    if seen.base is None:
        return Resolved(date=None, precision=_precision(point), inferred=False)
    after = seen.base
    if seen.named is not None and seen.named > after.year:
        after = date(seen.named - 1, 12, 31)
    if point.link == "monthly":
        turns = [(after.year, after.month), (after.year + after.month // 12, after.month % 12 + 1)]
    elif point.link == "quarterly":
        years = (after.year, after.year + 1)
        places = range(point.month or _QUARTER, _YEAR_END + 1, _QUARTER)
        turns = [(year, month) for year in years for month in places]
    else:
        month = _meant_month(point, seen)
        turns = [(year, month) for year in range(after.year, after.year + 5)]
    days = (_last_day(year, month, point) for year, month in turns)
    found = next((day for day in days if day and day > after), None)
    return Resolved(date=found, precision=_precision(point), inferred=True)

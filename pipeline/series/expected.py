"""Yearly notices that came in this month in earlier years, and have not come yet. Pure.

As ``yearly`` asks of detected documents, this asks of those and of the items of past issues: what
was printed before anything was watched is known too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.series.yearly import Place, place_of
from storage.agencies import bodies_related
from storage.text import title_key

BACK = 4
"""Years that are looked at."""
SOON = 6
"""Months before or after its time that it may come, at most."""
_LAST = (1, 2)
"""It must have come in this month of one of these years back."""
_YEARLY = 10
"""Months between two turns of what comes yearly, at least."""
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class Came:
    """A notice of an earlier month, or of this one: a document, an item of an issue, or both."""

    title: str
    document_number: str | None
    issuing_bodies: tuple[str, ...]
    dated_on: date | None
    """Published, else signed."""
    month: int
    """In which it came, as months since the year 0."""
    document_id: str | None = None
    printed_in: str = ""
    """Month of the issue."""
    item: str = ""
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A series of which this year's has not come."""

    last: Came
    years: tuple[int, ...]
    """How many years back it came around this month, the last first."""
    confidence: float
    reason: str
    """In Chinese."""


@dataclass(frozen=True, kw_only=True)
class _Member:
    came: Came
    key: str
    place: Place | None


def series_key(title: str, published_on: date | None = None) -> str:
    """What names the series; of a title without a year or batch, the whole title."""
    place = place_of(title, published_on)
    return place.key if place else _MARKS.sub("", title_key(title))


def came_around(month: int, came: Iterable[Came]) -> list[Came]:
    """Those that came in this month one or two years back: their series may be due."""
    return [one for one in came if month - one.month in {12 * back for back in _LAST}]


def expected(
    month: int, before: Iterable[Came], lately: Iterable[Came], last_year_known: bool
) -> tuple[Expected, ...]:
    """Series due in the month and not come; the surest first.

    ``before``: what came earlier and concerns us; ``lately``: all that came about now, whether it
    concerns us or not; ``last_year_known``: whether this month was watched or printed last year.
    """
    members = [_member(one) for one in before]
    later: dict[str, list[_Member]] = {}
    for member in map(_member, lately):
        later.setdefault(member.key, []).append(member)
    found = [
        due
        for series in _series(members)
        if (due := _due(series, later.get(series[0].key, ()), month, last_year_known))
    ]
    return tuple(sorted(found, key=lambda due: (-due.confidence, -due.last.month, due.last.title)))


def _member(came: Came) -> _Member:
    place = place_of(came.title, came.dated_on)
    return _Member(came=came, key=series_key(came.title, came.dated_on), place=place)


def _series(members: Iterable[_Member]) -> list[list[_Member]]:
    """The notices of one name by who issues them, as far as that is known."""
    groups: dict[str, list[list[_Member]]] = {}
    for one in sorted(members, key=lambda one: (one.came.month, one.came.title)):
        known = groups.setdefault(one.key, [])
        mine = next((group for group in known if _are_alike(group[-1], one)), None)
        if mine is None:
            known.append([one])
        else:
            mine.append(one)
    return [group for known in groups.values() for group in known]


def _are_alike(one: _Member, other: _Member) -> bool:
    return bodies_related(one.came.issuing_bodies, other.came.issuing_bodies)


def _due(
    series: Sequence[_Member], later: Iterable[_Member], month: int, last_year_known: bool
) -> Expected | None:
    around = {
        back: one
        for one in series
        for back in range(1, BACK + 1)
        if abs(month - 12 * back - one.came.month) <= 1
    }
    exact = came_around(month, (one.came for one in series))
    if not exact or (1 not in around and last_year_known):
        return None
    last, years = around[min(around)], tuple(sorted(around))
    if not (last.place and last.place.year) and len(years) < len(_LAST):
        return None  # without a year in its title, only two of them show that it comes yearly
    if any(_is_next(last, one, series, month) for one in (*series, *later)):
        return None
    confidence, reason = _surety(years)
    return Expected(last=last.came, years=years, confidence=confidence, reason=reason)


def _is_next(last: _Member, one: _Member, series: Sequence[_Member], month: int) -> bool:
    """Whether it is this year's: of a later year; where no year is named, come about now."""
    if not _are_alike(last, one):
        return False
    mine, theirs = last.place, one.place
    if mine and theirs and mine.year and theirs.year:
        return theirs.year > mine.year and (theirs.batch or 0) >= (mine.batch or 0)
    return last.came.month < one.came.month and one.came.month >= month - _early(last, series)


def _early(last: _Member, series: Sequence[_Member]) -> int:
    """How many months before its time it may come: of what comes monthly, none."""
    earlier = [one.came.month for one in series if one.came.month < last.came.month]
    return min(last.came.month - max(earlier), _YEARLY) // 2 if earlier else _YEARLY // 2


def _surety(years: Sequence[int]) -> tuple[float, str]:
    """How sure it is that one is due, and why."""
    if years[0] != 1:
        return 0.3, "前年同月发布过，去年的情况不知道"
    unbroken = sum(back == place for place, back in enumerate(years, 1))
    if unbroken > 1:
        return (0.9 if unbroken > len(_LAST) else 0.8), f"连续 {unbroken} 年在这个月前后发布"
    if len(years) > 1:
        return 0.5, f"近 {BACK} 年有 {len(years)} 年发布过，并非年年都有"
    return 0.4, "只见过去年一次，未必每年都有"

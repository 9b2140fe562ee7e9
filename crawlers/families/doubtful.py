"""Days that a row alone leaves in doubt: 20-12-06, 05/10 beside 2020, 12-28.

Which number is the year, the month, the day, all rows of a list say alike: what one of them cannot
be, none is. Two digits are a year only where addresses, headings or other rows bear it out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from selectolax.lexbor import LexborNode

from crawlers.families import dates
from crawlers.families.candidates import texts_of
from crawlers.families.headings import year_above
from storage.records import Row
from storage.text import squeeze

_SHORT = re.compile(r"[\[【（(]?(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?[\]】）)]?")
_PAIR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_YEAR_LAST = re.compile(
    r"[\[【（(]?(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:19|20)\d{2})[\]】）)]?"
)
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_BARE = re.compile(r"[\[【（(]?(?:(\d{2})[-/.](\d{2})|(\d{1,2})月(\d{1,2})日)[\]】）)]?")
_SAMPLE = 3
_LONGEST = 16
_NEAR = 62
"""A page is put up at most so many days from the day that its list shows."""


@dataclass(frozen=True)
class _Shown:
    """Numbers as a row shows them; ``year`` None where it shows none, or only two digits of it."""

    first: int
    second: int
    year: int | None = None
    short: int | None = None


def settled(
    rows: tuple[Row, ...], nodes: Sequence[LexborNode]
) -> tuple[tuple[Row, ...], tuple[bool, ...]]:
    """The rows with the days that only all of them together tell, and which rows show a day."""
    told = tuple(row.published_on is not None for row in rows)
    undated = [node for node, day in zip(nodes, told, strict=True) if not day]
    if not any(map(_shown, undated[:_SAMPLE])):
        return rows, told
    shown = [_shown(node) for node in nodes]
    days = _ordered(rows, shown) | _lengthened(rows, nodes, shown)
    found = tuple(
        replace(row, published_on=days[at]) if at in days else row for at, row in enumerate(rows)
    )
    return found, tuple(day or one is not None for day, one in zip(told, shown, strict=True))


def _shown(node: LexborNode) -> _Shown | None:
    texts = [squeeze(text) for text in texts_of(node) if text.strip()]
    short = [text for text in texts if len(text) <= _LONGEST]
    for one, other in pairwise(short):
        for pair, year in ((one, other), (other, one)):
            if (numbers := _PAIR.fullmatch(pair)) and (named := _YEAR.fullmatch(year)):
                return _Shown(int(numbers[1]), int(numbers[2]), int(named[1]))
    return next((found for text in short if (found := _alone(text))), None)


def _alone(text: str) -> _Shown | None:
    if found := _YEAR_LAST.fullmatch(text):
        return _Shown(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.fullmatch(text):
        made = _Shown(int(found[2]), int(found[3]), short=2000 + int(found[1]))
    elif found := _BARE.fullmatch(text):
        made = _Shown(int(found[1] or found[3]), int(found[2] or found[4]))
    else:
        return None
    return made if dates.made(2000, made.first, made.second) else None


def _ordered(rows: Sequence[Row], shown: Sequence[_Shown | None]) -> dict[int, date]:
    """The days of numbers beside a year: month first, unless more rows can be read day first."""
    with_year = [(at, one) for at, one in enumerate(shown) if one and one.year]
    readings: list[dict[int, date]] = [{}, {}]
    for at, one in with_year:
        for found, month, day in zip(
            readings, (one.first, one.second), (one.second, one.first), strict=True
        ):
            if made := dates.made(one.year or 0, month, day):
                found[at] = made
    return max(readings, key=lambda found: (len(found), -_distance(rows, found)))


def _distance(rows: Sequence[Row], days: dict[int, date]) -> int:
    """How far the days lie from those in the addresses."""
    hints = ((dates.url_day(rows[at].url), day) for at, day in days.items())
    return sum(abs(hint - day).days for hint, day in hints if hint)


def _lengthened(
    rows: Sequence[Row], nodes: Sequence[LexborNode], shown: Sequence[_Shown | None]
) -> dict[int, date]:
    """The days of years of two digits, if what is known beside them agrees."""
    days = {
        at: made
        for at, one in enumerate(shown)
        if one and one.short and (made := dates.made(one.short, one.first, one.second))
    }
    known = {row.published_on.year for row in rows if row.published_on}
    votes = [_agrees(rows[at], nodes[at], day, known) for at, day in days.items()]
    return days if votes.count(True) > 4 * votes.count(False) else {}


def _agrees(row: Row, node: LexborNode, day: date, known: set[int]) -> bool | None:
    """Address, heading, or other rows bear the day out; None where none of them says anything."""
    if hint := dates.url_day(row.url):
        # A page put up anew later, within its year, says nothing of the order of the numbers.
        near = abs((hint - day).days) <= _NEAR
        return near or (None if day < hint and day.year == hint.year else False)
    if year := dates.url_year(row.url) or year_above(node):
        return abs(year - day.year) <= 1 if day.month in (1, 12) else year == day.year
    return any(abs(year - day.year) <= 1 for year in known) or None

"""Series of document numbers, and the numbers in them that were never seen. Pure.

An agency counts its documents: 国发〔2023〕23号, 国发〔2023〕24号; 生态环境部公告2023年第34号.
Where we hold most of a stretch of such numbers, one that is missing in it is a question: was it
missed, or never made public? Where we hold few, holes only say that the series is not watched.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from storage.agencies import usual_name
from storage.text import fold

_NUMBER = re.compile(
    r"(?P<prefix>[^\[\]\d]*?)(?:\[(?P<bracketed>\d{4})\]|(?P<year>\d{4})年第|第)(?P<serial>\d{1,5})号$"
)
_AGENCY = re.compile(
    r"(?P<first>[\u4e00-\u9fff]{2,}?[部委局署会行院厅办])\s+[\u4e00-\u9fff ]+(?P<rest>公告)$"
)
_MOST_MISSING = 3
"""Numbers missing one after another; more of them part a series into stretches."""
_LEAST_SEEN = 3
_LEAST_SHARE = 0.6
"""Of a stretch that must have been seen, or its holes say nothing."""
_FROM_THE_START = 3
"""A first number up to this one was preceded by the others of its year."""
PATIENCE = timedelta(days=7)
"""Numbers are not published in their order: so long after the next one, nobody is asked."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """The numbers of one counter: of an agency's kind of paper, in one year."""

    prefix: str
    """国发, 生态环境部公告, 国务院令: agencies by their usual names."""
    year: int | None
    """``None``: counted through the years, as orders are."""
    bracketed: bool

    @property
    def key(self) -> str:
        return f"{self.prefix}{self.year or ''}"

    def number(self, serial: int) -> str:
        """A document number of the series in its normal form."""
        if self.bracketed:
            return f"{self.prefix}〔{self.year}〕{serial}号"
        return (
            f"{self.prefix}{self.year}年第{serial}号" if self.year else f"{self.prefix}第{serial}号"
        )


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A document that has a number."""

    document_id: str
    title: str
    number: str
    issuing_bodies: tuple[str, ...]
    dated_on: date
    """When it was published, else found."""


@dataclass(frozen=True, kw_only=True)
class Hole:
    """A number that was never seen, between two that were."""

    series: Series
    serial: int
    below: Numbered | None
    """The nearest lower number that was seen; ``None`` at the start of a year."""
    above: Numbered
    """The nearest higher one."""

    @property
    def number(self) -> str:
        return self.series.number(self.serial)

    def is_fresh(self, today: date) -> bool:
        """Whether it may still come: the next number is only days old."""
        return today - self.above.dated_on < PATIENCE


def serial_of(number: str, issuing_bodies: Sequence[str] = ()) -> tuple[Series, int] | None:
    """The series of a document number and its place there; ``None`` if it is in no such form.

    A joint announcement counts in the series of the first agency; a bare 2023年第52号 in that of
    the first issuer.
    """
    found = _NUMBER.match(fold(_led_by_first(number)))
    if not found or int(found["serial"]) == 0:
        return None
    prefix = found["prefix"]
    if prefix in ("", "公告"):
        if not issuing_bodies or not found["year"]:
            return None
        prefix = fold(issuing_bodies[0]) + "公告"
    return _series(prefix, found["bracketed"], found["year"]), int(found["serial"])


@lru_cache(maxsize=4096)
def _series(prefix: str, bracketed: str | None, year: str | None) -> Series:
    counted = bracketed or year
    return Series(
        prefix=usual_name(prefix).removeprefix("中国"),
        year=int(counted) if counted else None,
        bracketed=bool(bracketed),
    )


def _led_by_first(number: str) -> str:
    """商务部 海关总署公告2023年第61号 as 商务部公告2023年第61号."""
    head, mark, tail = number.partition("公告")
    if not mark or not (found := _AGENCY.match(head + mark)):
        return number
    return found["first"] + found["rest"] + tail


def holes(documents: Iterable[Numbered]) -> list[Hole]:
    """The numbers that are missing among those of the documents, by series, in order."""
    seen: dict[Series, dict[int, Numbered]] = {}
    for one in documents:
        if place := serial_of(one.number, one.issuing_bodies):
            series, serial = place
            seen.setdefault(series, {}).setdefault(serial, one)
    found: list[Hole] = []
    for series in sorted(seen, key=lambda one: one.key):
        for stretch in _stretches(series, sorted(seen[series])):
            found += _holes_in(series, stretch, seen[series])
    return found


def _stretches(series: Series, serials: Sequence[int]) -> list[list[int]]:
    """Runs of numbers without a wide gap, of which enough were seen to ask for the rest."""
    runs = [[serials[0]]]
    for last, serial in pairwise(serials):
        if serial - last - 1 > _MOST_MISSING:
            runs.append([])
        runs[-1].append(serial)
    return [run for run in runs if _is_followed(series, run)]


def _is_followed(series: Series, run: Sequence[int]) -> bool:
    span = run[-1] - _first(series, run) + 1
    return len(run) >= _LEAST_SEEN and len(run) >= _LEAST_SHARE * span


def _first(series: Series, run: Sequence[int]) -> int:
    return 1 if series.year and run[0] <= _FROM_THE_START else run[0]


def _holes_in(series: Series, run: Sequence[int], seen: dict[int, Numbered]) -> list[Hole]:
    below: Numbered | None = None
    found = []
    missing: list[int] = []
    for serial in range(_first(series, run), run[-1] + 1):
        if serial not in seen:
            missing.append(serial)
            continue
        above = seen[serial]
        found += [Hole(series=series, serial=one, below=below, above=above) for one in missing]
        below, missing = above, []
    return found

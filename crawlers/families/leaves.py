"""Calendar leaves: the day of a row in several pieces, side by side, in any order."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from crawlers.families.dates import MONTH_DAY, YEAR, YEAR_MONTH, lone_date, made, named_date
from storage.text import squeeze

_ONLY_DAY = re.compile(r"(?P<d>\d{1,2})\s*日?")
_ENGLISH = r"(?P<m>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_SEP = r"[\s,./-]*"
_ORDERS = (
    re.compile(rf"{_DAY}{_SEP}{_ENGLISH}{_SEP}(?P<y>20\d\d)", re.I),
    re.compile(rf"{_ENGLISH}{_SEP}{_DAY}{_SEP}(?P<y>20\d\d)", re.I),
    re.compile(rf"(?P<y>20\d\d){_SEP}{_ENGLISH}{_SEP}{_DAY}", re.I),
    re.compile(r"(?P<d>\d{1,2})日? (?P<m>\d{1,2})月[ /.-]?(?P<y>20\d\d)年?"),
    re.compile(r"(?P<m>\d{1,2})月 ?(?P<d>\d{1,2})日? (?P<y>20\d\d)年?"),
    re.compile(r"(?P<y>20\d\d)年? (?P<m>\d{1,2})月 ?(?P<d>\d{1,2})日?"),
    re.compile(r"(?P<d>\d{1,2})日? (?P<y>20\d\d)年? ?(?P<m>\d{1,2})月"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMED = re.compile(rf"\d月|{'|'.join(_MONTHS)}", re.I)
_NO_WORDS = re.compile(
    r"[\[【（(]?(?:\d{1,2}[-/.]\d{1,2}[-/.](?:20)?\d\d|\d\d[-/.]\d\d|\d{1,2}月\d{1,2}日)[\]】）)]?"
)
_PAIR = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}")
_LONGEST = 16
_MOST_PIECES = 3
_WORDY = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_FEWEST_WORDS = 4


def split_date(texts: list[str]) -> date | None:
    """The date of a calendar leaf: 2023-12 and 08, or 12-08 and 2023, side by side in any order."""
    for one, other in pairwise(texts):
        for first, second in ((one, other), (other, one)):
            if (month := YEAR_MONTH.fullmatch(first)) and (day := _ONLY_DAY.fullmatch(second)):
                return made(int(month["y"]), int(month["m"]), int(day["d"]))
            if (day := MONTH_DAY.fullmatch(first)) and (year := YEAR.fullmatch(second)):
                return made(int(year["y"]), int(day["m"]), int(day["d"]))
    return None


def worded_date(texts: Sequence[str]) -> date | None:
    """The date of a leaf that names its month: 23 Oct 2020, or 8, 12月 and 2023 side by side."""
    short = [text for text in texts if len(text) <= _LONGEST]
    if not any(map(_MONTH_NAMED.search, short)):
        return None
    runs = (short[at : at + n] for at in range(len(short)) for n in range(1, _MOST_PIECES + 1))
    return next((day for run in runs if (day := _ordered(" ".join(run)))), None)


def _ordered(text: str) -> date | None:
    found = next((m for one in _ORDERS if (m := one.fullmatch(text))), None)
    if not found:
        return None
    named = found["m"]
    month = int(named) if named.isdigit() else _MONTHS.index(named[:3].lower()) + 1
    return made(int(found["y"]), month, int(found["d"]))


def without_day(parts: list[str]) -> list[str]:
    """The texts of a link without the leaf, or the day with its label, that stands among them."""
    kept = [part for part in parts if not (part.strip() and lone_date(part))]
    held = [squeeze(part) for part in kept]
    at = [n for n, text in enumerate(held) if text]
    if len(at) < 2 or not any(any(map(str.isdigit, text)) for text in held):
        return kept
    for size in range(_MOST_PIECES, 0, -1):
        for start in range(len(at) - size + 1):
            places = at[start : start + size]
            others = "".join(text for n, text in enumerate(held) if n not in places)
            if _is_day([held[n] for n in places]) and len(_WORDY.findall(others)) >= _FEWEST_WORDS:
                return [part for n, part in enumerate(kept) if n not in places]
    return kept


def _is_day(texts: list[str]) -> bool:
    if any(len(text) > 3 * _LONGEST for text in texts):
        return False
    if len(texts) == 1:
        return bool(_NO_WORDS.fullmatch(texts[0]) or named_date(texts[0]) or _ordered(texts[0]))
    if len(texts) == 2 and (split_date(texts) or _is_pair(texts)):
        return True
    return _ordered(" ".join(texts)) is not None


def _is_pair(texts: list[str]) -> bool:
    """Day and month in doubtful order beside a year."""
    pairs = (texts, texts[::-1])
    return any(_PAIR.fullmatch(one) and YEAR.fullmatch(other) for one, other in pairs)

"""The figures of a folded sentence: amounts with their unit and bound, and times. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.keyfacts.amounts import AMOUNT, TAIL

_N = r"(?<![A-Za-z\d.])\d{1,12}(?:\.\d{1,6})?"
_CHINESE = "[一二三四五六七八九十百千万亿两零〇]"
_LONE = "[二三四五六七八九十两]"
_COUNTED = "(?:个?工作日|个?自然日|个?月|天|日|周|小时|年|个|项|种|类|批|家|人|倍|成|条|章|座|期)"
_WITHIN = "(?:[以之]?[内前后])?"
_DATE = (
    r"(?<!\d)(?:\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬)?|第?[一二三四]季度|[上下]半年)?"
    r"|\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬)?)年?[底末初]?"
    "|十[一二三四五六七]五(?=[\"'期时规末])"
)
_FIGURE = re.compile(
    rf"(?P<date>{_DATE})"
    rf"|(?P<span>{_N}{_COUNTED.replace('|个|', '|').replace('|人|', '|')}{_WITHIN})"
    rf"|(?P<amount>(?<![A-Za-z\d.]){AMOUNT}(?![A-Za-z]))"
    r"|(?P<label>(?<![A-Za-z\d.])\d{1,4}[A-Za-z]{1,4}(?![A-Za-z]))"
    rf"|(?P<words>{_CHINESE}{{2,10}}{_COUNTED}?{_WITHIN}|{_LONE}{_COUNTED}{_WITHIN}){TAIL}"
)
_YEAR = r"(?:\d{4}年[底末]?|上年度?|十[一二三四五]五末?)"
BASE = re.compile(
    rf"(?:相?比|相?较于?|相[比较]于){_YEAR}(?:的?(?:水平|基础)之?上?|同期|相比)?"
    rf"|与{_YEAR}(?:水平|同期)?相比|在{_YEAR}的?(?:水平|基础)之?上?"
)
"""What a figure is compared with: 比2020年."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure as written, and where it stands."""

    words: str
    start: int
    end: int
    is_date: bool
    is_label: bool = False
    """5G: a name and no amount."""


def figures_in(text: str) -> Iterator[Figure]:
    """The figures of a folded sentence in order; years that only compare are none."""
    bases = [found.span() for found in BASE.finditer(text)]
    for found in _FIGURE.finditer(text):
        if not any(start <= found.start() < end for start, end in bases):
            yield Figure(
                words=found[0],
                start=found.start(),
                end=found.end(),
                is_date=found.lastgroup == "date",
                is_label=found.lastgroup == "label",
            )


def is_part_of(date: str, other: str) -> bool:
    """Whether a date says no more than another: 6月30日 of 2026年6月30日, 2025年 of 2025年底."""
    at = other.find(date)
    return at >= 0 and not (other[at - 1 : at].isdigit() if at else False)

"""The years and batches in a title that tell one of a series from the next. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

_YEAR = r"(?:19|20)\d{2}"
_DIGITS = dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_CJK = "[〇零一二三四五六七八九]"
_NO_MARK = (
    r"(?!前|底|末|以[来前后]|起|内|第\d+[号次]|[上下]半年|第?[一二三四]季度"
    r"|\d{1,2}(?:月|[-~至]\d{1,2}月)|[一二三四五六七八九十]{1,3}月)"
)
_MARK = re.compile(
    # （2023年版）（2024年本）（2024）（2023年修订）
    rf"\((?P<edition>{_YEAR})年?(?:版|本|度)?(?:修订|修正)?(?:版|本)?\)"
    # 2021,2022年度  2019-2020年: two years that are one turn
    rf"|(?<![\d\[])(?P<first>{_YEAR})年?度?[-~,和至](?P<second>{_YEAR})(?:学年|年度|年){_NO_MARK}"
    rf"|(?<![\d\[到至-])(?P<year>{_YEAR})(?:年度|学年|财年|年版|年本|版|届|年|(?=[\u4e00-\u9fff])(?!年)){_NO_MARK}"
    rf"|(?<![\d到至])(?P<cjk>[一二]{_CJK}{{3}})年度?{_NO_MARK}"
    r"|\(?第(?P<batch>\d{1,4}|[一二三四五六七八九十百零]{1,6})个?(?:批次?|期|轮|次|届|履约周?期)\)?"
    r"(?!公开|征求|修[改订正])"
    r"|\(?(?P<head>首批)\)?"
)
_LONGEST = 1
"""Years from the first to the second of a turn: further apart they are the period of a plan."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A year or a batch, and where it stands."""

    kind: Literal["year", "batch"]
    value: int
    start: int
    end: int


def marks_in(text: str) -> list[Mark]:
    """The marks in a folded title, in order."""
    found = []
    for match in _MARK.finditer(text):
        value = _value(match)
        if value is not None:
            kind, number = value
            found.append(Mark(kind=kind, value=number, start=match.start(), end=match.end()))
    return found


def _value(match: re.Match[str]) -> tuple[Literal["year", "batch"], int] | None:
    if match["head"]:
        return "batch", 1
    if match["batch"]:
        number = _number(match["batch"])
        return ("batch", number) if number else None
    if match["first"]:
        apart = int(match["second"]) - int(match["first"])
        return ("year", int(match["second"])) if 0 < apart <= _LONGEST else None
    if match["cjk"]:
        return "year", int("".join(str(_DIGITS[c]) for c in match["cjk"]))
    return "year", int(match["edition"] or match["year"])


def _number(text: str) -> int:
    """第五十六 or 第377: its number; 0 if it is none."""
    if text.isdecimal():
        return int(text)
    hundreds, sep, rest = text.rpartition("百")
    tens, ten, ones = rest.lstrip("零").partition("十")
    if not ten:
        tens, ones = "", tens
    try:
        number = _DIGITS[hundreds] * 100 if sep else 0
        number += (_DIGITS[tens] if tens else 1) * 10 if ten else 0
        return number + (_DIGITS[ones] if ones else 0)
    except KeyError:
        return 0

"""Dates as texts write them: 2025年12月31日, 2024年6月底, 次年一季度, 1月1日至3月1日. Pure.

A point keeps what is written; ``meant`` says which day that is, seen from a document's day.
All patterns are bounded: time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from storage.text import cjk_number

S = r"\s{0,3}"
_Y = r"(?:(?<!\d)(?:[1１][9９]|[2２][0０])\d{2}|[一二][〇○零O0一九][〇○零O0一二三四五六七八九]{2})"
_M = r"(?:1[0-2]|0?[1-9]|\d{1,2}|十[一二]?|[一二三四五六七八九])"
_D = r"(?:\d{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DASH = r"[-—–~～－―─]{1,2}"
_TO = rf"(?:{_DASH}|至|到)"
_DAYS = (
    rf"(?P<d>{_D}){S}"
    rf"(?:[日号](?:{S}{_TO}{S}(?P<d2>{_D}){S}[日号])?|{_DASH}{S}(?P<d3>{_D}){S}[日号])"
)
_MONTH = rf"(?P<m>{_M}){S}月份?(?:{S}{_DAYS}|{S}(?P<mp>底|末|初|上旬|中旬|下旬))?"
_PART = rf"(?P<yp>年?[底末初](?!步)|年内|上半年|下半年|第?[一二三四1-4]{S}季度[底末初]?)"
_RELATIVE = (
    "今年|本年度?|当年度?|明年|来年|次年度?|翌年|下一?年度?|去年|上一?年度?|每年度?|[首末]年"
)
_YEAR = rf"(?:(?P<y>{_Y})(?:{S}年?{S}{_TO}{S}(?P<y2>{_Y}))?{S}年(?P<du>度)?|(?P<ry>{_RELATIVE}))"
_WITH_YEAR = re.compile(
    rf"(?P<iy>(?<!\d)(?:19|20)\d\d)(?P<sep>[-/.])(?P<im>\d{{1,2}})(?P=sep)(?P<id>\d{{1,2}})(?![\d\-/.])"
    rf"|{_YEAR}(?:{S}(?:{_MONTH}|{_PART}))?"
    r"|[“\"「]?十(?P<plan>[三四五六七])五[”\"」]?(?:规划)?(?P<pp>期间|时期|期?末|收官)"
)
_NO_COUNT = r"(?<![\d个第几数近每.．〇一二三四五六七八九十百半两])"
_WITHOUT_YEAR = re.compile(
    rf"{_NO_COUNT}(?:{_MONTH})(?![报度均刊龄薪租])"
    rf"|(?P<which>每个?|本|当|次|下)月{S}(?P<md>{_D}){S}[日号]"
    r"|(?:每个?|各)季度?(?:结束后|终了后|后)?的?(?P<qm>首个?|第一个|第二个|第三个|末|最后个?|最后一个)月的?"
    rf"{S}(?P<qd>{_D}){S}[日号]"
    rf"|{_NO_COUNT}(?P<b>年[底末内]|岁末|本?月[底末]|第?[一二三四]季度[底末]?|上半年|下半年"
    r"|(?:春节|国庆节?|[“\"]?五一[”\"]?(?:劳动节)?|劳动节|元旦节?)(?=前(?![后夕期])))"
)
_CLOCK = re.compile(
    rf"{S}(?:[（(]{S}(?:星期|周|礼拜)[一二三四五六日天]{S}[）)])?"
    rf"(?:{S}(?:上午|下午|中午|晚上?|早上?|凌晨)?{S}(?:下班|中午|\d{{1,2}}{S}(?:[:：]{S}\d{{2}}){{1,2}}"
    rf"|(?:\d{{1,2}}|[一二三四五六七八九十两]{{1,3}}){S}[时点]整?(?:\d{{1,2}}分|半)?))?"
)
_BETWEEN = re.compile(rf"{S}(?:起|开始|始)?{S}(?:{_DASH}|[至到]){S}")
_NEXT_MONTH = frozenset("次下")
_PLACES = {"首": 1, "首个": 1, "第一个": 1, "第二个": 2}
"""Of a month in its quarter; any other word names the last."""
_MONTHLY = re.compile("每个?月|逐月|按月|月度|月报")
"""With these words 次月10日 returns each month; else it hangs on what happens in a month."""
_MOST_POINTS = 200
"""Of one sentence: more are a table run together."""
_FIRST_PLAN = 2025
"""The last year of the fourteenth plan; each has five."""

Link = Literal[
    "", "this", "named", "next", "after", "last", "every", "quarterly", "monthly", "unknown"
]
_LINKS: dict[str, Link] = {
    "今年": "this", "本年": "this", "当年": "named", "明年": "next", "来年": "next",
    "次年": "after", "翌年": "after", "下年": "after", "下一年": "after", "去年": "last",
    "上年": "last", "上一年": "last", "每年": "every", "首年": "unknown", "末年": "unknown",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A date as written, or the end of a range of dates."""

    start: int
    end: int
    """Its clock (17:00) and day of the week included."""
    year: int | None = None
    link: Link = ""
    """How its year hangs on another: 今年, 次年, 每年; empty: on none, or on what is usual."""
    month: int | None = None
    """Of what returns each quarter: its place in the quarter."""
    day: int | None = None
    part: str = ""
    """底, 上旬, 二季度 …"""
    annual: bool = False
    """Written 年度."""
    plan: bool = False
    """A whole five-year plan."""
    since: "Point | None" = None
    """Where the range begins that it ends."""


def points_of(text: str) -> list[Point]:
    """The dates of the text in order, ranges as one point."""
    found = []
    rest = text
    for match in _WITH_YEAR.finditer(text):
        found.append(_with_year(match, text))
        rest = rest[: match.start()] + "\ue001" * len(match[0]) + rest[match.end() :]
        if len(found) > _MOST_POINTS:
            return []
    found += (
        _without_year(match, text)
        for match in _WITHOUT_YEAR.finditer(rest)
        if match["which"] not in _NEXT_MONTH or _MONTHLY.search(text, 0, match.start())
    )
    return list(_ranges(sorted(found, key=lambda point: point.start), text))


def _ranges(points: list[Point], text: str) -> Iterator[Point]:
    before: Point | None = None
    for point in points:
        if before and _BETWEEN.fullmatch(text, before.end, point.start):
            point = replace(_continued(point, before), start=before.start, since=before)
        elif before:
            yield before
        before = point
    if before:
        yield before


def _continued(point: Point, first: Point) -> Point:
    """The end of a range takes its year from the beginning: 2023年11月1日至12月31日."""
    if point.year is None and not point.link:
        return replace(point, year=first.year, link=first.link)
    return point


def _with_year(match: re.Match[str], text: str) -> Point:
    end = _clock_end(match, text)
    if match["iy"]:
        year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
        return Point(start=match.start(), end=end, year=year, month=month, day=day)
    if match["plan"]:
        year = _FIRST_PLAN + 5 * (cjk_number(match["plan"]) - 4)
        whole = match["pp"] in ("期间", "时期")
        return Point(start=match.start(), end=match.end(), year=year, plan=whole)
    point = _detailed(match, end)
    if match["ry"]:
        return replace(point, link=_LINKS[match["ry"].removesuffix("度")])
    first = Point(start=match.start(), end=match.end("y"), year=_year(match["y"]))
    since = first if match["y2"] else point.since
    if point.since:
        since = replace(point.since, year=first.year)
    year = _year(match["y2"] or match["y"])
    return replace(point, year=year, annual=bool(match["du"]), since=since)


def _without_year(match: re.Match[str], text: str) -> Point:
    end = _clock_end(match, text)
    if match["qd"]:
        place, day = _PLACES.get(match["qm"], 3), cjk_number(match["qd"])
        return Point(start=match.start(), end=end, link="quarterly", month=place, day=day)
    if match["md"]:
        every = match["which"].startswith("每") or match["which"] in _NEXT_MONTH
        point = Point(start=match.start(), end=end, day=cjk_number(match["md"]))
        return replace(point, link="monthly") if every else replace(point, part="本月")
    if match["b"]:
        return Point(start=match.start(), end=end, part=match["b"])
    return _detailed(match, end)


def _detailed(match: re.Match[str], end: int) -> Point:
    """Month, day and part of a match of either pattern."""
    groups = match.groupdict()
    month = cjk_number(match["m"]) if match["m"] else None
    last = groups["d2"] or groups["d3"] or groups["d"]
    part = (groups["mp"] or groups.get("yp") or "").removeprefix("年")
    point = Point(
        start=match.start(), end=end, month=month, day=cjk_number(last) if last else None, part=part
    )
    if groups["d2"] or groups["d3"]:
        return replace(point, since=replace(point, day=cjk_number(groups["d"])))
    return point


def _clock_end(match: re.Match[str], text: str) -> int:
    if text[match.end() - 1] not in "日号" and not match.groupdict().get("iy"):
        return match.end()
    clock = _CLOCK.match(text, match.end())
    return clock.end() if clock and clock[0].strip() else match.end()


def _year(text: str) -> int:
    return int("".join(str(cjk_number(char)) for char in text))

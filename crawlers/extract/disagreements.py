"""Where the places of a page that say the same field say it differently."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations, product

from crawlers.extract import numbers, titles
from crawlers.extract.effect import said_effective
from crawlers.extract.reading import Reading
from storage.agencies import usual_name
from storage.text import fold, parse_date, title_key

Said = list[tuple[str, str]]
"""Place and value, the surest place first."""
_DIGITS = re.compile(r"\d+")
_ISSUING = re.compile("发文|制发|制定|印发|公布")
_SIGNED = re.compile("成文|发文|制发|签发|印发")
_PARTED = re.compile("[\\s\x1f;；,，、]+")


def disagreements(reading: Reading, published: date | None) -> tuple[str, ...]:
    """One Chinese line for each field that two places of the page say differently."""
    lines = (
        _first("标题", _titles(reading), _same_title),
        _first("发文字号", _numbers(reading), _same_number),
        _first("发文机关", _issuers(reading), _same_names),
        _first("成文日期", _signed(reading, published), _same),
        _first("发布日期", _published(reading), _same),
        _first("施行日期", _effective(reading), _same),
    )
    return tuple(line for line in lines if line)


def _first(name: str, said: Said, same: Callable[[str, str], bool]) -> str:
    """The line on the first two places that differ, or nothing."""
    for (one, first), (two, second) in combinations(said, 2):
        if not same(first, second):
            return f"{name}：{one}为{first}，{two}为{second}"
    return ""


def _same(one: str, two: str) -> bool:
    return one == two


def _titles(reading: Reading) -> Said:
    told = [titles.tidy(value) for value in reading.values("title")[:1]]
    tag = titles.tidy(reading.meta.get("articletitle", ""))
    said = [("信息表", value) for value in told]
    said += [("网页标签", tag), ("页面标题", reading.title)]
    return [(place, value) for place, value in said if titles.is_worded(value)]


def _same_title(one: str, two: str) -> bool:
    """One is the other but for what leads up to it, cuts it short, or its number."""
    if one == two:
        return True
    a, b = (title_key(numbers.without_number(text)).rstrip("…._-") for text in (one, two))
    return a in b or b in a or titles.is_cut(one) or titles.is_cut(two)


def _numbers(reading: Reading) -> Said:
    places = (
        ("信息表", map(numbers.from_value, reading.values("document_number"))),
        ("标题", [numbers.from_title(reading.title)]),
        ("正文", [numbers.from_head(reading.head_lines())]),
    )
    return [(place, found) for place, values in places if (found := next(filter(None, values), ""))]


def _same_number(one: str, two: str) -> bool:
    """The same digits; where both are symbols, the same agency's too."""
    if [int(n) for n in _DIGITS.findall(fold(one))] != [int(n) for n in _DIGITS.findall(fold(two))]:
        return ("〔" in one) != ("〔" in two)
    a, b = fold(one).partition("[")[0], fold(two).partition("[")[0]
    return "〔" not in one + two or a.endswith(b) or b.endswith(a)


def _issuers(reading: Reading) -> Said:
    told = [f.value for f in reading.facts.get("issuing_bodies", ()) if _ISSUING.search(f.label)]
    names = [name for value in told[:1] for name in _PARTED.split(value) if name]
    signed = reading.signing.bodies
    return [("信息表", "、".join(names)), ("落款", "、".join(signed))] if names and signed else []


def _same_names(one: str, two: str) -> bool:
    """Some agency of the one is (short for) an agency of the other, or its office."""
    return any(_short(a, b) or _short(b, a) for a, b in product(one.split("、"), two.split("、")))


def _short(one: str, two: str) -> bool:
    """Every character of the one stands in the other, in this order."""
    left = iter(usual_name(two))
    return all(char in left for char in usual_name(one))


def _signed(reading: Reading, published: date | None) -> Said:
    facts = [f.value for f in reading.facts.get("signed_on", ()) if _SIGNED.search(f.label)]
    told, under = _day(facts), reading.signing.signed_on
    if not (told and under and reading.signing.bodies) or told == published:
        return []
    return [("信息表", told.isoformat()), ("落款", under.isoformat())]


def _published(reading: Reading) -> Said:
    told = _day(reading.values("published_on"))
    stamp = reading.meta.get("pubdate", "")
    made = reading.meta.get("others", "").removeprefix("页面生成时间").strip()
    tag = None if made and stamp.startswith(made) else parse_date(stamp)
    return [("页面", told.isoformat()), ("网页标签", tag.isoformat())] if told and tag else []


def _effective(reading: Reading) -> Said:
    told = _day(reading.values("effective_on"))
    said = said_effective(reading.lines) if told else None
    return [("信息表", told.isoformat()), ("正文", said.isoformat())] if told and said else []


def _day(values: list[str]) -> date | None:
    return next(_days(values), None)


def _days(values: list[str]) -> Iterator[date]:
    yield from filter(None, (parse_date(value.replace("\x1f", "")) for value in values))

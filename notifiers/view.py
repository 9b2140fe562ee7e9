"""What a digest says to people, as plain data for the templates: pure, everything in it cleaned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from notifiers.entries import Entry, Link, clean, entry_of, link_of
from storage.clock import day_of
from storage.records import Digest, DigestItem, Filter, Office

_LINE, _UNREAD = 300, 5
_SHORT = {"added": "新文件", "changed": "改动", "withdrawn": "撤下", "late": "补发"}


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """新文件, 有改动的, 已撤下, 补发: apart from one another."""

    key: str
    name: str
    total: int
    groups: tuple[Group, ...]
    left_out: int
    """Items for which there was no room."""


@dataclass(frozen=True, kw_only=True)
class View:
    heading: str
    days: str
    name: str
    """The subscription's."""
    summary: str
    doubtful: int
    coverage: str
    complete: bool
    sections: tuple[Section, ...]
    left_out: int
    wanted: tuple[str, ...]
    """The filter in words, one condition a string."""
    desk: Link | None


def view(
    digest: Digest, *, desk_url: str, names: Mapping[str, str], limit: int, compared: int = 0
) -> View:
    """The digest with at most ``limit`` items a section; ``names`` are those of topics by id.

    Of the first ``compared`` changes that have clauses to show, those are shown.
    """
    sections: list[Section] = []
    number = 1
    for key, name, items in _sections(digest):
        shown = items[:limit]
        if key == "changed":
            shown = _compared(shown, compared)
        groups = _groups(key, shown, number, desk_url, digest.office)
        left = len(items) - len(shown)
        if items:
            sections.append(
                Section(key=key, name=name, total=len(items), groups=groups, left_out=left)
            )
        number += len(shown)
    complete = is_complete(digest)
    return View(
        heading=f"双碳政策周报 {_week(digest.period)}",
        days=_days(digest),
        name=clean(digest.subscription.name, 60),
        summary=_summary(digest, complete),
        doubtful=_doubtful(digest),
        coverage=coverage_statement(digest),
        complete=complete,
        sections=tuple(sections),
        left_out=sum(section.left_out for section in sections),
        wanted=wanted(digest.subscription.filter, names, digest.office),
        desk=link_of(desk_url),
    )


def is_complete(digest: Digest) -> bool:
    """Whether every source behind the digest was read: only then is silence news."""
    return bool(digest.coverage) and all(line.read == line.total for line in digest.coverage)


def coverage_statement(digest: Digest) -> str:
    """中央文件 6/6，国家部委 21/23（工业和信息化部：11月3日起无法访问）."""
    lines = []
    for line in digest.coverage:
        unread = [clean(text, 120) for text in line.unread]
        named = "；".join(unread[:_UNREAD])
        if len(unread) > _UNREAD:
            named += f"；等 {len(unread)} 个"
        lines.append(
            f"{digest.office.name_of(line.part)} {line.read}/{line.total}"
            + (f"（{named}）" if named else "")
        )
    return "，".join(lines) or "不详（没有监测记录）"


def wanted(chosen: Filter, names: Mapping[str, str], office: Office) -> tuple[str, ...]:
    """The filter in words, to be printed in the foot of what it causes."""
    conditions = {
        "主题": [names.get(topic, topic) for topic in chosen.topics],
        "范围": [office.names.get(part, part) for part in chosen.parts],
        "地区": chosen.regions,
        "发文机关": chosen.issuers,
        "含": chosen.words,
        "不含": chosen.words_not,
    }
    said = [
        f"{what}：{clean('、'.join(values), _LINE)}"
        for what, values in conditions.items()
        if values
    ]
    if chosen.least_significance > 0:
        said.append(f"改动重要程度不低于 {chosen.least_significance:g}")
    return tuple(said) or ("不限",)


def _doubtful(digest: Digest) -> int:
    items = [item for _key, _name, items in _sections(digest) for item in items]
    return sum(item.document.relevant is None for item in items)


def _sections(digest: Digest) -> tuple[tuple[str, str, tuple[DigestItem, ...]], ...]:
    return (
        ("added", "新文件", digest.added),
        ("changed", "有改动的", digest.changed),
        ("withdrawn", "已撤下", digest.withdrawn),
        ("late", "补发", digest.late),
    )


def comparisons(digest: Digest) -> int:
    """How many changes have clauses to show."""
    return sum(item.comparison is not None for item in digest.changed)


def _compared(items: tuple[DigestItem, ...], most: int) -> tuple[DigestItem, ...]:
    """The items, with the first so many of the comparisons."""
    with_one = [item for item in items if item.comparison]
    without = set(map(id, with_one[most:]))
    return tuple(replace(item, comparison=None) if id(item) in without else item for item in items)


def _groups(
    key: str, items: tuple[DigestItem, ...], number: int, desk_url: str, office: Office
) -> tuple[Group, ...]:
    """Items are sorted by part already."""
    entries = [entry_of(key, item, number + place, desk_url) for place, item in enumerate(items)]
    names = [office.name_of(item.document.part) for item in items]
    grouped = groupby(zip(names, entries, strict=True), key=lambda pair: pair[0])
    return tuple(
        Group(name=name, entries=tuple(entry for _name, entry in pairs)) for name, pairs in grouped
    )


def _summary(digest: Digest, complete: bool) -> str:
    said = "，".join(
        f"{_SHORT[key]} {len(items)} 件" for key, _name, items in _sections(digest) if items
    )
    if said and digest.added:
        return said
    return "；".join(part for part in (_nothing(complete), said) if part)


def _nothing(complete: bool) -> str:
    return "本期无新文件" if complete else "本期未见新文件，但监测不完整，不能确认没有新文件"


def _week(period: str) -> str:
    year, _, week = period.partition("-W")
    return f"{year}年第{int(week)}周"


def _days(digest: Digest) -> str:
    first = day_of(digest.since)
    last = day_of(digest.until - timedelta(seconds=1))
    return f"{_day(first)}—{_day(last)}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"

"""What a digest says to people, as plain data for the templates: pure, everything in it cleaned."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from storage.clock import day_of
from storage.records import Digest, DigestItem, Filter, Part, ValueChange
from storage.text import squeeze

PART_NAMES: dict[Part, str] = {
    "central": "中央文件",
    "mee": "生态环境部",
    "ministry": "国家部委",
    "province": "地方文件",
}
# Controls, marks that turn the writing direction, halves of surrogate pairs, non-characters.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(
    r"https?://[^\s<>\"'\\\x00-\x1f\x7f-\x9f\u200b-\u206f\ud800-\udfff]{1,2000}", re.I
)
_SHORT = {"added": "新文件", "changed": "改动", "withdrawn": "撤下", "late": "补发"}
_ROLES = {"repost": "转载", "interpretation": "解读", "news": "报道"}
_TITLE, _LINE, _ALSO, _UNREAD, _VALUES = 200, 300, 3, 5, 3


@dataclass(frozen=True, kw_only=True)
class Link:
    url: str
    host: str
    role: str = ""
    """解读, 转载, …: what a further page is to the document."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One document of the digest."""

    number: int
    """Place in the whole digest, from 1."""
    title: str
    facts: tuple[str, ...]
    """Document number and issuers, as far as known."""
    dates: tuple[str, ...]
    """2026-11-18 公布, …"""
    line: str
    note: str
    doubtful: bool
    link: Link | None
    also: tuple[Link, ...]
    more_also: int


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


def view(digest: Digest, *, desk_url: str, names: Mapping[str, str], limit: int) -> View:
    """The digest with at most ``limit`` items a section; ``names`` are those of topics by id."""
    sections: list[Section] = []
    number = 1
    for key, name, items in _sections(digest):
        shown = items[:limit]
        groups = _groups(key, shown, number)
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
        wanted=wanted(digest.subscription.filter, names),
        desk=_link(desk_url),
    )


def clean(text: str, limit: int) -> str:
    """One line without control characters; what is too long is cut, and says so."""
    line = squeeze(_CONTROLS.sub(" ", text))
    return line if len(line) <= limit else f"{line[:limit]}（过长，余略）"


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
            f"{PART_NAMES[line.part]} {line.read}/{line.total}" + (f"（{named}）" if named else "")
        )
    return "，".join(lines) or "不详（没有监测记录）"


def wanted(chosen: Filter, names: Mapping[str, str]) -> tuple[str, ...]:
    """The filter in words, to be printed in the foot of what it causes."""
    conditions = {
        "主题": [names.get(topic, topic) for topic in chosen.topics],
        "范围": [PART_NAMES[part] for part in chosen.parts],
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


def _groups(key: str, items: tuple[DigestItem, ...], number: int) -> tuple[Group, ...]:
    """Items are sorted by part already."""
    entries = [_entry(key, item, number + place) for place, item in enumerate(items)]
    parts = [item.document.part for item in items]
    grouped = groupby(zip(parts, entries, strict=True), key=lambda pair: pair[0])
    return tuple(
        Group(
            name=PART_NAMES[part] if part else "其他",
            entries=tuple(entry for _part, entry in pairs),
        )
        for part, pairs in grouped
    )


def _entry(key: str, item: DigestItem, number: int) -> Entry:
    document = item.document
    others = [posting for posting in item.postings if not posting.withdrawn]
    lead = next((p.url for p in item.postings if p.posting_id == document.lead_posting_id), "")
    link = _link(item.change.url if key == "withdrawn" else lead) or _link(item.change.url)
    also = [
        replace(found, role=_ROLES.get(posting.role or "", "另见"))
        for posting in others
        if (found := _link(posting.url)) and found != link
    ]
    return Entry(
        number=number,
        title=clean(document.title, _TITLE) or "（无标题）",
        facts=_facts(item),
        dates=_dates(item),
        line=_line(key, item),
        note=clean(f"{item.note}{item.missing}", _LINE),
        doubtful=document.relevant is None,
        link=link,
        also=tuple(also[:_ALSO]),
        more_also=max(0, len(also) - _ALSO),
    )


def _facts(item: DigestItem) -> tuple[str, ...]:
    document = item.document
    bodies = document.issuing_bodies
    issuers = "、".join(bodies[:8]) + (f"等 {len(bodies)} 个机关" if len(bodies) > 8 else "")
    facts = (clean(document.document_number or "", 80), clean(issuers, _LINE))
    return tuple(fact for fact in facts if fact)


def _dates(item: DigestItem) -> tuple[str, ...]:
    document = item.document
    dates = {
        "成文": document.signed_on,
        "公布": document.published_on,
        "施行": document.effective_on,
    }
    return tuple(f"{day.isoformat()} {what}" for what, day in dates.items() if day)


def _line(key: str, item: DigestItem) -> str:
    """One line: of a new document why it is here, of a change its values first."""
    change = item.change
    if key == "withdrawn":
        return "网站已撤下原文，所列为撤下前的信息。"
    if key != "changed":
        reasons = item.document.classification.reasons
        reason = f"收录理由：{reasons[0]}" if reasons else ""
        return clean(change.summary or reason, _LINE)
    summary = clean(change.summary, _LINE)
    repeated = any(
        (v.before or "") in summary and (v.after or "") in summary for v in change.values
    )
    lead = "" if repeated else "；".join(_said(value) for value in change.values[:_VALUES])
    kind = "著录信息：" if change.kind == "metadata" else ""
    return clean(kind + "；".join(part for part in (lead, summary) if part), 2 * _LINE)


def _said(value: ValueChange) -> str:
    """第十条：2025年12月31日 → 2026年6月30日."""
    label = f"{clean(value.label, 60)}：" if value.label else ""
    before, after = clean(value.before or "无", 60), clean(value.after or "无", 60)
    return f"{label}{before} → {after}"


def _link(url: str) -> Link | None:
    """A link for a reader; none for another scheme, or an address that is no address."""
    if not _LINK.fullmatch(url):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:  # an unclosed bracket: no address at all
        return None
    return Link(url=url, host=host) if host else None


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

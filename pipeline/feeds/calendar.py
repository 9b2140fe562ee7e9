"""iCalendar (RFC 5545, 7986): what documents set for a day, as all-day events. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration, vUri

from notifiers.entries import Around, clean, link_of
from pipeline.deadlines.shown import when_words
from pipeline.feeds.feed import Feed
from storage.characters import legal
from storage.clock import SHANGHAI
from storage.records import CalendarEntry, Deadline, DeadlineKind, Document

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_WORDS: Mapping[DeadlineKind, str] = MappingProxyType(
    {
        "consultation": "意见反馈截止",
        "apply": "申报截止",
        "report": "报送截止",
        "effective": "施行",
        "expiry": "有效期止",
        "target": "完成期限",
    }
)
_ZONE, _AHEAD = SHANGHAI.key, timedelta(hours=8)
_EVERY = timedelta(hours=6)
_DAY = timedelta(days=1)
_SENTENCES, _SENTENCE, _TITLE = 5, 500, 250


@dataclass(frozen=True, kw_only=True)
class Noted:
    """An entry with the document that sets it."""

    entry: CalendarEntry
    document: Document
    url: str
    """Of its leading page; empty: that is gone."""


def calendar(feed: Feed, noted: Iterable[Noted], subtitle: str, around: Around) -> bytes:
    """The calendar of the feed."""
    name, made = titled_calendar(feed), Calendar()
    made.add("prodid", "-//policywatch//policywatch//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        made.add(key, name)
    for key in ("description", "x-wr-caldesc"):
        made.add(key, _line(subtitle, 2_000))
    made.add("x-wr-timezone", _ZONE)
    made.add("refresh-interval", vDuration(_EVERY), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(_EVERY))
    made.add_component(_zone())
    for one in noted:
        made.add_component(_event(one, around))
    return bytes(made.to_ical())


def titled_calendar(feed: Feed) -> str:
    """What a calendar program calls it."""
    return feed.titled("双碳政策日期")


def _zone() -> Timezone:
    """China's. It is there for calendars without an event: one without anything is none."""
    made, standard = Timezone(), TimezoneStandard()
    made.add("tzid", _ZONE)
    standard.add("dtstart", datetime(1991, 9, 15))  # noqa: DTZ001  # since there is no summer time
    standard.add("tzoffsetfrom", _AHEAD)
    standard.add("tzoffsetto", _AHEAD)
    made.add_component(standard)
    return made


def _event(one: Noted, around: Around) -> Event:
    entry, made = one.entry, Event()
    day = entry.day or next(said.date for said in entry.said if said.date)
    made.add("uid", f"{entry.uid}@policywatch")
    made.add("dtstamp", entry.changed_at)
    made.add("last-modified", entry.changed_at)
    made.add("sequence", entry.sequence)
    made.add("dtstart", day)
    made.add("dtend", day + _DAY)
    made.add("status", "CONFIRMED" if entry.day else "CANCELLED")
    made.add("transp", "TRANSPARENT")
    made.add("summary", _summary(one))
    page = around.page(f"documents/{one.document.document_id}")
    found = {"本站": page, "原文": link_of(one.url)}
    links = {name: link.url for name, link in found.items() if link}
    made.add("description", _description(one, links))
    made.add("categories", [_WORDS[entry.kind]])
    if links:
        made.add("url", vUri(next(iter(links.values()))))
    return made


def _summary(one: Noted) -> str:
    """2026年底申报截止（推算）：…通知; the day goes without saying where it is precise."""
    first = one.entry.said[0]
    when = "" if first.precision == "day" else when_words(first)
    reckoned = "（推算）" if all(said.inferred for said in one.entry.said) else ""
    taken = "" if one.entry.day else "（已取消）"
    gone = "" if one.url else "［已撤下］"
    title = _line(one.document.title, _TITLE) or "（无标题）"
    doubt = "（待定）" if one.document.relevant is None else ""
    return f"{taken}{gone}{when}{_WORDS[one.entry.kind]}{reckoned}：{title}{doubt}"


def _description(one: Noted, links: Mapping[str, str]) -> str:
    """The sentences that set it, then what names the document, and where it is: few calendars show
    an event's own address."""
    document, said = one.document, one.entry.said
    sentences = list(dict.fromkeys(filter(None, map(_sentence, said)))) or [
        "原文页面所载的施行日期。"
    ]
    lines = sentences[:_SENTENCES]
    if len(sentences) > _SENTENCES:
        lines.append(f"另有 {len(sentences) - _SENTENCES} 处。")
    if not one.entry.day:
        lines.insert(0, "原文不再有这个日期。")
    if said[0].precision != "day":
        lines.append(f"原文只写到{'年' if said[0].precision == 'year' else '月'}。")
    named = (document.document_number or "", "、".join(document.issuing_bodies[:5]))
    lines.append(f"文件：{_line(document.title, _TITLE) or '（无标题）'}")
    lines += [line for part in named if (line := _line(part, 200))]
    if not one.url:
        lines.append("网站已撤下原文。")
    lines += [f"{name}：{url}" for name, url in links.items()]
    return "\n".join(lines)


def _sentence(said: Deadline) -> str:
    words = _line(said.sentence, _SENTENCE)
    where = _line("，".join(filter(None, (said.attachment, said.label.rstrip("、.．")))), 120)
    return f"“{words}”（{where}）" if words and where else f"“{words}”" if words else ""


def _line(text: str, limit: int) -> str:
    return clean(legal(text), limit)


def ordered(noted: Iterable[Noted]) -> Sequence[Noted]:
    """The first day first, those taken back at the end."""
    return sorted(
        noted,
        key=lambda one: (one.entry.day is None, str(one.entry.day or ""), one.entry.uid),
    )

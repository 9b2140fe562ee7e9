"""A digest in one line: its subject, its summary, its days, and what was read for it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from notifiers.entries import clean
from notifiers.wanted import HEADINGS, WHOLE
from storage.clock import SHANGHAI, day_beside, day_of, day_words
from storage.records import CoverageLine, Digest, DigestItem, Office

SECTIONS: Mapping[str, str] = MappingProxyType(
    {"added": "新文件", "changed": "有改动的", "withdrawn": "已撤下", "late": "补发"}
)
_SHORT = {"added": "新文件", "changed": "改动", "withdrawn": "撤下", "late": "补发"}
NOTHING_BEHIND = "没有与条件有关的来源"
"""Said of a filter for whose documents no source is watched: nothing can ever come of it."""
_TITLE, _WHY, _LONG = 80, 40, 140


def sections_of(digest: Digest) -> dict[str, tuple[DigestItem, ...]]:
    """What a digest tells, by the key of its section, in the order in which it is told."""
    return {
        "added": digest.added,
        "changed": digest.changed,
        "withdrawn": digest.withdrawn,
        "late": digest.late,
    }


def heading_of(digest: Digest) -> str:
    """双碳政策周报; of a week that is sent to who is told otherwise, 双碳政策摘要."""
    rate = digest.subscription.rate
    return WHOLE if rate != "weekly" and "-W" in digest.period else HEADINGS[rate]


def is_at_once(digest: Digest) -> bool:
    """Whether it is told at once, and is not of a week that is sent later."""
    return heading_of(digest) == HEADINGS["at_once"]


def subject_of(digest: Digest, *, dated: bool = False) -> str:
    """双碳政策周报（11月16日—22日）：新文件 3 件，改动 1 件; of what is told at once the title of
    the first that surely belongs.

    ``dated``: the days with their year, whatever year it is made in.
    """
    heading = heading_of(digest)
    items = [(key, item) for key, found in sections_of(digest).items() for item in found]
    if is_at_once(digest) and items:
        key, first = next((one for one in items if one[1].document.relevant), items[0])
        kind = "" if key == "added" else f"{_SHORT[key]}："
        kind += "" if first.document.relevant else "〔待定〕"
        more = f" 等 {len(items)} 件" if len(items) > 1 else ""
        return f"{heading}：{kind}{clean(first.document.title, _TITLE) or '（无标题）'}{more}"
    return f"{heading}（{days_of(digest, dated=dated)}）：{summary_of(digest)}"


def summary_of(digest: Digest) -> str:
    """新文件 3 件，改动 1 件; that there is nothing new only where everything was read, and never
    beside what there is."""
    told = {key: found for key, found in sections_of(digest).items() if found}
    said = "，".join(f"{_SHORT[key]} {len(found)} 件" for key, found in told.items())
    if not said:
        return _held(digest) or _nothing(digest)
    if digest.added or is_at_once(digest):
        return said
    if not is_complete(digest):
        return f"{said}；其余不详（{_why_unknown(digest)}）"
    return f"{_nothing(digest)}；{said}" if _wants_new(digest) else said


def is_complete(digest: Digest) -> bool:
    """Whether every source behind the digest was read: only then is silence news."""
    return bool(digest.coverage) and all(line.read == line.total for line in digest.coverage)


def unread_of(digest: Digest) -> int:
    """How many of the sources behind it were not read."""
    return sum(line.total - line.read for line in digest.coverage)


def coverage_of(digest: Digest, most: int) -> tuple[str, tuple[str, ...]]:
    """中央文件 6/6，国家部委 21/23（工业和信息化部：11月3日起无法访问）; where that is too long,
    the figures alone, and of each part with what was not read a line, of at most so many sources.
    """
    return coverage_words(digest.coverage, digest.office, most, _made_on(digest))


def coverage_words(
    lines: Sequence[CoverageLine], office: Office, most: int, today: date
) -> tuple[str, tuple[str, ...]]:
    """The same of a coverage statement that is no digest's."""
    read = [f"{office.name_of(line.part)} {line.read}/{line.total}" for line in lines]
    bounds = [_bounds([line], today) for line in lines]
    why = [_alike(line.unread) for line in lines]
    said = "，".join(map(_with, read, bounds, why))
    if len(said) > _LONG:
        figures = list(map(_with, read, bounds))
        unread = zip(figures, lines, strict=True)
        return "，".join(figures), tuple(
            f"{one}：{_first(line.unread, most)}" for one, line in unread if line.unread
        )
    return said or NOTHING_BEHIND, ()


def _first(unread: Sequence[str], most: int) -> str:
    return _alike(unread[:most]) + (f"；等 {len(unread)} 项" if len(unread) > most else "")


def _alike(unread: Sequence[str]) -> str:
    """甲部 2 个栏目、乙局：尚未读取过；丙局：11月3日起无法访问."""
    names: dict[str, list[str]] = {}
    for text in unread:
        name, _, why = text.rpartition("：")
        names.setdefault(clean(why, _WHY), []).append(clean(name, _TITLE))
    return "；".join(f"{'、'.join(found)}：{why}" for why, found in names.items())


def days_of(digest: Digest, *, dated: bool = False) -> str:
    """11月16日—22日; of one day 11月25日; of what is told at once 11月26日 09:12. With the year
    where a day is not of the year in which it is made, or ``dated``."""
    made_on = _made_on(digest)
    if is_at_once(digest):
        at = digest.until.astimezone(SHANGHAI)
        return f"{day_beside(at.date(), made_on)} {at:%H:%M}"
    first = day_of(digest.since)
    last = day_of(digest.until - timedelta(microseconds=1))
    if dated or first >= last:
        return span_words(first, last) if dated else day_beside(last, made_on)
    return _span(day_beside(first, last, made_on), first, last)


def span_words(first: date, last: date) -> str:
    """2026年11月16日—22日; of one day 2026年11月25日."""
    return day_words(last) if first >= last else _span(day_words(first), first, last)


def _span(begins: str, first: date, last: date) -> str:
    alike = (first.year, first.month) == (last.year, last.month)
    return f"{begins}—{f'{last.day}日' if alike else day_beside(last, first)}"


def week_of(digest: Digest) -> str:
    """The ISO week of its last day, 2026-W47: what one reader is sent of a week is one thread."""
    year, week, _day = day_of(digest.until - timedelta(microseconds=1)).isocalendar()
    return f"{year}-W{week:02}"


def _nothing(digest: Digest) -> str:
    what = "新文件" if _wants_new(digest) else "变动"
    if is_complete(digest):
        return _with(f"本期无{what}", _bounds(digest.coverage, _made_on(digest)))
    return f"有无{what}不详（{_why_unknown(digest)}）"


def _wants_new(digest: Digest) -> bool:
    kinds = digest.subscription.filter.kinds
    return not kinds or "added" in kinds


def _why_unknown(digest: Digest) -> str:
    unread = unread_of(digest)
    return f"{unread} 个来源没有读到" if unread else NOTHING_BEHIND


def _held(digest: Digest) -> str:
    """What is told the next morning is something new, too."""
    return f"{len(digest.held)} 个来源一次出现多件，次日逐件列出" if digest.held else ""


def _bounds(lines: Sequence[CoverageLine], today: date) -> str:
    """12月1日起，截至12月4日: of what was never read before, or not for some days: nobody knows
    what there was then."""
    since = max((line.since for line in lines if line.since), default=None)
    as_of = min((line.as_of for line in lines if line.as_of), default=None)
    begins, ends = (day_beside(one, today) if one else "" for one in (since, as_of))
    if since and as_of and since > as_of:
        return f"有来源{begins}才开始读取，有来源{ends}后未再读取"
    said = [f"{begins}起"] if since else []
    said += [f"截至{ends}"] if as_of else []
    return "，".join(said)


def _with(said: str, *more: str) -> str:
    """国家部委 21/23（截至11月19日；工业和信息化部：11月3日起无法访问）."""
    beside = "；".join(one for one in more if one)
    return f"{said}（{beside}）" if beside else said


def _made_on(digest: Digest) -> date:
    return day_of(digest.made_at or digest.until)

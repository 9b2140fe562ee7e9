"""The compilers' sheet (编务说明): what is in doubt, what was left out and why, what is missing.

Pure. It speaks to the two people who make the issue: every doubt with the item that it is of.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from compilation.drafting.choosing import Frame, Known, Left, Taken
from compilation.drafting.decisions import ordered_ids
from compilation.errata import section
from storage.clock import day_of, day_words
from storage.records import DraftItem, IssueDecision, Office, SheetSection

_Row = tuple[str, ...]
NO_ERRATA = section(())
_LISTED = ("decided", "open", "printed", "near")
_ORDER = {kind: at for at, kind in enumerate(_LISTED)}
_REST = {
    "unrelated": "判为与主题无关",
    "other": "是解读、新闻、人事等，不是文件",
    "pending": "属于以前尚未定稿的各期，如不再另出请用 policywatch issue take 收入",
}


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is to be known of one document of the draft."""

    document_id: str
    kind: str
    """缺附件, 公布后改动 …"""
    text: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the sheet says that does not follow from the choice of documents."""

    notes: Sequence[Note] = ()
    dates: Sequence[tuple[str, date, str, str]] = ()
    """Document, day, what it is for, its words."""
    unread: Sequence[_Row] = ()
    """Source, state, since, until."""
    expected: Sequence[_Row] = ()
    """Kind, what was expected, why."""
    validity: SheetSection | None = NO_ERRATA
    """What became of documents that past issues print; ``None``: nobody asked."""


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What the sheet is made of."""

    frame: Frame
    items: Sequence[tuple[Taken, DraftItem]]
    left: Sequence[Left]
    facts: Facts = field(default_factory=Facts)


def sheet_of(drafted: Drafted) -> tuple[SheetSection, ...]:
    """The sections of the sheet, those that want settling first."""
    sections = (
        _doubts(drafted),
        _left(drafted.left),
        _late(drafted),
        _open(drafted),
        _dates(drafted),
        _unread(drafted.facts),
        _expected(drafted.facts),
        _printed(drafted),
        drafted.facts.validity,
        _decided(drafted),
    )
    return tuple(one for one in sections if one is not None)


def _doubts(drafted: Drafted) -> SheetSection:
    rows = tuple(
        (item.number, item.title, item.document_number or "", _day(item.published_on), item.doubt)
        for _, item in drafted.items
        if item.doubt
    )
    return SheetSection(
        title="待定的文件",
        head=("编号", "标题", "发文字号", "发布日期", "待定的理由"),
        rows=rows,
        empty="没有待定的文件。",
    )


def _left(left: Sequence[Left]) -> SheetSection:
    listed = sorted((one for one in left if one.kind in _LISTED), key=_left_order)
    rows = [_left_row(one) for one in listed]
    rest = Counter(one.kind for one in left if one.kind not in _LISTED)
    for kind, count in sorted(rest.items()):
        rows.append(("其余", "", "", f"{count} 件{_REST[kind]}，未逐件列出"))
    return SheetSection(
        title="未收入的文件",
        head=("标题", "发文字号", "发布日期", "未收入的理由"),
        rows=tuple(rows),
        empty="没有未收入的文件。",
    )


def _left_order(one: Left) -> tuple[int, float, date, str]:
    return (
        _ORDER[one.kind],
        -one.known.document.relevance,
        one.known.day,
        one.known.document_id,
    )


def _left_row(one: Left) -> _Row:
    document = one.known.document
    return (
        document.title,
        document.document_number or "",
        _day(document.published_on),
        one.reason,
    )


def _late(drafted: Drafted) -> SheetSection:
    closed = day_words(day_of(drafted.frame.closed_at))
    still = "；上一期尚未定稿，如已编入请先把它定稿" if drafted.frame.follows_open else ""
    rows = tuple(
        (
            item.number,
            item.title,
            item.late_of,
            _day(item.published_on),
            f"首次发现于{day_words(day_of(taken.known.document.detected_at))}{still}",
        )
        for taken, item in drafted.items
        if item.late_of
    )
    return SheetSection(
        title="补遗",
        head=("编号", "标题", "应属月份", "发布日期", "来历"),
        rows=rows,
        empty=f"{closed}以后没有发现以前各月漏收的文件。",
    )


def _open(drafted: Drafted) -> SheetSection:
    numbers = {item.document_id: item.number for _, item in drafted.items}
    order = {key: at for at, key in enumerate(numbers)}
    titles = {item.document_id: item.title for _, item in drafted.items}
    notes = [one for one in drafted.facts.notes if one.document_id in order]
    rows = tuple(
        (numbers[one.document_id], titles[one.document_id], one.kind, one.text)
        for one in sorted(notes, key=lambda one: order[one.document_id])
    )
    return SheetSection(
        title="存疑与改动",
        head=("编号", "标题", "事项", "说明"),
        rows=rows,
        empty="没有存疑的地方。",
    )


def _dates(drafted: Drafted) -> SheetSection:
    numbers = {item.document_id: item.number for _, item in drafted.items}
    rows = tuple(
        (numbers[document_id], day_words(day), kind, words)
        for document_id, day, kind, words in sorted(
            dict.fromkeys(drafted.facts.dates), key=lambda one: one[1]
        )
        if document_id in numbers
    )
    return SheetSection(
        title="文件所定日期",
        head=("编号", "日期", "事由", "原文"),
        rows=rows,
        empty="所收文件没有定下本月以后的日期。",
    )


def _unread(facts: Facts) -> SheetSection:
    return SheetSection(
        title="未能监测的来源",
        head=("来源", "状态", "起", "止"),
        rows=tuple(facts.unread),
        empty="本期各来源都曾读到。",
    )


def _expected(facts: Facts) -> SheetSection:
    return SheetSection(
        title="应有而未见",
        head=("类别", "名称", "说明"),
        rows=tuple(facts.expected),
        empty="没有应有而未见的文件。",
    )


def _printed(drafted: Drafted) -> SheetSection:
    """Documents of the draft, or left out of it, that other months' issues print."""
    items = [(item.number, taken.known) for taken, item in drafted.items]
    gone = [("未收入", one.known) for one in drafted.left if one.kind == "printed"]
    rows = tuple(
        row for number, known in (*items, *gone) for row in _printings(number, known, drafted.frame)
    )
    return SheetSection(
        title="与已印各期的关系",
        head=("编号", "标题", "已印于", "印出的字号", "依据"),
        rows=rows,
        empty="所收文件以前各期都没有印过。",
    )


_BASIS = {"frozen": "定稿", "number": "发文字号相同", "title": "标题相同", "text": "正文相同"}


def _printings(number: str, known: Known, frame: Frame) -> Iterable[_Row]:
    for one in known.printings:
        if one.month != frame.month:
            place = f"{one.month} 期 {one.item}"
            printed = one.document_number or ""
            yield number, known.document.title, place, printed, _BASIS[one.basis]


def _decided(drafted: Drafted) -> SheetSection:
    titles = {item.document_id: item.title for _, item in drafted.items}
    titles |= {one.known.document_id: one.known.document.title for one in drafted.left}
    decisions = drafted.frame.decisions
    of_documents = (*decisions.standing.values(), *decisions.titles.values())
    found = [*of_documents, *decisions.parts.values(), *decisions.orders[:1]]
    found.sort(key=lambda one: (one.decided_at, one.decision_id or 0))
    rows = tuple(
        (
            day_words(day_of(one.decided_at)),
            one.person,
            _decision_words(one, drafted.frame.office),
            titles.get(one.document_id, ""),
            one.reason,
        )
        for one in found
    )
    return SheetSection(
        title="编辑的决定",
        head=("日期", "编辑", "决定", "文件", "理由"),
        rows=rows,
        empty="编辑还没有对本期作过决定。",
    )


def _decision_words(one: IssueDecision, office: Office) -> str:
    match one.kind:
        case "leave":
            return "本期不收"
        case "take":
            return "收入本期"
        case "title":
            return "改题名" if one.value else "恢复原题名"
        case "part":
            title = office.titles.get(one.value)
            return f"归入{title}" if title else "恢复原归编"
        case "order":
            return "调整次序" if one.document_id else f"排定 {len(ordered_ids(one))} 件的次序"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "不详"

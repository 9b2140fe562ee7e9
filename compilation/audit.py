"""A published issue against what was detected: three lists, each row with its reason. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from compilation.matching.differing import Discrepancy, differences
from compilation.matching.pairs import Candidate, Pair, nearest
from compilation.matching.printings import issue_words
from storage.agencies import same_agency, usual_name
from storage.clock import day_of, day_words
from storage.records import (
    Document,
    Finding,
    Issue,
    IssueDecision,
    IssueItem,
    IssuePart,
    Office,
    Printing,
    Review,
)
from storage.text import fold, parse_date
from storage.titles import issuers_in

DOUBLED, UNDETECTED = 0.9, 0.95
APPROVED, PROPOSED, DOUBTFUL, EXPLAINED = 0.95, 0.8, 0.5, 0.2
HALF = 0.5
_MOST_SOURCES = 4


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A source, and whether it could be read in the time of the issue."""

    name: str
    agency: str
    enabled: bool = True
    read_first: datetime | None = None
    """When it was first read whole; ``None``: never."""
    unread: str = ""
    """Since when it could not be read in the month, and how: 12月15日起无法解读."""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A relevant document of the month that the issue does not print."""

    document: Document
    review: Review | None
    why: str
    """Why it is thought relevant, in Chinese."""
    left: IssueDecision | None = None
    """That a person left it out of this issue."""
    printings: tuple[Printing, ...] = ()
    """In other months."""
    twin: str = ""
    """The item of this issue that it seems to be, though another document stands for it."""


@dataclass(frozen=True, kw_only=True)
class Audited:
    """An issue with all that it is held against."""

    issue: Issue
    printed: Mapping[str, Candidate]
    """The documents that its items are, by the items' numbers."""
    near: Mapping[str, Sequence[Candidate]]
    """Of the other items: what they might be."""
    awaited: Sequence[Awaited]
    watches: Sequence[Watch]
    closed_at: datetime
    """When the issue took in nothing more."""
    office: Office
    """Whose parts it has."""


def audit(on: Audited) -> tuple[Finding, ...]:
    """What was never detected, then what differs, in the issue's order; then what is missing."""
    in_issue: list[Finding] = []
    for part in on.issue.parts:
        for item in part.items:
            if other := on.printed.get(item.number):
                found = differences(item, part.part, other, on.office)
                in_issue += [_differing(one, item, part, other) for one in found]
            else:
                in_issue.append(_undetected(on, item))
    in_issue.sort(key=lambda one: one.kind != "undetected")
    ranked = sorted((_missing(on, one) for one in on.awaited), key=_rank)
    return tuple(chain(in_issue, ranked))


def is_spacing(one: Finding) -> bool:
    """Whether spaces alone are printed otherwise."""
    printed, official = ("".join(text.split()) for text in (one.found, one.expected))
    return one.kind == "differing" and printed == official


def _rank(one: Finding) -> tuple[float, str]:
    return -one.confidence, one.label


# -- in the issue and never detected --------------------------------------------------------------


def _undetected(on: Audited, item: IssueItem) -> Finding:
    close = nearest(item, on.near.get(item.number, ()), on.issue.month)
    other = close[0] if close else None
    twin = _printed_as(on, other) if other else None
    if other and twin and close and close[1].match():
        return _doubled(item, other.document, twin)
    reason = "；".join((_nearest_line(close, twin), _sources_line(on, item)))
    return Finding(
        kind="undetected",
        subkind="",
        item=item.number,
        label=item.title,
        found=item.title,
        expected=other.document.title if other else "",
        line=item.line,
        page=item.page,
        confidence=UNDETECTED,
        reason=reason,
        document_id=other.document.document_id if other else None,
    )


def _printed_as(on: Audited, other: Candidate) -> str | None:
    """The item that prints the document already."""
    key = other.document.document_id
    return next((n for n, one in on.printed.items() if one.document.document_id == key), None)


def _nearest_line(close: tuple[Candidate, Pair] | None, twin: str | None) -> str:
    if close is None:
        return "没有相近的文件"
    other, pair = close
    number = other.document.document_number
    named = f"“{other.document.title}”" + (f"（{number}）" if number else "")
    against = [*_against(pair), *([f"它已与 {twin} 对应"] if twin else [])]
    why = "、".join(against) or "不足以认定是同一份"
    return f"最相近的是{named}，但{why}"


def _against(pair: Pair) -> Iterator[str]:
    """What speaks against the two being one, in Chinese."""
    if pair.number is True and not pair.same_title:
        yield "除文号外都不同（所印文号可能有误）"
    elif not pair.same_title:
        yield f"标题只有 {pair.object_likeness:.0%} 相同"
    if pair.other_act:
        yield "一个是征求意见稿、转发、更正之类，另一个不是"
    elif pair.other_object:
        yield "年份、批次或文种不同"
    if pair.number is False:
        yield "文号不同"
    if pair.of_other_agencies:
        yield "发文机关不同"
    yield from _apart(pair)


def _apart(pair: Pair) -> Iterator[str]:
    """How far the two are apart in time and words, in Chinese."""
    if pair.far_apart:
        yield f"成文日期相差 {pair.days} 天"
    elif pair.out_of_time and pair.other.document.published_on:
        yield f"发布于 {day_words(pair.other.document.published_on)}，不在本期前后"
    if pair.text is not None and pair.text < HALF:
        yield f"正文只有 {pair.text:.0%} 相同"


def _sources_line(on: Audited, item: IssueItem) -> str:
    """Which source should have had it, and what kept it."""
    bodies = item.issuing_bodies or issuers_in(item.title)
    if not bodies:
        return "未印发文机关，不知应由哪个来源发现"
    for body in bodies:
        if mine := [one for one in on.watches if same_agency(one.agency, body)]:
            return _kept_from(mine, body, on.closed_at)
    return f"来源目录中没有{'、'.join(bodies[:3])}的来源，请补充来源"


def _kept_from(watches: Sequence[Watch], body: str, closed_at: datetime) -> str:
    enabled = [one for one in watches if one.enabled]
    if not enabled:
        return f"{usual_name(body)}的来源都已停用"
    if broken := [one for one in enabled if one.unread]:
        return "应由" + "、".join(f"“{one.name}”（{one.unread}）" for one in broken[:_MOST_SOURCES])
    names = "、".join(f"“{one.name}”" for one in enabled[:_MOST_SOURCES])
    more = f"等 {len(enabled)} 个来源" if len(enabled) > _MOST_SOURCES else ""
    read = [one.read_first for one in enabled if one.read_first and one.read_first < closed_at]
    kept = "当月能读到，但都没有列出它" if read else "到本期截止时还没有完整读过"
    return f"应由{names}{more}发现，{kept}"


# -- in both and differing ------------------------------------------------------------------------


def _differing(one: Discrepancy, item: IssueItem, part: IssuePart, other: Candidate) -> Finding:
    where = _place(one, item)
    return Finding(
        kind="differing",
        subkind=one.field,
        item=item.number,
        label=other.document.title,
        found=one.found if one.field != "part" else part.title,
        expected=one.expected,
        line=where[0],
        page=where[1],
        confidence=one.confidence,
        reason=one.reason,
        document_id=other.document.document_id,
    )


def _place(one: Discrepancy, item: IssueItem) -> tuple[int | None, int | None]:
    """The line and page of the block that says what differs; else those of the heading."""
    for block in item.blocks:
        if _says(one, block.block.text, item.signed_on):
            return block.line, block.page or item.page
    return item.line, item.page


def _says(one: Discrepancy, text: str, day: date | None) -> bool:
    if one.field == "document_number":
        return bool(one.found) and fold(one.found) in fold(text)
    if one.field == "signed_on":
        return len(text) < 40 and parse_date(text) == day
    return False


def _doubled(item: IssueItem, document: Document, twin: str) -> Finding:
    return Finding(
        kind="differing",
        subkind="doubled",
        item=item.number,
        label=item.title,
        found=item.title,
        expected="",
        line=item.line,
        page=item.page,
        confidence=DOUBLED,
        reason=f"与 {twin} 是同一份文件，本期收录了两次",
        document_id=document.document_id,
    )


# -- detected, relevant and not in the issue ------------------------------------------------------


def _missing(on: Audited, one: Awaited) -> Finding:
    document = one.document
    subkind, confidence, said = _thought(one)
    explained = list(_explanations(on, one))
    return Finding(
        kind="missing",
        subkind=subkind,
        item=None,
        label=document.title,
        found="",
        expected=document.document_number or "",
        line=None,
        page=None,
        confidence=round(confidence * EXPLAINED, 2) if explained else confidence,
        reason="；".join((*explained, said)),
        document_id=document.document_id,
    )


def _thought(one: Awaited) -> tuple[str, float, str]:
    """By whom it is thought relevant, how surely it is missing, and why, in Chinese."""
    if one.review and one.review.decision == "approve":
        return "approved", APPROVED, f"{one.review.person}已决定收录：{one.why}"
    if one.document.relevant:
        sure = PROPOSED + 0.1 * (one.document.relevance - 0.5)
        return "proposed", round(sure, 2), f"程序建议收录：{one.why}"
    return "doubtful", DOUBTFUL, f"待定：{one.why}"


def _explanations(on: Audited, one: Awaited) -> Iterator[str]:
    """Why an issue may rightly be without it, in Chinese."""
    document = one.document
    if one.left:
        because = f"，理由：{one.left.reason}" if one.left.reason else ""
        yield f"{one.left.person}决定本期不收{because}"
    for printing in one.printings:
        yield f"已载于{issue_words(printing.month)} {printing.item}"
    if one.twin:
        yield f"与本期 {one.twin} 似为同一份文件，尚未合并"
    if document.page_kind == "consultation":
        yield "是征求意见稿"
    if document.detected_at >= on.closed_at:
        yield f"本期截止之后（{day_words(day_of(document.detected_at))}）才发现"

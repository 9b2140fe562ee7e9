"""What goes into an issue, what stays out, and why. Pure.

A document is of the month in which it was published; what was published before, and was not
there to be chosen when the last issue was closed, is a late arrival. Which those are tells the set
that was weighed when it was frozen; of a published file, the moment at which its month ended. A
person's word counts before any rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from compilation.drafting.decisions import Decisions
from compilation.drafting.window import Window, month_of
from storage.clock import day_of, day_words, midnight
from storage.records import (
    SPEAKING,
    Document,
    IssueDecision,
    Office,
    PageKind,
    Part,
    Printing,
    Review,
)

PROPER: tuple[PageKind, ...] = ("document", "law")
"""Kinds of page that an issue prints by itself; others only if a person says so."""
NEAR = 0.2
"""So relevant is what was left out but comes near: the rest is only counted."""
_CERTAIN = ("frozen", "number")
_KIND_WORDS: dict[PageKind, str] = {
    "consultation": "征求意见稿，不是正式文件",
    "interpretation": "解读，不是文件本身",
    "news": "新闻，不是文件本身",
    "personnel": "人事信息",
    "procurement": "采购、招标信息",
    "statistics": "统计信息",
    "meeting": "会议信息",
    "publicity_list": "公示名单，不是正式文件",
    "speech": "讲话",
}
LeftKind = Literal["decided", "open", "printed", "near", "unrelated", "other", "pending"]
"""By a person; for a person, but no document proper; printed before; nearly relevant; not relevant;
no document at all; of an earlier issue that was not closed yet. The last three are only counted."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A document, with what is known of its standing."""

    document: Document
    verdict: bool | None
    """Whether it belongs: a person's decision, else the program's; ``None``: for a person."""
    review: Review | None = None
    reason: str = ""
    """The program's, in Chinese."""
    news: bool = True
    """It was met as news, not as part of what a source had when it was first read."""
    printings: tuple[Printing, ...] = ()
    withdrawn: bool = False
    """No page of it is on line any more."""
    files: tuple[str, ...] = ()
    """Hashes of the texts of its leading page's files."""
    likely_part: Part | None = "ministry"
    """Where its issuer does not tell the part; ``None``: the office has no part for it."""

    @property
    def document_id(self) -> str:
        return self.document.document_id

    @property
    def day(self) -> date:
        """When it was published, else found."""
        return self.document.published_on or day_of(self.document.detected_at)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The issue that is drafted."""

    month: str
    window: Window
    closed_at: datetime
    """When the last issue that was frozen or published was closed: what was found later is late."""
    covered_to: date
    """The last day that it was of: what was published since is in no issue."""
    weighed: frozenset[str] | None = None
    """What was there to be chosen when it was frozen, and was not; ``None``: it was not frozen here
    and the moment of its closing has to tell."""
    follows_open: bool = False
    """The issue before was neither frozen nor published: what is late may be meant for it."""
    decisions: Decisions = field(default_factory=Decisions)
    settled_before: frozenset[str] = frozenset()
    """What people left out of other months' issues, or froze in the last one."""
    office: Office
    """Whose parts it has."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A document that goes in."""

    known: Known
    part: Part | None
    """``None``: among the late arrivals."""
    late_of: str = ""
    doubts: tuple[str, ...] = ()
    """Why it is marked 待定, in Chinese."""

    @property
    def document_id(self) -> str:
        return self.known.document_id


@dataclass(frozen=True, kw_only=True)
class Left:
    """A document of the month that stays out."""

    known: Known
    kind: LeftKind
    reason: str


def choose(documents: Iterable[Known], frame: Frame) -> tuple[tuple[Taken, ...], tuple[Left, ...]]:
    """What goes into the issue, and what of its month does not."""
    taken: list[Taken] = []
    left: list[Left] = []
    for known in documents:
        match _judged(known, frame):
            case Taken() as one:
                taken.append(one)
            case Left() as other:
                left.append(other)
    return tuple(taken), tuple(left)


def _judged(known: Known, frame: Frame) -> Taken | Left | None:
    """``None``: it is not of this issue."""
    word = _standing_word(known, frame)
    if word is not None and word.kind == "leave":
        return Left(known=known, kind="decided", reason=_said(word, "本期不收"))
    if word is not None:
        return _placed(known, frame, settled=True)
    here = _is_of(known, frame)
    if not here and not _is_missed(known, frame):
        return None
    if left := _left_out(known, frame):
        return left if here else None
    if here or _is_late(known, frame):
        return _placed(known, frame, settled=False)
    waits = frame.follows_open and known.day > frame.covered_to
    return Left(known=known, kind="pending", reason="属于尚未定稿的上一期") if waits else None


def _standing_word(known: Known, frame: Frame) -> IssueDecision | None:
    """Whether a person left or took it; a later rejection on the desk undoes a taking."""
    word = frame.decisions.standing.get(known.document_id)
    review = known.review
    rejected = review is not None and review.decision == "reject"
    if word and word.kind == "take" and rejected and review and review.decided_at > word.decided_at:
        return None
    return word


def _is_of(known: Known, frame: Frame) -> bool:
    """Whether it was published in the window; without a date, met as news in it."""
    return frame.window.holds(known.day)


def _is_missed(known: Known, frame: Frame) -> bool:
    """Whether it was published before, and stands in no issue though nobody left it out."""
    settled = known.printings or known.document_id in frame.settled_before
    return known.day < frame.window.start and known.news and not settled


def _is_late(known: Known, frame: Frame) -> bool:
    """Whether a document that was missed came too late for the issue that it should stand in."""
    between = known.day > frame.covered_to
    if between and not frame.follows_open:
        return True
    since = midnight(frame.window.start) if between else frame.closed_at
    review = known.review
    if review is not None and review.decision == "approve" and review.decided_at >= since:
        return True
    if between or frame.weighed is None:
        return known.document.detected_at >= since
    return known.document_id not in frame.weighed


def _left_out(known: Known, frame: Frame) -> Left | None:
    """Why the rules leave it out; ``None``: they do not."""
    document, review = known.document, known.review
    if review is not None and review.decision == "reject":
        return Left(known=known, kind="decided", reason=_reviewed(review))
    proper = document.page_kind in PROPER
    if known.verdict is False:
        kind: LeftKind = "near" if document.relevance >= NEAR else "unrelated"
        return Left(known=known, kind=kind if proper else "other", reason=known.reason)
    if not proper and not (known.verdict and review and document.page_kind not in SPEAKING):
        words = _KIND_WORDS.get(document.page_kind, "不是正式文件")
        return Left(known=known, kind="open", reason=words)
    if _own_part(known, frame) is None and known.likely_part is None:
        return Left(known=known, kind="open", reason=f"没有收它的编（{document.region}）")
    if document.published_on is None and not known.news:
        return Left(
            known=known, kind="open", reason="没有发布日期，来源首次读取时已有，不知是否本月"
        )
    if printed := _printed(known, frame, certain=True):
        return Left(known=known, kind="printed", reason=f"已印于{_place(printed)}")
    return None


def _placed(known: Known, frame: Frame, *, settled: bool) -> Taken:
    """The document in its part; ``settled``: a person took it, so that nothing is in doubt."""
    decided = frame.decisions.part_of(known.document_id, frame.office)
    early = known.day < frame.window.start
    part = decided or (None if early else _part(known, frame))
    doubts = () if settled else tuple(_doubts(known, frame, part if decided is None else None))
    return Taken(
        known=known, part=part, late_of=month_of(known.day) if early else "", doubts=doubts
    )


def _own_part(known: Known, frame: Frame) -> Part | None:
    """The document's part, if the office has it."""
    return known.document.part if known.document.part in frame.office.ids else None


def _part(known: Known, frame: Frame) -> Part:
    """The part that it goes into; that of places, if a person took what no part is for."""
    last = frame.office.part_of("province") or frame.office.parts[-1]
    return _own_part(known, frame) or known.likely_part or last.id


def _doubts(known: Known, frame: Frame, part: Part | None) -> Iterable[str]:
    """``part``: the one that it was put in by rule."""
    if known.verdict is None:
        yield known.reason or "是否收录，程序不能判断"
    if known.document.published_on is None:
        yield f"没有发布日期，按首次发现日{day_words(known.day)}归入"
    if part and _own_part(known, frame) is None:
        yield f"归编不明，暂列{frame.office.title_of(part)}"
    if printed := _printed(known, frame, certain=False):
        yield f"疑与{_place(printed)}为同一文件"
    if known.withdrawn:
        yield "原文已撤下"


def _printed(known: Known, frame: Frame, *, certain: bool) -> Printing | None:
    """Where another month's issue prints it, known for certain or not."""
    found = (
        one
        for one in known.printings
        if one.month != frame.month and (one.basis in _CERTAIN) == certain
    )
    return next(found, None)


def _place(printed: Printing) -> str:
    return f" {printed.month} 期 {printed.item}"


def _said(word: IssueDecision, what: str) -> str:
    """王编辑 2023年12月8日决定本期不收：重复."""
    because = f"：{word.reason}" if word.reason else ""
    return f"{word.person} {day_words(day_of(word.decided_at))}决定{what}{because}"


def _reviewed(review: Review) -> str:
    because = f"：{review.reason}" if review.reason else ""
    return f"{review.person} {day_words(day_of(review.decided_at))}决定不收{because}"

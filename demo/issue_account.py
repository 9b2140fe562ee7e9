"""What the demo prints of the monthly issue: a few Chinese lines. Pure."""

from collections.abc import Iterator

from compilation.matching.printings import issue_words, printed_line
from compilation.months import month_words
from compilation.proofing.naming.catalogue import sort_of
from demo.issue import DRAFTED, FORMATS, Monthly
from storage.records import Finding

_WORDS = 1
"""Up to this rank a misprint alters figures or words; beyond it names, form or spaces."""


def checked(found: Monthly) -> Iterator[str]:
    """What audit and proof say of the published issue."""
    worst = [one for one in found.proof if sort_of(one.subkind).rank <= _WORDS]
    rest = len(found.proof) - len(worst)
    yield (
        f"已出版的{issue_words(found.issue.month)}（{len(found.issue.items)} 件）导入后与原文校对："
        f"改变意思的误排 {len(worst)} 处，另有括号、空格、换页之类 {rest} 条。"
    )
    yield from (_misprint(one) for one in worst)
    yield from (_lacking(one) for one in found.audit if one.kind != "differing")
    yield from _printed(found)


def _misprint(one: Finding) -> str:
    return f"  ~ 第 {one.line} 行，{one.item} {one.label}：“{one.found}”应为“{one.expected}”"


def _lacking(one: Finding) -> str:
    if one.kind == "undetected":
        return f"  ? {one.item} 从未监测到：{one.label}（{one.reason}）"
    return f"  + 应收而未刊：{one.label}（{one.reason}）"


def _printed(found: Monthly) -> Iterator[str]:
    """That documents say from now on which issue carries them, by the one printed otherwise."""
    shown = max(found.printings, key=lambda one: "document_number" in one.differs, default=None)
    if shown:
        yield f"  = 其余 {len(found.printings)} 件今后都标明出处，例如：{printed_line([shown])}"


def drafted(found: Monthly) -> Iterator[str]:
    """The next issue: how many documents, which are for a person, and where the files are."""
    doubts = [one for one in found.draft.items if one.doubt]
    named = "".join(f"（{one.number} {one.title}：{one.doubt}）" for one in doubts)
    yield (
        f"{month_words(DRAFTED)}一期的草稿：{len(found.draft.items)} 件，"
        f"待定 {len(doubts)} 件{named}"
    )
    yield from (f"  {FORMATS[path.suffix]}：{path}" for path in found.files)
    yield from (f"  （{note}）" for note in found.notes)

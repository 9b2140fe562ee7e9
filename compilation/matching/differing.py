"""How what an issue prints of a document differs from what its agency has: field by field. Pure.

Exactly as printed is held against the official words. Where only spaces, brackets or widths differ,
it is the same number or title all the same, and said so.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz

from compilation.matching.issuers import is_counted, is_named, names_before, same_names
from compilation.matching.pairs import Candidate
from storage.clock import day_words
from storage.numbers import numbers_agree
from storage.records import Block, IssueItem, Office, Part
from storage.text import fold, number_key, parse_date, squeeze, title_key
from storage.titles import is_cut

ITEM_WORDS = {
    "title": "标题",
    "document_number": "文号",
    "signed_on": "成文日期",
    "issuing_bodies": "发文机关",
    "part": "所属编",
}
SUBSTANCE, FORMAL, ABSENT, SPACED = 0.95, 0.5, 0.4, 0.3
"""How sure: other words; other brackets or widths; not printed, perhaps on purpose; other
spaces."""
_DAY = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|[二一][〇○零oO0一二三四五六七八九]{3}\s*年\s*[一二三四五六七八九十]+\s*月"
    r"\s*[一二三四五六七八九十]+\s*日"
)
_LONGEST_SIGNATURE = 40
_ROUND = str.maketrans("[]", "()")
_BRACKETS = re.compile(r"[（）()\[\]［］【】〖〗﹝﹞〔〕]")


@dataclass(frozen=True, kw_only=True)
class Discrepancy:
    """A field that is printed otherwise than the agency has it."""

    field: str
    found: str
    """Exactly as printed."""
    expected: str
    confidence: float
    reason: str
    """In Chinese."""
    formal: bool = False
    """Spaces, brackets or widths alone; or not printed at all."""


def differences(
    item: IssueItem, part: Part | None, other: Candidate, office: Office
) -> tuple[Discrepancy, ...]:
    """The fields of the item that are printed otherwise, and its part if it is another."""
    if not is_elsewhere(part, other):
        return otherwise_printed(item, other)
    elsewhere = Discrepancy(
        field="part",
        found=office.title_of(part),
        expected=office.title_of(other.document.part),
        confidence=0.7,
        reason="所在的编与按发文机关应归的编不同",
    )
    return (*otherwise_printed(item, other), elsewhere)


def otherwise_printed(item: IssueItem, other: Candidate) -> tuple[Discrepancy, ...]:
    """The fields of the item that are printed otherwise, each once."""
    found = (_title(item, other), _number(item, other), _date(item, other), _bodies(item, other))
    return tuple(one for one in found if one)


def is_elsewhere(part: Part | None, other: Candidate) -> bool:
    """Whether that is another part than the document's, where both are known."""
    official = other.document.part
    return part is not None and official is not None and part != official


def differs(found: Sequence[Discrepancy]) -> tuple[str, ...]:
    """The names of the fields that differ in substance."""
    return tuple(one.field for one in found if not one.formal)


# -- title ----------------------------------------------------------------------------------------


def _title(item: IssueItem, other: Candidate) -> Discrepancy | None:
    whole = [one for one in other.titles if not is_cut(one)] or list(other.titles)
    heading = _against(item.title, whole)
    listed = _against(item.title_in_contents, whole) if item.title_in_contents else None
    if heading is None:
        if listed is None:
            return None
        return replace(listed, reason=f"目录中的{listed.reason}（正文标题无误）")
    if listed and listed.found != heading.found:
        return replace(heading, reason=f"{heading.reason}；目录中印为“{listed.found}”")
    return heading


def _against(printed: str, official: Sequence[str]) -> Discrepancy | None:
    """How a title differs from the one of the official ones that is most like it."""
    if any(squeeze(printed) == squeeze(one) for one in official):
        return None
    expected = max(official, key=lambda one: fuzz.ratio(printed, one))
    if _loose(printed) == _loose(expected):
        return _formal("title", printed, expected)
    if title_key(printed) != title_key(expected):
        return _substance("title", printed, expected)
    if found := _issuers_before(printed, expected):
        return found
    if any(_loose(_object(printed)) == _loose(_object(one)) for one in official):
        return None
    return replace(_formal("title", printed, expected), reason="标题的书名号、引号或标点与原文不同")


def _issuers_before(printed: str, expected: str) -> Discrepancy | None:
    """Titles that differ in the issuers alone, which copies leave out, count or abbreviate."""
    mine, yours = names_before(printed), names_before(expected)
    if not yours or is_counted(yours) or (mine and same_names(mine, yours)):
        return None
    if mine:
        return _substance("title", printed, expected)
    said = _formal("title", printed, expected)
    return replace(said, confidence=ABSENT, reason="标题未印发文机关")


def _object(title: str) -> str:
    """The title from 关于 on."""
    before, found, after = title.partition("关于")
    return after if found else before


# -- number, date ---------------------------------------------------------------------------------


def _number(item: IssueItem, other: Candidate) -> Discrepancy | None:
    expected, printed = other.document.document_number, item.number_as_printed
    if not expected:
        return None
    if not printed:
        stands = fold(expected) in fold(item.text)
        return None if stands else _absent("document_number", expected, "未印文号")
    if squeeze(printed) == expected:
        return None
    if _loose(printed) == _loose(expected):
        return _formal("document_number", printed, expected)
    keys = [key for key in (*other.number_keys, number_key(expected)) if key]
    mine = number_key(item.document_number) or fold(printed)
    if any(numbers_agree(mine, key) is not False for key in keys):
        return None
    return _substance("document_number", printed, expected)


def _date(item: IssueItem, other: Candidate) -> Discrepancy | None:
    printed, official = item.signed_on, other.document.signed_on
    if not printed or not official:
        return None
    found = _as_written((one.block for one in item.blocks), printed) or day_words(printed)
    blocks = other.content.blocks if other.content else ()
    expected = _as_written(blocks, printed)  # the page may state another day beside its text
    if printed != official and not expected:
        return _substance("signed_on", found, day_words(official))
    expected = expected or day_words(official)
    if squeeze(found) != expected and _loose(found) == _loose(expected):
        return _formal("signed_on", found, expected)
    return None


def _as_written(blocks: Iterable[Block], day: date) -> str:
    """The day as a line of its own, or a signature, has it; empty if none does."""
    lines = (one.text for one in blocks if len(one.text) <= _LONGEST_SIGNATURE)
    found = (words[0] for text in lines if (words := _DAY.search(text)))
    return next((words for words in found if parse_date(words) == day), "")


# -- issuers, part --------------------------------------------------------------------------------


def _bodies(item: IssueItem, other: Candidate) -> Discrepancy | None:
    """Agencies that the one names and the other knows nothing of, whatever short name it uses."""
    printed, official = item.issuing_bodies, other.document.issuing_bodies
    if not printed or not official:
        return None
    mine, yours = fold(item.text), fold(" ".join(other.titles)) + other.text
    strange = [one for one in printed if not is_named(one, official, yours)]
    lacking = [one for one in official if not is_named(one, printed, mine)]
    if not strange and not lacking:
        return None
    said = [f"多出{'、'.join(strange)}"] if strange else []
    said += [f"缺{'、'.join(lacking)}"] if lacking else []
    return Discrepancy(
        field="issuing_bodies",
        found="、".join(printed),
        expected="、".join(official),
        confidence=SUBSTANCE if strange else FORMAL + 0.2,
        reason=f"发文机关与原文不一致：{'，'.join(said)}",
    )


# -- the forms ------------------------------------------------------------------------------------


def _substance(field: str, found: str, expected: str) -> Discrepancy:
    reason = f"{ITEM_WORDS[field]}与原文不一致"
    return Discrepancy(
        field=field, found=found, expected=expected, confidence=SUBSTANCE, reason=reason
    )


def _loose(text: str) -> str:
    """Folded, with all brackets one: （2023） for 〔2023〕 is no other number."""
    return fold(text).translate(_ROUND)


def _formal(field: str, found: str, expected: str) -> Discrepancy:
    spaced = "".join(found.split()) == "".join(expected.split())
    return Discrepancy(
        field=field,
        found=found,
        expected=expected,
        confidence=SPACED if spaced else FORMAL,
        reason=f"{ITEM_WORDS[field]}仅{_in_form(found, expected)}不同，实为同一{_one(field)}",
        formal=True,
    )


def _one(field: str) -> str:
    return {"document_number": "文号", "signed_on": "日期"}.get(field, "标题")


def _in_form(found: str, expected: str) -> str:
    """空格, 括号 …: what of the form differs."""
    bare, as_is = ("".join(text.split()) for text in (found, expected))
    said = ["空格"] if len(found) - len(bare) != len(expected) - len(as_is) else []
    if _BRACKETS.findall(found) != _BRACKETS.findall(expected):
        said.append("括号")
    if _BRACKETS.sub("", bare) != _BRACKETS.sub("", as_is):
        said.append("标点或全半角")
    return "、".join(said) or "空格的位置"


def _absent(field: str, expected: str, reason: str) -> Discrepancy:
    return Discrepancy(
        field=field, found="", expected=expected, confidence=ABSENT, reason=reason, formal=True
    )

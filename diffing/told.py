"""Changed values as a person would say them: with what they belong to, ranges whole."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from diffing.figures import unit_of
from diffing.subjects import found_at, subject_of
from storage.records import Hunk, MarkOp, ValueChange

_FIGURES = frozenset({"amount", "percent", "number", "date", "unit"})
_RANKS = {"amount": 3.2, "date": 3.2, "percent": 3.1, "number": 3.0, "unit": 3.0}
_RANK_OF_YEAR = 1.8
_NAMED = 0.3
"""How much graver a value is of which can be said what it belongs to."""
_FRONT = frozenset({"标题", "题注"})
_FIGURE_AT_END = re.compile(
    r"[\d.]+[^\d，。；以]{1,4}$|[一二三四五六七八九十百千万亿]+[^，。；以]$"
)
_LONGEST = 40
_WORDS = frozenset({"modal", "scope"})
_BESIDE = 2
_NEAR = 8
"""Characters told at either side of a word of duty that came or went by itself."""
_RUN = "[^，。；：、,.;:\\s（）()“”]*"
_BEFORE, _AFTER = re.compile(f"{_RUN}$"), re.compile(_RUN)
_FORMULA = re.compile("[=＝×÷∑+＋/]")
"""In a formula, or in cells run together, what stands around a figure says nothing."""
_POINTS = "，。；、,.;:： \n\t"


class Told(NamedTuple):
    """A changed value in words, with the place it stands in and its rank (greater: graver)."""

    label: str
    words: str
    rank: float


def told(hunk: Hunk, values: Sequence[ValueChange]) -> list[Told]:
    """The values of one hunk in words; two that came with one stretch of text are said once."""
    found = list(_worded(hunk, _whole_ranges(hunk, values)))
    return [next(same) for _, same in groupby(found, key=lambda entry: entry[:2])]


def arrow(value: ValueChange) -> str:
    """``2025年12月31日 → 2026年6月30日``; 新增 or 删去 before one that came or went alone."""
    if value.before is None:
        return f"新增{_cut(value.after or '')}"
    if value.after is None:
        return f"删去{_cut(value.before)}"
    return f"{_cut(value.before)} → {_cut(value.after)}"


def _worded(hunk: Hunk, values: Sequence[ValueChange]) -> Iterator[Told]:
    bare = all(value.kind == "scope" for value in values)
    for value in values:
        lone = value.before is None or value.after is None
        if lone and value.kind == "scope" and not bare:
            continue  # 以上, 以下: part of a range that is said
        subject = subject_of(value, hunk)
        words = _stretch(value, hunk) if lone else arrow(value)
        if subject and "“" not in words:
            words = f"{subject} {words}"
        yield Told(value.label, words, _rank(value) + (_NAMED if subject else 0.0))


def _whole_ranges(hunk: Hunk, values: Sequence[ValueChange]) -> list[ValueChange]:
    """五万元 → 六万元, 九万元 → 十万元 as 五万元以上九万元以下 → 六万元以上十万元以下."""
    whole: list[ValueChange] = []
    for value in values:
        last = whole[-1] if whole else None
        joined = last and _joined(hunk, last, value)
        if joined:
            whole[-1] = joined
        elif grown := _grown(hunk, value):
            whole.append(grown)
        else:
            whole.append(value)
    return whole


def _joined(hunk: Hunk, low: ValueChange, high: ValueChange) -> ValueChange | None:
    if low.kind != high.kind or low.label != high.label or low.kind not in _FIGURES:
        return None
    before, after = _range(low.before, high.before), _range(low.after, high.after)
    if bool(low.before) != bool(high.before) or bool(low.after) != bool(high.after):
        return None
    if (before and before not in hunk.before) or (after and after not in hunk.after):
        return None
    return ValueChange(kind=low.kind, before=before, after=after, label=low.label)


def _range(low: str | None, high: str | None) -> str | None:
    return f"{low}以上{high}以下" if low and high else None


def _grown(hunk: Hunk, value: ValueChange) -> ValueChange | None:
    """处100万元 that became 处100万元以上500万元以下."""
    if value.before or not value.after or value.kind not in _FIGURES:
        return None
    lead, found, _ = hunk.after.partition(f"以上{value.after}以下")
    low = _FIGURE_AT_END.search(lead[-24:]) if found else None
    if not low or low[0] not in hunk.before or (whole := low[0] + found) in hunk.before:
        return None
    return ValueChange(kind=value.kind, before=low[0], after=whole, label=value.label)


def _stretch(value: ValueChange, hunk: Hunk) -> str:
    """The inserted or deleted words that the value stands in: a bare 12月 would say nothing."""
    op: MarkOp = "insert" if value.before is None else "delete"
    bare = value.after or value.before or ""
    at = 0
    for mark, text in hunk.marks:
        if mark == op and found_at(text, bare) >= 0:
            piece = _around(text, bare).strip(_POINTS)
            if piece == bare or (value.kind in _WORDS and len(piece) <= len(bare) + _BESIDE):
                return _with_near(value, hunk.after if op == "insert" else hunk.before, at)
            return arrow(value) if _FORMULA.search(piece) else f"{arrow_word(op)}“{piece}”"
        at += len(text) if mark in (op, "equal") else 0
    return arrow(value)


def _with_near(value: ValueChange, text: str, at: int) -> str:
    """A word of duty or scope with the words beside it: 删去应当 alone would say nothing."""
    if value.kind not in _WORDS:
        return arrow(value)
    at = text.find(value.after or value.before or "", at)
    end = at + len(value.after or value.before or "")
    near = _BEFORE.search(text, max(at - _NEAR, 0), at), _AFTER.match(text, end, end + _NEAR)
    words = text[near[0].start() if near[0] else at : near[1].end() if near[1] else end]
    return f"{arrow(value)}（“{words}”）" if words != text[at:end] else arrow(value)


def arrow_word(op: MarkOp) -> str:
    """新增 or 删去."""
    return "新增" if op == "insert" else "删去"


def _around(text: str, bare: str) -> str:
    """The part of a sentence, of at most ``_LONGEST`` characters, that has the value in it."""
    at = found_at(text, bare)
    start = max(text.rfind(point, 0, at) for point in "。；;\n") + 1
    ends = [end for point in "。；;\n" if (end := text.find(point, at)) >= 0]
    piece = text[start : min(ends, default=len(text))]
    if len(piece) <= _LONGEST:
        return piece
    at -= start
    left = max(min(at - (_LONGEST - len(bare)) // 2, len(piece) - _LONGEST), 0)
    cut = piece[left : left + _LONGEST]
    return ("…" if left else "") + cut + ("…" if left + _LONGEST < len(piece) else "")


def _rank(value: ValueChange) -> float:
    """Dates and amounts first, a year after all figures, 必须 for 应当 last."""
    if {value.before, value.after} == {"必须", "应当"}:
        return 0.0
    rank = _RANKS.get(value.kind, 2.0)
    if value.kind == "date" and unit_of(value.after or value.before or "") == "年":
        rank = _RANK_OF_YEAR
    if value.before is None or value.after is None:
        rank -= 0.6
    return rank - 1.0 if value.label in _FRONT else rank


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

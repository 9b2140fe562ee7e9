"""Spots as people read them: with what stands beside them, their line, their clause."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compilation.proofing.beside.merging import SPACES, merged
from compilation.proofing.naming.catalogue import sort_of
from compilation.proofing.texts.passages import Passage
from compilation.proofing.texts.printed import Printed, Spot
from diffing.tables import row_name
from storage.records import Finding

SPLITS = frozenset({"page_break_split", "paragraph_split"})
_LATIN = re.compile("[A-Za-z]")
_BESIDE: dict[str, tuple[int, int]] = {
    **dict.fromkeys(SPACES | {"space_in_title", "space_between_han"}, (4, 4)),
    "half_width_parentheses": (4, 4),
    "space_in_doc_number": (4, 1),
    "space_in_name": (1, 1),
    **dict.fromkeys(SPLITS, (6, 6)),
    "dropped_character_at_page_break": (0, 6),
    "english_word_in_chinese": (2, 2),
    "wrong_brackets_in_doc_number": (0, 0),
    **dict.fromkeys(("lines_merged", "two_column_signature", "line_wrap_in_table"), (400, 400)),
    "book_title_marks_round_heading": (0, 0),
}
"""How many characters are shown before and after a place."""
_OTHERS = (4, 1)
_LEAST = 2
_MOST, _FAR, _BY = 24, 400, 6
_UNKNOWN = frozenset({"unpaired_brackets", "impossible_date"})
"""What should stand there, nobody knows."""


class Shown(NamedTuple):
    """A spot with what stands beside it."""

    found: str
    expected: str


def findings_of(printed: Printed, found: Sequence[Spot], item: str) -> Iterator[Finding]:
    """One finding for each spot of a text."""
    spots = merged(found, printed.text)
    for at, spot in enumerate(spots):
        begins, passage = printed.passage_at(max(spot.end, spot.start))
        shown = _shown(spots, at, printed)
        sort = sort_of(spot.subkind)
        name = row_name(passage.unit) if passage.kind == "table" else ""
        yield Finding(
            kind=sort.kind,
            subkind=_by_what_is_shown(spot, shown),
            item=item,
            label=passage.path or name,
            found=shown.found,
            expected=shown.expected,
            line=passage.line_at(_place(spot) - begins),
            page=passage.page_at(_place(spot) - begins),
            confidence=sort.confidence,
            reason=sort.reason,
        )


def finding_at(
    subkind: str, item: str, passage: Passage, texts: tuple[str, str] = ("", "")
) -> Finding:
    """A finding on a whole passage: what is found there, and what is expected."""
    sort = sort_of(subkind)
    return Finding(
        kind=sort.kind,
        subkind=subkind,
        item=item,
        label=passage.path,
        found=texts[0],
        expected=texts[1],
        line=passage.line,
        page=passage.page,
        confidence=sort.confidence,
        reason=sort.reason,
    )


def _by_what_is_shown(spot: Spot, shown: Shown) -> str:
    """Of spaces: whether a word of Latin letters stands beside them."""
    if spot.subkind in SPACES:
        return f"space_between_han_and_{'latin' if _LATIN.search(shown.found) else 'digit'}"
    return spot.subkind


def _place(spot: Spot) -> int:
    return spot.end if spot.subkind in SPLITS else spot.start


def _shown(spots: Sequence[Spot], at: int, printed: Printed) -> Shown:
    spot, text = spots[at], printed.text
    bounds = _bounds(spots, at, printed)
    start, end = _with_context(spot, bounds, printed)
    left, right = text[start : spot.start], text[spot.end : end]
    right = "" if right.isspace() else right
    found = "⏎" if spot.subkind in SPLITS else text[spot.start : spot.end]
    if spot.subkind in _UNKNOWN:
        return Shown(left + found + right, "")
    return Shown(left + found + right, left + spot.expected + right)


def _with_context(spot: Spot, bounds: tuple[int, int], printed: Printed) -> tuple[int, int]:
    """Where what is shown begins and ends: so far that the line has it once."""
    floor, ceiling = bounds
    before, after = (0, 0) if _is_code(spot) else _BESIDE.get(spot.subkind, _OTHERS)
    if spot.subkind in SPLITS:
        after -= len(spot.expected)
    start = max(floor, spot.start - before)
    if before == _OTHERS[0] and spot.start - start < _LEAST:
        after = before
    end = min(ceiling, spot.end + after)
    line = printed.passage_at(spot.end)[1].text
    while (before or after) and end - start < _MOST and line.count(printed.text[start:end]) > 1:
        if start > floor:
            start -= 1
        elif end < ceiling:
            end += 1
        else:
            break
    return start, end


def _is_code(spot: Spot) -> bool:
    return spot.subkind.startswith(("markdown", "latex", "html"))


def _is_here(one: Spot, spot: Spot) -> bool:
    """Whether one of them is the end of a page, and the other one what was dropped there."""
    kinds = {one.subkind, spot.subkind}
    return "page_break_split" in kinds and one.end == spot.end and spot.expected == one.expected


def _bounds(spots: Sequence[Spot], at: int, printed: Printed) -> tuple[int, int]:
    """How far what is shown may go: to the next difference, mark of markup, or end of the line."""
    spot, text, marks = spots[at], printed.text, printed.ours.marks
    floor = text.rfind("\n", 0, spot.start) + 1
    ceiling = text.find("\n", spot.end)
    ceiling = len(text) if ceiling < 0 else ceiling
    for one in spots[max(0, at - _BY) : at + _BY]:
        if one is spot or _is_code(one) or _is_here(one, spot):
            continue
        floor = max(floor, one.end) if one.end <= spot.start else floor
        ceiling = min(ceiling, one.start) if one.start >= spot.end else ceiling
    before = range(spot.start - 1, max(floor, spot.start - _FAR) - 1, -1)
    after = range(spot.end, min(ceiling, spot.end + _FAR))
    return (
        next((place + 1 for place in before if place in marks), floor),
        next((place for place in after if place in marks), ceiling),
    )

"""Does a finding of a proof say what a planted or known difference says? By place and substance.

A row of a ``*.differences.json`` has the line in the issue, the text found there, the text that is
right, a kind, and whether it is scored. A finding may show more or less of the passage than the
row: what counts is the passage once corrected, white space aside; of a space or a page's end the
neighbours.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.issue_facts import covered, squeezed
from storage.records import Finding, Issue, Occurrence

BREAK = "⏎"
_WIDTHS = str.maketrans("()", "（）", BREAK)
_BRACKETS = ("half_width_parentheses", "mixed_brackets", "bracket_width")
_CONTENTS = "heading_differs_from_contents"
Spacing = Counter[tuple[str, str, str]]
"""Neighbours of a space and whether it is to go or to come."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A difference between an issue and the official text."""

    item: str
    line: int
    found: str
    expected: str
    kind: str
    scored: bool

    @property
    def group(self) -> str:
        if self.kind.startswith("space_"):
            return "空格"
        if self.kind == "page_break_split":
            return "断页"
        return "括号" if self.kind in _BRACKETS else "其余"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One place of a finding."""

    item: str | None
    line: int | None
    found: str
    expected: str
    subkind: str

    @property
    def group(self) -> str:
        if spacing(self.found, self.expected):
            return "空格"
        if BREAK in self.found and squeezed(self.found.replace(BREAK, "")) == squeezed(
            self.expected
        ):
            return "断页"
        return "括号" if self.subkind in _BRACKETS else "其余"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph of the issue, the lines that it takes, and those of its neighbours."""

    text: str
    lines: tuple[int, ...]
    around: tuple[int, ...]


def rows_of(folder: Path) -> tuple[Row, ...]:
    """Every row of the ``N.M.differences.json`` of a folder."""
    return tuple(
        Row(item=path.name.removesuffix(".differences.json"), **row)
        for path in sorted(folder.glob("*.differences.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))
    )


def said_of(findings: Iterable[Finding]) -> tuple[Said, ...]:
    """Every place of the findings that speak of misprints."""
    return tuple(
        Said(
            item=place.item or one.item,
            line=place.line,
            found=place.found,
            expected=place.expected,
            subkind=one.subkind,
        )
        for one in findings
        if one.kind == "misprint"
        for place in _places(one)
    )


def _places(one: Finding) -> tuple[Occurrence, ...]:
    alone = Occurrence(
        item=one.item, line=one.line, page=one.page, found=one.found, expected=one.expected
    )
    return one.occurrences or (alone,)


def passages(issue: Issue) -> dict[int, Passage]:
    """The paragraph of each line."""
    blocks = [one for item in issue.items for one in item.blocks]
    taken = [tuple(covered(one)) for one in blocks]
    near = [(), *taken, ()]
    found: dict[int, Passage] = {}
    for at, (one, lines) in enumerate(zip(blocks, taken, strict=True)):
        around = (*near[at], *lines, *near[at + 2])
        passage = Passage(text=one.block.text, lines=lines, around=around)
        found |= dict.fromkeys(lines, passage)
    return found


def explains(said: Said, row: Row, passage: Passage) -> bool:
    """Whether a finding says what the row says, at its place."""
    if row.group == "断页":
        return said.line in passage.lines and _joined(said, *_across(row))
    if row.kind == _CONTENTS:
        return said.item == row.item and _mends(said, row, row.found)
    whole = not (squeezed(row.found) and squeezed(row.expected))
    if said.line not in (passage.around if whole else _own(row, passage)):
        return False
    return _mends(said, row, passage.text)


def _own(row: Row, passage: Passage) -> tuple[int, ...]:
    """Where a finding of this row may stand: its line, or where its paragraph begins."""
    table = "\t" in passage.text
    return (row.line, passage.lines[0]) if table else passage.lines


def _mends(said: Said, row: Row, text: str) -> bool:
    fold = squeezed if row.group == "括号" else folded
    wrong, right = fold(row.found), fold(row.expected)
    found, expected = fold(said.found), fold(said.expected)
    if not right:
        return (found.count(wrong) > expected.count(wrong)) if wrong else False
    if not found:
        return _added(expected, right, wrong)
    if not wrong:
        return right in expected and right not in found
    before = fold(text)
    return any(
        after.count(right) > before.count(right)
        or (right in wrong and after.count(wrong) < before.count(wrong) and right in after)
        for after in _corrected(before, found, expected)
    )


def _added(added: str, right: str, wrong: str) -> bool:
    whole = added in right and added not in wrong and 2 * len(added) >= len(right) - len(wrong)
    return bool(added) and (whole or right in added)


def _corrected(text: str, found: str, expected: str) -> Iterator[str]:
    at = text.find(found)
    while at >= 0:
        yield text[:at] + expected + text[at + len(found) :]
        at = text.find(found, at + 1)


def folded(text: str) -> str:
    """Without white space and page breaks, brackets in one width."""
    return squeezed(text.translate(_WIDTHS).replace(BREAK, ""))


def _joined(said: Said, left: str, right: str) -> bool:
    """Whether the finding puts these two characters together, or what was lost between them."""
    if left + BREAK + right not in squeezed(said.found):
        return False
    return (
        re.search(
            re.escape(left) + f"[^{BREAK}]{{0,4}}" + re.escape(right), squeezed(said.expected)
        )
        is not None
    )


def _across(row: Row) -> tuple[str, str]:
    before, after = row.found.split(BREAK)
    return before[-1:], after[:1]


def spacing(found: str, expected: str) -> Spacing:
    """The spaces by which two texts differ; none if they differ in more.

    At the edge of both texts one neighbour is unknown (empty); such a space counts only if there
    is no other.
    """
    if squeezed(found) != squeezed(expected):
        return Counter()
    here, there = _gaps(found), _gaps(expected)
    events = Counter(
        (left, right, "去" if here[at] else "加")
        for at, (left, right) in enumerate(pairwise(["", *squeezed(found), ""]))
        if here[at] != there[at]
    )
    inner = Counter({event: count for event, count in events.items() if event[0] and event[1]})
    return inner or events


def times(event: tuple[str, str, str], among: Spacing) -> int:
    """How often a space stands there; an unknown neighbour may be any."""
    return sum(
        count
        for other, count in among.items()
        if all(a == b or not a or not b for a, b in zip(event, other, strict=True))
    )


def _gaps(text: str) -> list[bool]:
    """Whether white space stands before each character, and at the end."""
    gaps = [False]
    for c in text:
        if c.isspace():
            gaps[-1] = True
        else:
            gaps.append(False)
    return gaps


def together(said: Iterable[Said], passage: Passage) -> tuple[str, tuple[Said, ...]]:
    """The passage with all findings of it mended at once, and those that found a place in it.

    Two characters that changed places may be two findings, one mark of a pair another.
    """
    text = squeezed(passage.text.replace(BREAK, ""))
    edits: list[tuple[int, int, str, Said]] = []
    for one in said:
        if one.line not in passage.lines or spacing(one.found, one.expected):
            continue
        found, expected = (squeezed(side.replace(BREAK, "")) for side in (one.found, one.expected))
        for at in (at for at in range(len(text)) if found and text.startswith(found, at)):
            start, end, put = _core(at, found, expected)
            if not any(start < b and a < end for a, b, _, _ in edits):
                edits.append((start, end, put, one))
                break
    for start, end, put, _ in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + put + text[end:]
    return text, tuple(one for *_, one in edits)


def _core(at: int, found: str, expected: str) -> tuple[int, int, str]:
    """What is put in the place of what, without the words that stay."""
    shorter = min(len(found), len(expected))
    left = next((n for n in range(shorter) if found[n] != expected[n]), shorter)
    most = shorter - left
    right = next((n for n in range(most) if found[-1 - n] != expected[-1 - n]), most)
    return at + left, at + len(found) - right, expected[left : len(expected) - right]


def mended(row: Row, before: str, after: str) -> bool:
    """Whether the row's passage is right in the text after, and was not before."""
    fold = squeezed if row.group == "括号" else folded
    wrong, right = fold(row.found), fold(row.expected)
    return bool(right and wrong) and fold(after).count(right) > fold(before).count(right)


def touches(said: Said, row: Row) -> bool:
    """Whether a finding speaks of characters of the row's passage."""
    found, wrong = squeezed(said.found), squeezed(row.found)
    ends = range(1, min(len(found), len(wrong)) + 1)
    return (
        found in wrong
        or wrong in found
        or any(found[-n:] == wrong[:n] or wrong[-n:] == found[:n] for n in ends if n > 1)
    )


def in_official(said: Said, passage: Passage | None, official: str) -> bool:
    """Whether the official text bears a finding out, though no row speaks of it."""
    found, expected = (squeezed(side.replace(BREAK, "")) for side in (said.found, said.expected))
    if passage is None:
        return False
    if not found:
        return len(expected) > 2 and expected in official
    before = squeezed(passage.text)
    for at in (at for at in range(len(before)) if before.startswith(found, at)):
        start, end, put = _core(at, found, expected)
        left, right = before[max(0, start - 3) : start], before[end : end + 3]
        whole = left + put + right
        if (
            len(whole) > 2
            and whole in official
            and left + before[start:end] + right not in official
        ):
            return True
    return False

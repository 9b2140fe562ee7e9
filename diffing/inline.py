"""Marks inside a changed clause, by tokens: ``2025年12月31日 → 2026年6月30日``, never by digits.

The tokens of both texts are encoded as one character each (as diff-match-patch does with lines) and
compared in that form, so that no mark can end inside a token.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from diffing import characters
from diffing.cleanup import PUNCTUATION, WHOLE, WORDS, Encoded, cleaned
from diffing.ends import common_ends, equal_ends
from diffing.keys import key_of
from diffing.tokens import Token
from diffing.words import whole_words
from diffing.written import opened, text_of, unbroken, written_tokens
from storage.records import MarkOp

Mark = tuple[MarkOp, str]
Marks = tuple[Mark, ...]
_MYERS_CELLS = 20_000
"""Above, the bit-parallel LCS of rapidfuzz does what diff-match-patch would take seconds for."""
_LCS_CELLS = 400_000_000
_DISTINCT = 42_000
_LOWER = 0x40000
"""Where the codes of whole tokens begin that are lower bounds."""
_WHOLE = f"{chr(WHOLE)}-{chr(_LOWER - 1)}"
_SHORT = 16
"""Tokens of so many characters come again and again."""
_WORDS = frozenset({"plain", "other", "numeral", "word", "space"})
_SENTENCE = re.compile(r"[^。；;\n]{0,4000}[。；;\n]?")


class Group(NamedTuple):
    """What stands between two equal stretches: the tokens taken out and those put in."""

    before: list[Token]
    after: list[Token]


class Inline(NamedTuple):
    """``marks`` spell both texts; ``groups`` are the changed stretches among them."""

    marks: Marks
    groups: list[Group]
    gave_up: str = ""


class Spelled(NamedTuple):
    """The marks of several lines; ``groups`` are what changed, each with its clause path."""

    marks: Marks
    groups: list[tuple[str, list[Group]]]
    gave_up: str = ""


def inline(before: str, after: str) -> Inline:
    """The marks that lead from ``before`` to ``after``."""
    head, tail = common_ends(before, after)
    if not head and not tail:
        return _of_tokens(written_tokens(before), written_tokens(after))
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    found = _of_tokens(written_tokens(old), written_tokens(new))
    ends: tuple[Mark, Mark] = ("equal", before[:head]), ("equal", before[len(before) - tail :])
    return Inline(merged([ends[0], *found.marks, ends[1]]), found.groups, found.gave_up)


def inline_row(before: str, after: str) -> Inline:
    """The same for a table row: cell by cell, else by whole cells if their number changed."""
    old, new = before.split("\t"), after.split("\t")
    if len(old) != len(new):
        return _of_tokens(_cells(old), _cells(new))
    marks: list[tuple[MarkOp, str]] = []
    groups: list[Group] = []
    for at, (left, right) in enumerate(zip(old, new, strict=True)):
        if at:
            marks.append(("equal", "\t"))
        found = inline(left, right)
        marks += found.marks
        groups += found.groups
    return Inline(merged(marks), groups)


def merged(marks: Iterable[tuple[MarkOp, str]]) -> Marks:
    """Marks with neighbours made one: a deletion, then an insertion, then a new pair."""
    found: list[tuple[MarkOp, str]] = []
    for op, text in marks:
        if not text:
            continue
        if found and found[-1][0] == op:
            text = found.pop()[1] + text
        found.append((op, text))
    return tuple(found)


def _cells(cells: Sequence[str]) -> list[Token]:
    return [Token(cell + ("\t" if at < len(cells) - 1 else ""), "cell")
            for at, cell in enumerate(cells)]  # fmt: skip


def _of_tokens(before: list[Token], after: list[Token]) -> Inline:
    before, after = opened(before, after), opened(after, before)
    old, new, distinct = _encoded(before, after)
    gave_up = ""
    if distinct > _DISTINCT or _cells_of(old, new) > _LCS_CELLS:
        before, after = _sentences(before), _sentences(after)
        old, new, distinct = _encoded(before, after)
        gave_up = "条款过长，只按句比较"
        if distinct > _DISTINCT or _cells_of(old, new) > _LCS_CELLS:
            return _whole(before, after, "条款过长，未作逐字比较")
    edits = whole_words(_edits(old, new), before, after)
    marks, groups = _walked(edits, before, after)
    return Inline(merged(marks), groups, gave_up)


def _encoded(before: list[Token], after: list[Token]) -> tuple[str, str, int]:
    """Both texts with one character for each token, and how many distinct ones there are."""
    by_text: dict[str, str] = {}
    by_key: dict[str, str] = {}
    kinds: dict[str, str] = dict([*after, *before])
    for text, kind in kinds.items():
        key, base = _known_sort(text, kind) if len(text) <= _SHORT else _sort(text, kind)
        if (code := by_key.get(key)) is None:
            if len(by_key) >= _DISTINCT:
                return "", "", _DISTINCT + 1
            code = by_key[key] = chr(base + len(by_key))
        by_text[text] = code
    old = "".join([by_text[token.text] for token in before])
    new = "".join([by_text[token.text] for token in after])
    if "以上" in by_key and "以下" in by_key:
        old, new = _lower_apart((old, new), by_key["以上"], by_key["以下"])
    return old, new, len(by_key)


def _lower_apart(sides: tuple[str, str], lower: str, upper: str) -> Iterator[str]:
    """A lower bound (五万元 before 以上) is never the counterpart of an upper one."""
    lowers, uppers = (
        [set(re.findall(f"([{_WHOLE}]){bound}", encoded)) for encoded in sides]
        for bound in (lower, upper)
    )
    both = "".join((lowers[0] & uppers[1]) | (lowers[1] & uppers[0]))
    for encoded in sides:
        yield (
            re.sub(
                f"[{both}](?={lower})", lambda found: chr(ord(found[0]) - WHOLE + _LOWER), encoded
            )
            if both
            else encoded
        )


def _sort(text: str, kind: str) -> tuple[str, int]:
    """The key of a token, and where the codes of its class begin."""
    key = key_of(text.replace("\n", ""))
    if kind in _WORDS:
        return key, WORDS if key.isalnum() else PUNCTUATION
    return key, WHOLE


_known_sort = lru_cache(maxsize=16_384)(_sort)


def _cells_of(old: str, new: str) -> int:
    """The cells of the table that remains between equal ends."""
    head, tail = equal_ends(old, new)
    return (len(old) - head - tail) * (len(new) - head - tail)


def _edits(old: str, new: str) -> Encoded:
    head, tail = equal_ends(old, new)
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    edits: Encoded = [(0, old[:head]), (0, old[len(old) - tail :])]
    if len(middle[0]) * len(middle[1]) <= 1:
        edits[1:1] = [(-1, middle[0]), (1, middle[1])]
    elif len(middle[0]) * len(middle[1]) <= _MYERS_CELLS:
        edits = characters.edits(old, new)
    else:
        edits[1:1] = _longest_common(*middle)
    return cleaned([(op, text) for op, text in edits if text])


def _longest_common(old: str, new: str) -> Encoded:
    edits: Encoded = []
    for block in LCSseq.opcodes(old, new):
        if block.tag == "equal":
            edits.append((0, old[block.src_start : block.src_end]))
            continue
        if block.src_end > block.src_start:
            edits.append((-1, old[block.src_start : block.src_end]))
        if block.dest_end > block.dest_start:
            edits.append((1, new[block.dest_start : block.dest_end]))
    return edits


def _walked(
    edits: Encoded, before: list[Token], after: list[Token]
) -> tuple[list[tuple[MarkOp, str]], list[Group]]:
    marks: list[tuple[MarkOp, str]] = []
    groups: list[Group] = []
    i = j = 0
    open_group = False
    for op, encoded in edits:
        length = len(encoded)
        if op == 0:
            marks += _equal(before[i : i + length], after[j : j + length])
            i, j, open_group = i + length, j + length, False
            continue
        if not open_group:
            groups.append(Group([], []))
            open_group = True
        if op < 0:
            groups[-1].before.extend(map(unbroken, before[i : i + length]))
            marks.append(("delete", text_of(before[i : i + length])))
            i += length
        else:
            groups[-1].after.extend(map(unbroken, after[j : j + length]))
            marks.append(("insert", text_of(after[j : j + length])))
            j += length
    return marks, groups


def _equal(before: Sequence[Token], after: Sequence[Token]) -> list[tuple[MarkOp, str]]:
    """Tokens of one key: equal as written, or a variant of which both forms are kept."""
    if before == after:
        return [("equal", text_of(before))]
    marks: list[tuple[MarkOp, str]] = []
    for old, new in zip(before, after, strict=True):
        marks += variant_marks(old.text, new.text)
    return marks


def variant_marks(old: str, new: str) -> list[tuple[MarkOp, str]]:
    """Marks between two spellings of the same words: both forms kept, as written."""
    if old == new:
        return [("equal", old)]
    core_old, core_new = old.rstrip(), new.rstrip()
    if core_old == core_new:
        spaces: list[tuple[MarkOp, str]] = [("delete", old[len(core_old) :])]
        return [("equal", core_old), *spaces, ("insert", new[len(core_new) :])]
    return [("delete", old), ("insert", new)]


def _sentences(tokens: Sequence[Token]) -> list[Token]:
    text = text_of(tokens)
    return [Token(found, "sentence") for found in _SENTENCE.findall(text) if found]


def _whole(before: list[Token], after: list[Token], gave_up: str) -> Inline:
    marks: list[tuple[MarkOp, str]] = [("delete", text_of(before)), ("insert", text_of(after))]
    return Inline(merged(marks), [], gave_up)

"""Readable edits: crumbs of equal text between two rewritten stretches join them.

Works on encoded tokens (``inline``): words are ideographs, whole tokens (dates, amounts, titles,
organisations …) are of a range of their own, punctuation is what diff-match-patch takes for such.
"""

from collections.abc import Iterable
from typing import NamedTuple

from diff_match_patch import diff_match_patch

WORDS, WHOLE, PUNCTUATION = 0x20000, 0x30000, 0xF0000
"""Where the codes of each class of tokens begin."""

Encoded = list[tuple[int, str]]

_CRUMB = 7
"""Words in a row that are a statement: however much around them is rewritten, they still stand."""


class Edit(NamedTuple):
    """Equal text, then what was taken out and put in after it."""

    equal: str
    deleted: str
    inserted: str

    @property
    def weight(self) -> int:
        """Words and punctuation rewritten; a whole token replaced does not blur what is near it."""
        return max(_words(self.deleted), _words(self.inserted))


def cleaned(edits: Encoded) -> Encoded:
    """The same edits, shifted to punctuation where that is free, and without crumbs."""
    if len(edits) < 3:
        return edits
    diff_match_patch().diff_cleanupSemanticLossless(edits)
    found: list[Edit] = []
    parts, last = parts_of(edits)
    for edit in parts:
        while found and len(edit.equal) <= min(found[-1].weight, edit.weight, _CRUMB):
            before, crumb = found.pop(), edit.equal
            edit = Edit(
                before.equal,
                before.deleted + crumb + edit.deleted,
                before.inserted + crumb + edit.inserted,
            )
        found.append(edit)
    return flat(found, last)


def flat(parts: Iterable[Edit], last: str) -> Encoded:
    """The edits that ``parts`` and the equal text after them are."""
    pairs = [pair for edit in parts for pair in zip((0, -1, 1), edit, strict=True)]
    return [(op, text) for op, text in [*pairs, (0, last)] if text]


def parts_of(edits: Encoded) -> tuple[list[Edit], str]:
    """The edits, each with the equal text before it, and the equal text after the last."""
    parts: list[Edit] = []
    texts = {0: "", -1: "", 1: ""}
    for op, text in edits:
        if op == 0 and (texts[-1] or texts[1]):
            parts.append(Edit(texts[0], texts[-1], texts[1]))
            texts = {0: "", -1: "", 1: ""}
        texts[op] += text
    if texts[-1] or texts[1]:
        parts.append(Edit(texts[0], texts[-1], texts[1]))
        return parts, ""
    return parts, texts[0]


def _words(encoded: str) -> int:
    return sum(not WHOLE <= ord(char) < PUNCTUATION for char in encoded)

"""What a hunk takes out and puts in, and of what nature each such edit is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from diffing.figures import normal
from diffing.keys import key_of
from diffing.tokens import tokens_of
from storage.records import Hunk, Nature

_NUMBER = r"(?:[一二三四五六七八九十百零〇两]{1,9}|\d{1,4})"
_REFERENCE = re.compile(
    rf"(?:第?[(]{_NUMBER}[)]项?|第?{_NUMBER}[.,]?(?:编|章|节|条(?:之{_NUMBER})?|款|项|目)?|前款|[-,~至和及或与.;:\s])*$"
)
_COUNTED = re.compile("[一二三四五六七八九十百\\d]|前款")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,9}条")
# Words that say how, not what: exchanged or left out without a change of meaning.
_FUNCTION = re.compile(
    "以及|或者|并且|按照|依照|根据|有关|相关|予以|给予|进行|对于|及其|以内|之内|国家|其他|具体|要求|工作|情况|活动"
    "|[和及与或并且的之其等内所将对于在由为按依该本此各也都就还了者地时则即照]|[.,;:\"'()<>-]"
)
_NEGATION = re.compile("[不未非无免禁]|停止|除外|仅|只|限期")
_MUCH = 6
"""Characters that came or went: above, something is said that was not said before."""


class Edit(NamedTuple):
    """The folded text taken out, and the one put in its place."""

    old: str
    new: str

    @property
    def size(self) -> int:
        """Characters that say something."""
        return max(len(_said(self.old)), len(_said(self.new)))


def edits_of(hunk: Hunk) -> list[Edit]:
    """The edits of a hunk; two spellings of the same words are none."""
    return [edit for edit in _pairs(hunk) if edit.old != edit.new]


def _pairs(hunk: Hunk) -> Iterator[Edit]:
    waiting = ""
    for op, text in hunk.marks:
        if op == "delete":
            if waiting:
                yield Edit(waiting, "")
            waiting = key_of(text)
        elif op == "insert":
            yield Edit(waiting, key_of(text))
            waiting = ""
        elif waiting:
            yield Edit(waiting, "")
            waiting = ""
    if waiting:
        yield Edit(waiting, "")


def articles_in(edit: Edit) -> tuple[list[str], list[str]]:
    """The articles that each side refers to."""
    return _ARTICLE.findall(edit.old), _ARTICLE.findall(edit.new)


def nature_of(edit: Edit) -> Nature:
    """By the words alone: whether an edit changes what is said, how, or a number of a clause."""
    if all(map(_REFERENCE.match, edit)) and any(map(_COUNTED.search, edit)):
        return "formality"
    old, new = _said(edit.old), _said(edit.new)
    if old == new or _same_figures(edit):
        return "wording"
    if denies(edit):
        return "substance"
    if old and new:
        alike = Indel.normalized_similarity(old, new)
        return "wording" if alike >= 0.5 or max(len(old), len(new)) < _MUCH else "substance"
    return "substance" if len(old or new) >= _MUCH else "wording"


def is_reordered(edits: Sequence[Edit]) -> bool:
    """Whether what was taken out was put in again elsewhere, but for a few characters."""
    old = Counter("".join(_said(edit.old) for edit in edits))
    new = Counter("".join(_said(edit.new) for edit in edits))
    return max((old - new).total(), (new - old).total()) < _MUCH


@lru_cache(maxsize=4_096)
def _said(text: str) -> str:
    return _FUNCTION.sub("", text)


def denies(edit: Edit) -> bool:
    """Whether a word of denial (不, 未, 除外) came or went."""
    return bool(_NEGATION.search(edit.old)) != bool(_NEGATION.search(edit.new))


def _same_figures(edit: Edit) -> bool:
    """Whether the sides differ in the spelling of figures only: 二十万元, 20万元."""
    if not all(map(_COUNTED.search, edit)) or max(map(len, edit)) > 64:
        return False
    old, new = ("".join(normal(token.text) for token in tokens_of(side)) for side in edit)
    return old == new

"""Unchanged sentences inside a long clause left out; a sentence that changed stays whole."""

import re
from collections.abc import Iterator, Sequence

from diffing.showing.rows import Piece

_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]+[”’」』）)]?|[^。；！？\n]+$")
_LEAST = 60
"""Characters that are worth leaving out."""
_LONGEST = 400
"""Characters of an unchanged stretch shown beside a change, if no sentence ends in it before."""
_MOST_CHANGED = 6_000
"""Characters of one changed stretch that are shown; what is left out is said."""
_HEAD = 40
"""Characters at the start of a clause that tell which one it is."""


def folded(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of one row, unchanged sentences between changes folded."""
    found: list[Piece] = []
    last = len(pieces) - 1
    for at, piece in enumerate(pieces):
        if piece.op == "equal":
            found += _equal(piece.text, first=at == 0, last=at == last)
        else:
            found.append(Piece(piece.op, shortened(piece.text)))
    return found


def shortened(text: str) -> str:
    """A changed stretch, its middle left out if it is enormous, and said so."""
    if len(text) <= _MOST_CHANGED:
        return text
    half = _MOST_CHANGED // 2
    return f"{text[:half]}……（略去{len(text) - _MOST_CHANGED}字）……{text[-half:]}"


def _equal(text: str, *, first: bool, last: bool) -> Iterator[Piece]:
    sentences = _SENTENCE.findall(text)
    head, tail = _head(sentences, first), ("" if last else _tail(sentences))
    middle = len(text) - len(head) - len(tail)
    if middle < _LEAST:
        yield Piece("equal", text)
        return
    for piece in (
        Piece("equal", head),
        Piece("fold", text[len(head) : len(head) + middle]),
        Piece("equal", tail),
    ):
        if piece.text:
            yield piece


def _head(sentences: Sequence[str], first: bool) -> str:
    """The end of the sentence that changed before; of a clause, what it begins with."""
    if not sentences:
        return ""
    if first and len(sentences[0]) > _HEAD and len(sentences) > 1:
        return sentences[0][: sentences[0].find("，", 6, _HEAD) + 1 or _HEAD // 2]
    return sentences[0][:_LONGEST]


def _tail(sentences: Sequence[str]) -> str:
    """The beginning of the sentence that changes next."""
    if not sentences or sentences[-1][-1] in "。；！？\n”’」』）)":
        return ""
    return sentences[-1][-_LONGEST:]

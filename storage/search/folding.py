"""A text as it is compared, and where its characters stand in the text as shown.

Pure. A short text is folded by ``storage.text.fold``; a long one by arrays, ten times as fast, and
to the same: each character alone, but for those that change with others, a letter and its marks.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.text import fold

_BETWEEN_WORDS = re.compile(r"(?<=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])\s+(?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])")
_SPACE = "\x01"
"""Stands in a folded text for white space between words of letters or digits, which matters."""
_DROPPED = "\u200b"
_LONG = 160
"""Characters: a shorter text is sooner folded without arrays."""
_LAST = 0xFFFF
"""The table's last character stands for it and all that come after: they are looked at alone."""
_FOLDED = (range(0x3400), range(0xA000, 0xAC00), range(0xF900, _LAST))
"""Where characters are that something folds; the others are most of our texts."""
_CODE = (1 << 21) - 1
_KEPT, _SEEN = 1 << 21, 1 << 22
"""Said of a character in the table: it has one in its place; it is looked at alone, or white."""

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]
Lengths = NDArray[np.bool_] | NDArray[np.int64]


def folded(text: str) -> str:
    """The text as it is compared: folded, in small letters, words of letters and digits apart.

    >>> folded("ＣＯ２ 排 放、EU  ETS")
    'co2排放,eu\\x01ets'
    """
    return Folded(text).text


class Folded:
    """A text, folded, and where its characters stand in the text as shown."""

    def __init__(self, text: str) -> None:
        self.shown = text
        self._lengths: Lengths | None = None
        if len(text) <= _LONG:
            self.text = fold(_BETWEEN_WORDS.sub(_kept, text)).casefold()
        else:
            self.text, self._lengths = _fold_long(text)

    @cached_property
    def _places(self) -> Places:
        """Of each folded character the place of that from which it comes."""
        lengths = self._lengths
        if lengths is None:
            lengths = _fold_long(self.shown)[1]
        return np.repeat(np.arange(len(self.shown)), lengths)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where what stands at ``start`` to before ``end`` of the folded text comes from.

        >>> Folded("建 设㎡ 项目").span(2, 4)
        (3, 4)
        """
        places = self._places
        return int(places[start]), int(places[end - 1]) + 1

    def within(self, start: int, end: int) -> tuple[int, int]:
        """What of the folded text comes from ``start`` to before ``end`` of the text as shown.

        >>> Folded("建 设㎡ 项目").within(2, 4)
        (1, 4)
        """
        first, last = np.searchsorted(self._places, (start, end)).tolist()
        return first, last


class _Cluster(NamedTuple):
    """Characters that are folded together, and to what."""

    start: int
    end: int
    text: str


def _kept(space: re.Match[str]) -> str:
    return _SPACE + _DROPPED * (len(space[0]) - 1)


def _fold_long(text: str) -> tuple[str, Lengths]:
    """The folded text, and how many characters of it each of the text's became."""
    read = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    found = _table()[np.minimum(read, _LAST)]
    kept = (found & _KEPT) != 0
    seen = np.flatnonzero(found & _SEEN).tolist()
    spaces = [place for place in seen if _BETWEEN_WORDS.match(text, place)]
    found[spaces], kept[spaces] = ord(_SPACE), True
    if alone := [place for place in seen if not text[place].isspace()]:
        return _put_in(found, kept, _clusters(text, alone, kept))
    return _text(found[kept] & _CODE), kept


def _put_in(found: Codes, kept: Lengths, clusters: Sequence[_Cluster]) -> tuple[str, Lengths]:
    """The text with what was looked at alone in its place."""
    lengths = kept.astype(np.int64)
    for one in clusters:
        lengths[one.start : one.end] = 0
        lengths[one.start] = len(one.text)
    codes, ends = np.repeat(found & _CODE, lengths), np.cumsum(lengths)
    for one in clusters:
        said = np.frombuffer(one.text.encode("utf-32-le", "surrogatepass"), "<u4")
        end = int(ends[one.start])
        codes[end - len(said) : end] = said
    return _text(codes), lengths


def _text(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def _clusters(text: str, alone: list[int], kept: Lengths) -> list[_Cluster]:
    """Those that are looked at alone, with what they may become one with before them."""
    found: list[tuple[int, int]] = []
    for place in alone:
        start, end = place, found[-1][1] if found else 0
        if _joins(text[place]) and start > end:
            start -= 1
            while start > end and not kept[start]:
                start -= 1
        if found and _joins(text[place]) and start == end and not kept[start]:
            start = found.pop()[0]
        found.append((start, place + 1))
    return [_Cluster(*one, fold(text[slice(*one)]).casefold()) for one in found]


@lru_cache(maxsize=8192)
def _joins(character: str) -> bool:
    """Whether it may become one with the character before it: a mark, a part of a syllable."""
    return _is_joined(fold(character))


def _is_joined(folds: str) -> bool:
    first = folds[:1] or " "
    return "\u1160" <= first <= "\u11ff" or unicodedata.category(first)[0] == "M"


@lru_cache(maxsize=1)
def _table() -> Codes:
    """Of each character what stands in its place, if it is one, and what is said of it."""
    table = np.arange(_LAST + 1, dtype=np.uint32) | np.uint32(_KEPT)
    for codes in _FOLDED:
        table[codes.start : codes.stop] = [_entry(chr(code)) for code in codes]
    table[_LAST] = _SEEN
    return table


def _entry(character: str) -> int:
    folds = fold(character)
    said = folds.casefold()
    if len(said) > 1 or _is_joined(folds) or character.isspace():
        return _SEEN
    return ord(said) | _KEPT if said else 0

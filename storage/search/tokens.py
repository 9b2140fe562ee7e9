"""What a text is found by: its words of letters and digits, its characters, pairs of characters.

Pure. A text without spaces has no words that a program could be sure of; two characters that stand
together it always has. A longer word may be where all its pairs are, and is looked for there.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from operator import add
from zlib import crc32

from storage.text import fold

_BETWEEN_WORDS = re.compile(r"(?<=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])\s+(?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])")
_SPACE = "\x01"
"""Stands in a folded text for white space between words of letters or digits, which matters."""
_DROPPED = "\u200b"
_RUNS = re.compile(r"[0-9]+|[a-z]+|[^\W0-9a-z_]+")
_BEFORE_CHARACTER = re.compile(r"([0-9]+|[a-z]+)([^\W0-9a-z_])")
_AFTER_CHARACTER = re.compile(r"([^\W0-9a-z_])([0-9]+|[a-z]+)")
_NUMBERED = re.compile(r"[\[(<]((?:19|20)[0-9]{2})[\])>]([0-9]{1,5}号)")
_LAST_SIGN = (1 << 14) - 1
_SIGNS = [f"~{number}" for number in range(_LAST_SIGN + 1)]
"""Stand for triples of characters: a text of usual length has a sixth of them."""
_LONGEST_WORD = 40
_PIECE = 128
"""Characters that are folded at once: of a match only its piece need be looked at closely."""
TITLE, HEAD = "T", "H"
"""Before a gram: it stands in the title; in the title or in what stands out. Folded text has no
capital letters, so that they are no grams of any text."""


def folded(text: str) -> str:
    """The text as it is compared: folded, in small letters, words of letters and digits apart.

    >>> folded("ＣＯ２ 排 放、EU  ETS")
    'co2排放,eu\\x01ets'
    """
    return Folded(text).text


def _kept(space: re.Match[str]) -> str:
    """As long as what it stands for, so that places stay what they are."""
    return _SPACE + _DROPPED * (len(space[0]) - 1)


@lru_cache(maxsize=8192)
def _folded_character(character: str) -> str:
    return fold(character).casefold()


class Folded:
    """A text, folded, and where its characters stand in the text as shown."""

    def __init__(self, text: str) -> None:
        self.shown = text
        self._spaced = _BETWEEN_WORDS.sub(_kept, text)
        pieces = range(0, len(text), _PIECE)
        folds = [fold(self._spaced[at : at + _PIECE]).casefold() for at in pieces]
        self._starts = [0, *accumulate(map(len, folds))]
        self.text = "".join(folds)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where what stands at ``start`` to before ``end`` of the folded text comes from.

        >>> Folded("建 设㎡ 项目").span(2, 4)
        (3, 4)
        """
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        """The place of the character from which the folded one comes."""
        piece = max(0, bisect_right(self._starts, at) - 1)
        length = self._starts[piece]
        for place in range(piece * _PIECE, len(self._spaced)):
            length += len(_folded_character(self._spaced[place]))
            if length > at:
                return place
        return max(0, len(self._spaced) - 1)


def grams(text: str) -> set[str]:
    """What a folded text is found by.

    >>> sorted(grams("co2排放"))
    ['2', '2排', 'co', '排', '排放', '放']
    """
    found = _joints(text)
    for run in _RUNS.findall(text):
        if run.isascii():
            found.add(run[:_LONGEST_WORD])
        else:
            found.update(run)
            found.update(_parts(run))
    return found


def needed(word: str) -> set[str]:
    """The grams that a text must have if the folded word stands in it.

    >>> sorted(needed("排放2030年"))
    ['2030', '2030年', '年', '排放', '放2030']
    """
    found = _joints(word)
    for run in _RUNS.findall(word):
        if run.isascii():
            found.add(run[:_LONGEST_WORD])
        else:
            found.update(_parts(run) if len(run) > 1 else run)
    return found


def _parts(run: str) -> Iterator[str]:
    """Its pairs; of its triples, which are too many, only a sign that many others share."""
    pairs = list(map(add, run, run[1:]))
    yield from pairs
    triples = map(str.encode, map(add, pairs, run[2:]))
    yield from map(_SIGNS.__getitem__, map(_LAST_SIGN.__and__, map(crc32, triples)))


def _joints(text: str) -> set[str]:
    """A word of letters or digits with the character beside it, and numbers of documents."""
    return {
        *map("".join, _BEFORE_CHARACTER.findall(text)),
        *map("".join, _AFTER_CHARACTER.findall(text)),
        *map("#".join, _NUMBERED.findall(text)),
    }


def is_gram(word: str) -> bool:
    """Whether a text that has the word's gram has the word: no need to look."""
    if len(word) >= _LONGEST_WORD:
        return False
    if _RUNS.fullmatch(word):
        return word.isascii() or len(word) <= 2
    return bool(_BEFORE_CHARACTER.fullmatch(word) or _AFTER_CHARACTER.fullmatch(word))


@lru_cache(maxsize=512)
def occurrence(word: str) -> re.Pattern[str]:
    """Finds a folded word in a folded text: of letters or digits only whole ones.

    >>> [bool(occurrence("24号").search(text)) for text in ("24号", "124号")]
    [True, False]
    """
    return re.compile(_edge(word[:1], "<!") + re.escape(word) + _edge(word[-1:], "!"))


def _edge(character: str, look: str) -> str:
    if not character.isascii() or not character.isalnum():
        return ""
    return f"(?{look}[{'0-9' if character.isdigit() else 'a-z'}])"

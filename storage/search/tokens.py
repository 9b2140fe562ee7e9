"""What a text is found by: its words of letters and digits, its characters, pairs of characters.

Pure. A text without spaces has no words that a program could be sure of; two characters that stand
together it always has. A longer word may be where all its pairs are, and is looked for there.
A gram is a number, so that those of a whole text are made and sorted at once.
"""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Grams = NDArray[np.uint64]

_RUNS = re.compile(r"[0-9]+|[a-z]+|[^\W0-9a-z_]+")
_WORD = re.compile(r"[0-9]+|[a-z]+")
_CHARACTERS = re.compile(r"[^\W0-9a-z_]+")
_BEFORE_CHARACTER = re.compile(r"([0-9]+|[a-z]+)([^\W0-9a-z_])")
_AFTER_CHARACTER = re.compile(r"([^\W0-9a-z_])([0-9]+|[a-z]+)")
_NUMBERED = re.compile(r"[\[(<]((?:19|20)[0-9]{2})[\])>]([0-9]{1,5}号)")
_LONGEST_WORD = 40
_CHARACTER = 21
"""Bits of a character; a pair has twice as many."""
_FIRST_OTHER = 128
"""The first character that is none of ASCII."""
_WORDS = 1 << 60
"""A gram from here on is a word of letters or digits, what joins one, or a number: by its hash."""
TITLE, HEAD = 1 << 61, 1 << 62
"""Added to a gram: it stands in the title; in the title or in what stands out."""
MARKS = TITLE | HEAD


def grams(text: str) -> Grams:
    """What a folded text is found by, in no order, some of it twice."""
    read = np.frombuffer(text.encode("utf-32-le"), "<u4")
    spelled, codes = _spelled()[read], read.astype(np.uint64)
    both = spelled[:-1] & spelled[1:]
    pairs = codes[:-1][both] << np.uint64(_CHARACTER) | codes[1:][both]
    words = np.array([*map(_word, _words(text))], np.uint64)
    return np.concatenate((codes[spelled], pairs, words))


def needed(word: str) -> frozenset[int]:
    """The grams that a text must have if the folded word stands in it."""
    found = set(map(_word, _words(word)))
    for run in _CHARACTERS.findall(word):
        if len(run) == 1:
            found.add(ord(run))
        else:
            found.update(ord(one) << _CHARACTER | ord(other) for one, other in pairwise(run))
    return frozenset(found)


@lru_cache(maxsize=1)
def _spelled() -> NDArray[np.bool_]:
    """Of every character whether it is one that words are made of, letters and digits apart."""
    spelled = np.array(bytearray(map(str.isalnum, map(chr, range(sys.maxunicode + 1)))), np.bool_)
    spelled[:_FIRST_OTHER] = False
    return spelled


@lru_cache(maxsize=1 << 16)
def _word(text: str) -> int:
    """The gram of a word of letters or digits, or of more than that."""
    said = text[:_LONGEST_WORD].encode()
    return _WORDS | int.from_bytes(blake2b(said, digest_size=8).digest()) % _WORDS


def _words(text: str) -> Iterator[str]:
    """Words of letters or digits, also with the character beside them; numbers of documents."""
    for found in _WORD.finditer(text):
        run, (start, end) = found[0], found.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        yield run
        if _is_character(before):
            yield before + run
        if _is_character(after):
            yield run + after
    yield from map("#".join, _NUMBERED.findall(text))


def _is_character(one: str) -> bool:
    """Whether words are made of it that are not of letters or digits."""
    return one.isalnum() and not one.isascii()


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

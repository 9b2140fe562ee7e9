"""Matching keys: texts that differ in typography only have one key; a changed figure never does."""

import re
from functools import lru_cache

from storage.text import fold

# What storage.text.fold would make equal although the value differs: 10² and 102, 1 23 and 12 3.
_SUPERSCRIPT = re.compile("(?<=\\d)([²³¹⁰⁴-⁹₀-₉]+)")
_SPLIT_FIGURES = re.compile(r"(?<=\d)\s+(?=\d)")
_VULGAR = re.compile("(?<=\\d)(?=[½⅓⅔¼¾⅛])")
# Look-alikes that copies of one text exchange and that NFKC keeps apart.
_LOOK_ALIKES = str.maketrans({"巿": "市", "○": "〇", "◯": "〇"})
_RARE = re.compile("[²³¹⁰⁴-⁹₀-₉½⅓⅔¼¾⅛巿○◯]")
_BREAK = "\ue000"


def key_of(text: str) -> str:
    """The text folded for matching (widths, brackets, quotes, spaces, look-alikes made one)."""
    if _RARE.search(text):
        text = figures_apart(text).translate(_LOOK_ALIKES)
    return fold(_SPLIT_FIGURES.sub(_BREAK, text))


def figures_apart(text: str) -> str:
    """The text as ``fold`` may have it: powers and fractions stay apart from the figure before."""
    if not _RARE.search(text):
        return text
    return _VULGAR.sub(_BREAK, _SUPERSCRIPT.sub(rf"{_BREAK}\1", text))


@lru_cache(maxsize=16_384)
def token_key(token: str) -> str:
    """``key_of`` for tokens, which are short and come again and again."""
    return key_of(token)


def row_key(row: str) -> str:
    """The key of a table row: what moves from one cell into the next is a change."""
    return "\x1f".join(key_of(cell) for cell in row.split("\t"))

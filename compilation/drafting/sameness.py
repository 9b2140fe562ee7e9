"""How much of one text stands in another, whatever the lines and tables it is broken into. Pure."""

import re

from storage.text import fold

_GRAM = 8
_SAMPLED, _FEW = 32, 0.3
"""Places of a long text that are looked at first; with so few of them in the other it is another
text, and nobody need count how much so."""
_PAGE_NUMBER = re.compile(
    r"^[ \t]*(?:[-—–·.]\s*)?(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[-—–·.])?[ \t]*$", re.M
)


def plain(text: str) -> str:
    """The text folded, without the numbers of its pages."""
    return fold(_PAGE_NUMBER.sub("", text))


def share_of(text: str, whole: str) -> float:
    """The share of a plain text that stands in another one: 0 to 1; 0 for an empty text."""
    if len(text) < 2 * _GRAM:
        return float(bool(text) and text in whole)
    places = range(len(text) - _GRAM + 1)
    sample = places[:: len(places) // _SAMPLED + 1]
    found = sum(text[at : at + _GRAM] in whole for at in sample) / len(sample)
    if found < _FEW:
        return found
    known = {whole[at : at + _GRAM] for at in range(len(whole) - _GRAM + 1)}
    return sum(text[at : at + _GRAM] in known for at in places) / len(places)

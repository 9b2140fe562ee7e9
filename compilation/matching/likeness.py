"""How alike a printed text and an official one are, though one may have more beside it. Pure."""

import re

from rapidfuzz import fuzz

LEAST_CHARS = 80
"""A text with fewer says nothing."""
_SENTENCE = re.compile(r"[.;!?:]")
_LEAST_SENTENCE = 8
_COMPARED = 20_000


def likeness(one: str, other: str) -> float:
    """Of folded texts, 0 to 1: as a whole, or how much of the shorter stands in the longer.

    A page may leave out what the issue prints of its attachments, and the reverse.
    """
    return max(covered(one, other), fuzz.ratio(one[:_COMPARED], other[:_COMPARED]) / 100)


def covered(one: str, other: str) -> float:
    """How much of the shorter text's sentences stands in the longer one."""
    short, long = sorted((one, other), key=len)
    said = [part for part in _SENTENCE.split(short) if len(part) >= _LEAST_SENTENCE]
    stands = sum(len(part) for part in said if part in long)
    return stands / sum(map(len, said)) if said else 0.0

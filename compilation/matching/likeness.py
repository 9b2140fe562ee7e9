"""How alike a printed text and an official one are, though one may have more beside it. Pure."""

from rapidfuzz import fuzz

from compilation.drafting.sameness import share_of

LEAST_CHARS = 80
"""A text with fewer says nothing."""
_COMPARED = 20_000


def likeness(one: str, other: str) -> float:
    """Of folded texts, 0 to 1: as a whole, or how much of the shorter stands in the longer.

    A page may leave out what the issue prints of its attachments, and the reverse.
    """
    short, long = sorted((one, other), key=len)
    whole = fuzz.ratio(one[:_COMPARED], other[:_COMPARED]) / 100
    return max(share_of(short, long), whole)

"""What stands as a heading before a row, or before what holds it."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawlers.families import dates
from storage.text import squeeze

_HEADED = 3
"""A heading stands at most so many levels above a row."""
_MOST_BEFORE = 100
_LONGEST = 40
_UNSHOWN = ("-comment", "script", "style")


def year_above(node: LexborNode) -> int | None:
    """The year that stands as a heading before the row, or before what holds it."""
    years = (dates.lone_year(text) for text in texts_above(node, _HEADED))
    return next(filter(None, years), None)


def texts_above(node: LexborNode, levels: int) -> Iterator[str]:
    """The beginnings of the texts before the element and before those that hold it, near first."""
    at: LexborNode | None = node
    for _ in range(levels):
        before = at.prev if at is not None else None
        for _ in range(_MOST_BEFORE):
            if before is None:
                break
            if before.tag not in _UNSHOWN:
                yield squeeze(before.text()[:_LONGEST])
            before = before.prev
        at = at.parent if at is not None else None

"""The equal ends of two texts, cut where no token goes on: most of a changed clause is equal."""

import re

_POINTS = "，。；\n"
_POINT = re.compile(r"[，。；\n](?![\d\s])")


def common_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters at each end need no second look: whole parts of sentences.

    No token goes on over the point between two parts, but for a figure or a title in which it is.
    """
    shorter = min(len(before), len(after))
    head = _point(before, _shared(before, after, shorter))
    reverse = _shared(before[::-1], after[::-1], shorter - head)
    start = len(before) - reverse
    found = _POINT.search(before, start)
    tail = len(before) - found.end() if found and start else 0
    return head, tail if _is_closed(before[len(before) - tail :]) else 0


def equal_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters are equal at each end."""
    shorter = min(len(before), len(after))
    head = _shared(before, after, shorter)
    return head, _shared(before[::-1], after[::-1], shorter - head)


def _point(text: str, end: int) -> int:
    """The end of the last whole part of a sentence up to ``end``."""
    found = max(text.rfind(point, 0, end) for point in _POINTS) + 1
    return (
        found if found and not text[found : found + 1].isdigit() and _is_closed(text[:found]) else 0
    )


def _is_closed(text: str) -> bool:
    return text.count("《") == text.count("》")


def _shared(before: str, after: str, most: int) -> int:
    """The length of the common beginning, by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == after[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low

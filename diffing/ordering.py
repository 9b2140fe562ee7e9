"""Order: which pairs keep their place, and the best order-keeping pairing of a small stretch."""

from collections.abc import Callable, Iterable
from itertools import pairwise

Pair = tuple[int, int]
_TIE = 1e-9
_FOLLOWS = 0.01
"""What it adds to a pair that the next one follows at once."""


def in_order(pairs: Iterable[Pair], weight: Callable[[Pair], float] = lambda _: 1.0) -> list[Pair]:
    """The heaviest series of ``pairs`` that rises in both texts: what did not move.

    Of equally heavy ones, the one whose movers moved up.
    """
    ordered = sorted(pairs, key=lambda pair: pair[1])
    if all(old[0] < new[0] for old, new in pairwise(ordered)):
        return ordered
    best = _BestBefore(1 + max(before for before, _ in ordered))
    totals: list[float] = []
    previous: list[int] = []
    for at, pair in enumerate(ordered):
        total, last = best.up_to(pair[0])
        totals.append(total + weight(pair))
        previous.append(last)
        best.put(pair[0] + 1, totals[at], at)
    series = []
    at = best.up_to(best.size)[1]
    while at >= 0:
        series.append(ordered[at])
        at = previous[at]
    return series[::-1]


class _BestBefore:
    """The best of the entries below a position (a Fenwick tree of maxima; the latest of equals)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.tree = [(0.0, -1)] * (size + 1)

    def up_to(self, place: int) -> tuple[float, int]:
        found = (0.0, -1)
        while place > 0:
            found = max(found, self.tree[place])
            place -= place & -place
        return found

    def put(self, place: int, total: float, entry: int) -> None:
        new = (total, entry)
        while place <= self.size:
            if new > self.tree[place]:
                self.tree[place] = new
            place += place & -place


def best_pairing(rows: int, columns: int, score: Callable[[int, int], float]) -> list[Pair]:
    """The order-keeping pairing of ``rows`` with ``columns`` of the highest total score.

    Of equal ones, the one in which more pairs follow one another, then the one that pairs first:
    a line that comes again and again belongs to what stands beside it.
    """
    table = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    paired = [[False] * columns for _ in range(rows)]
    runs = [0.0] * (columns + 1)  # the best that begins with the pair of the row below
    for i in range(rows - 1, -1, -1):
        line, below = table[i], table[i + 1]
        above = [0.0] * (columns + 1)
        for j in range(columns - 1, -1, -1):
            line[j] = max(below[j], line[j + 1])
            if (gain := score(i, j)) > 0.0:
                run = runs[j + 1] + _FOLLOWS * gain if runs[j + 1] else 0.0
                total = gain + max(below[j + 1], run)
                above[j] = total
                paired[i][j] = total > line[j] - _TIE
                line[j] = max(line[j], total)
        runs = above
    return _trace(table, paired)


def _trace(table: list[list[float]], paired: list[list[bool]]) -> list[Pair]:
    pairs = []
    i = j = 0
    while i < len(paired) and j < len(paired[0]):
        if paired[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs

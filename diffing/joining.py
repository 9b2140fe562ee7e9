"""Splits and merges: one paragraph here that is two there, lines broken at other places."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from diffing.ordering import Pair
from diffing.units import Unit

_MOST_JOINED = 6
_LONGEST = 8_000
_GAIN = 0.02
_WITHIN = 0.6
"""The share of a unit's pairs of characters that must stand in the text it joins."""


class Match(NamedTuple):
    """Units (positions) that are one another's counterpart; several where lines were joined."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False


def joined(
    before: Sequence[Unit], after: Sequence[Unit], kept: Sequence[Pair], moved: Sequence[Pair]
) -> list[Match]:
    """The pairs as matches, with the free units beside them that belong to the same text."""
    regions = _Regions(before, after, kept, moved)
    start: Pair = (0, 0)
    changed: list[Pair] = []
    for pair in kept:
        if before[pair[0]].key == after[pair[1]].key:
            if changed or (start[0] < pair[0] and start[1] < pair[1]):
                regions.close(start, pair, changed)
            regions.matches.append(Match(before=(pair[0],), after=(pair[1],)))
            start, changed = (pair[0] + 1, pair[1] + 1), []
        else:
            changed.append(pair)
    regions.close(start, (len(before), len(after)), changed)
    return regions.matches


class _Regions:
    """Stretches between equal units, each closed to matches of one or more units."""

    def __init__(
        self, before: Sequence[Unit], after: Sequence[Unit], kept: Sequence[Pair],
        moved: Sequence[Pair],
    ) -> None:  # fmt: skip
        self.units = (before, after)
        self.movers = tuple({pair[side] for pair in moved} for side in (0, 1))
        self.taken = tuple({pair[side] for pair in (*kept, *moved)} for side in (0, 1))
        self.matches: list[Match] = []

    def close(self, start: Pair, end: Pair, changed: Sequence[Pair]) -> None:
        """Adds the matches of the stretch from ``start`` up to ``end``."""
        rows, columns = (
            [at for at in range(start[side], end[side]) if at not in self.movers[side]]
            for side in (0, 1)
        )
        if len(rows) == len(columns) == len(changed) == 1:
            self.matches.append(Match(before=tuple(rows), after=tuple(columns)))
            return
        if _unbroken(rows) and _unbroken(columns) and (
            self._text(0, rows) == self._text(1, columns)
        ):  # fmt: skip
            self.matches.append(Match(before=tuple(rows), after=tuple(columns)))
            return
        for pair in changed:
            self.matches.append(self._absorbed(pair, (set(rows), set(columns))))

    def _text(self, side: int, places: Iterable[int]) -> str:
        return "".join(self.units[side][at].whole_key for at in places)

    def _absorbed(self, pair: Pair, region: tuple[set[int], set[int]]) -> Match:
        sides = ([pair[0]], [pair[1]])
        found = self._alike(sides)
        for _ in range(_MOST_JOINED):
            if found > 1.0 - _GAIN or (added := self._addition(sides, region, found)) is None:
                break
            side, at, found = added
            sides[side].append(at)
            sides[side].sort()
            self.taken[side].add(at)
        return Match(before=tuple(sides[0]), after=tuple(sides[1]))

    def _addition(
        self, sides: tuple[list[int], list[int]], region: tuple[set[int], set[int]], found: float
    ) -> tuple[int, int, float] | None:
        """A free neighbour whose words stand in the other text, and how alike they are then."""
        for side in (0, 1):
            others = frozenset().union(
                *(self.units[1 - side][at].bigrams for at in sides[1 - side])
            )
            for at in (sides[side][-1] + 1, sides[side][0] - 1):
                if at not in region[side] or at in self.taken[side]:
                    continue
                bigrams = self.units[side][at].bigrams
                if len(bigrams & others) < _WITHIN * len(bigrams):
                    continue
                trial = (sides[0], sorted([*sides[1], at])) if side else (
                    sorted([*sides[0], at]), sides[1])  # fmt: skip
                if (alike := self._alike(trial)) > found + _GAIN:
                    return side, at, alike
        return None

    def _alike(self, sides: tuple[list[int], list[int]]) -> float:
        old, new = self._text(0, sides[0]), self._text(1, sides[1])
        if max(len(old), len(new)) > _LONGEST:
            return 1.0
        return Indel.normalized_similarity(old, new)


def _unbroken(places: Sequence[int]) -> bool:
    return bool(places) and places[-1] - places[0] == len(places) - 1

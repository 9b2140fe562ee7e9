"""Nearest: units that are clearly each other's nearest, wherever they stand."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from diffing.likeness import candidates, likeness
from diffing.ordering import Pair
from diffing.units import Unit

Alike = Callable[[Unit, Unit, float], float]
"""How alike two units are; anything below the third argument if it is less than that."""

_MOST_PAIRS = 60_000
_MARGIN = 0.02
"""By how much the nearest must be nearer than the next."""


class Bar(NamedTuple):
    """How alike two units have to be if none other is nearer to either than a part of that."""

    least: float
    times: float = 1.0


def nearest(
    before: Sequence[Unit], after: Sequence[Unit], alike: Alike, *bars: Bar
) -> tuple[list[Pair], str]:
    """Pairs of positions of which each is the other's nearest by a margin; what was given up."""
    pairs = candidates(before, after)
    gave_up = f"改动过多，只比较了前{_MOST_PAIRS}对相近条款" if len(pairs) > _MOST_PAIRS else ""
    least = min(bar.least / bar.times for bar in bars)
    scored = [
        (found, i, j)
        for i, j in pairs[:_MOST_PAIRS]
        if (found := alike(before[i], after[j], least)) >= least
    ]
    return _mutual(scored, bars), gave_up


def _mutual(scored: Iterable[tuple[float, int, int]], bars: Sequence[Bar]) -> list[Pair]:
    best_of_old: dict[int, list[float]] = {}
    best_of_new: dict[int, list[float]] = {}
    ranked = sorted(scored, reverse=True)
    for found, i, j in ranked:
        best_of_old.setdefault(i, []).append(found)
        best_of_new.setdefault(j, []).append(found)
    return [
        (i, j)
        for found, i, j in ranked
        if found == best_of_old[i][0] == best_of_new[j][0]
        and _is_enough(found, max(_next(best_of_old[i]), _next(best_of_new[j])), bars)
    ]


def _next(found: list[float]) -> float:
    return found[1] if len(found) > 1 else 0.0


def _is_enough(found: float, following: float, bars: Sequence[Bar]) -> bool:
    return any(
        found >= bar.least and following < min(found - _MARGIN, found / bar.times) for bar in bars
    )


def may_move(old: Unit, new: Unit, least: float) -> bool:
    """Whether two units are alike enough, and long enough, to say that the one became the other."""
    if old.key == new.key:
        return len(old.key) >= (2 if old.label and old.level <= 4 else 8)
    return len(old.key) >= 12 and likeness(old, new, least) > 0

"""Nearest: units that are clearly each other's nearest, wherever they stand."""

from collections.abc import Callable, Iterable, Sequence

from diffing.likeness import candidates, likeness
from diffing.ordering import Pair
from diffing.units import Unit

Alike = Callable[[Unit, Unit, float], float]
"""How alike two units are; anything below the third argument if it is less than that."""
_MOST_PAIRS = 60_000
_MARGIN = 0.02
"""By how much the nearest must be nearer than the next."""


def nearest(
    before: Sequence[Unit], after: Sequence[Unit], alike: Alike, least: float, times: float = 1.0
) -> tuple[list[Pair], str]:
    """Pairs of positions of which each is the other's nearest by a margin; what was given up.

    None of the others may be nearer than one part in ``times`` of that.
    """
    pairs = candidates(before, after)
    gave_up = f"改动过多，只比较了前{_MOST_PAIRS}对相近条款" if len(pairs) > _MOST_PAIRS else ""
    scored = [
        (found, i, j)
        for i, j in pairs[:_MOST_PAIRS]
        if (found := alike(before[i], after[j], least / times)) >= least / times
    ]
    return _mutual(scored, least, times), gave_up


def _mutual(
    scored: Iterable[tuple[float, int, int]], least: float, times: float
) -> list[Pair]:
    best_of_old: dict[int, list[float]] = {}
    best_of_new: dict[int, list[float]] = {}
    ranked = sorted(scored, reverse=True)
    for found, i, j in ranked:
        best_of_old.setdefault(i, []).append(found)
        best_of_new.setdefault(j, []).append(found)
    return [
        (i, j)
        for found, i, j in ranked
        if found >= least
        and _clearly_best(found, best_of_old[i], times)
        and _clearly_best(found, best_of_new[j], times)
    ]


def _clearly_best(found: float, all_found: list[float], times: float) -> bool:
    if found != all_found[0]:
        return False
    return len(all_found) == 1 or all_found[1] < min(found - _MARGIN, found / times)


def may_move(old: Unit, new: Unit, least: float) -> bool:
    """Whether two units are alike enough, and long enough, to say that the one became the other."""
    if old.key == new.key:
        return len(old.key) >= (2 if old.label and old.level <= 4 else 8)
    return len(old.key) >= 12 and likeness(old, new, least) > 0

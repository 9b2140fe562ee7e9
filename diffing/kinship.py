"""Articles rewritten so far that few words are left: which became which, by their rare words.

What most articles of a text have in common (its subject, its authorities) says nothing of which
belong together, so pairs of characters count the less the more articles have them.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache, cached_property
from itertools import chain
from math import log

from diffing.ordering import Pair, best_pairing
from diffing.units import Unit, bigrams_of

_SAMPLE = 300
"""Clauses from which it is learnt how common a pair of characters is."""
_MOST = 12_000
"""Pairs of articles of a stretch, or of all texts, that are held against one another."""
_IN_ORDER = 0.26
_LONE = 0.12
"""What is enough where nothing else stands between two that have their counterparts."""
_ANYWHERE = 0.3
_ELSEWHERE = 0.38
_NEARER = 1.5
"""By how much an article must be nearer elsewhere than in its place to be looked for there."""


class Kinship:
    """How much of one another's rare words two units have."""

    def __init__(self, everything: Sequence[Unit]) -> None:
        self.everything = everything
        self.whole: dict[int, float] = {}

    @cached_property
    def weights(self) -> dict[int, float]:
        """What each pair of characters says; learnt from a sample of a long text."""
        known = self.everything[:: 1 + len(self.everything) // _SAMPLE]
        common = Counter(chain.from_iterable(bigrams_of(unit.key) for unit in known))
        self.rarest = log(len(known) + 1)
        return {pair: self.rarest - log(times) for pair, times in common.items()}

    def weight(self, pairs: Collection[int]) -> float:
        """What pairs of characters say together."""
        known = self.weights
        return sum([known.get(pair, self.rarest) for pair in pairs])

    def _of_all(self, unit: Unit) -> float:
        if (found := self.whole.get(id(unit))) is None:
            found = self.whole[id(unit)] = self.weight(unit.bigrams)
        return found

    def of(self, before: Unit, after: Unit, least: float = 0.0) -> float:
        """0 to 1: half by all words of both, half by those of the shorter."""
        if before.form != after.form:
            return 0.0
        old, new = before.bigrams, after.bigrams
        if (shared := self.weight(old & new)) <= 0.0:
            return 0.0
        one, other = self._of_all(before), self._of_all(after)
        return shared / (one + other) + 0.5 * shared / min(one, other)


def kin_in_order(
    kinship: Kinship, before: Sequence[Unit], after: Sequence[Unit], elsewhere: Sequence[Unit]
) -> list[Pair]:
    """The pairs (positions) of a stretch between two that keep their places.

    ``elsewhere`` are the articles of the new text that have no counterpart yet.
    """
    if len(before) * max(len(after), len(elsewhere)) > _MOST:
        return []
    least = _LONE if len(before) == len(after) == 1 else _IN_ORDER

    @cache
    def best(i: int) -> float:
        return max((kinship.of(before[i], new) for new in elsewhere), default=0.0)

    def score(i: int, j: int) -> float:
        found = kinship.of(before[i], after[j])
        if found < least:
            return 0.0
        nearer = not before[i].several and best(i) >= max(_ELSEWHERE, _NEARER * found)
        return 0.0 if nearer else found

    return best_pairing(len(before), len(after), score)


def kin_anywhere(kinship: Kinship, before: Sequence[Unit], after: Sequence[Unit]) -> list[Pair]:
    """The pairs that are each other's nearest kin, wherever they stand."""
    if len(before) * len(after) > _MOST:
        return []
    scored = sorted(
        (
            (found, i, j)
            for i, old in enumerate(before)
            for j, new in enumerate(after)
            if (found := kinship.of(old, new)) >= _ANYWHERE
        ),
        reverse=True,
    )
    taken: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for _, i, j in scored:
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
        taken[0].add(i)
        taken[1].add(j)
    return pairs

"""How alike two units are, and which pairs are worth the question: never all with all."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from rapidfuzz.distance import Indel

from diffing.units import Unit

LONG = 20_000
_COMMON = 24
"""A bigram that more units than this share says nothing of which belong together."""
_CANDIDATES = 6
_SHORT = 6
"""Keys shorter than this are found by their place only."""


def likeness(before: Unit, after: Unit, least: float) -> float:
    """0 to 1 (a little more where the labels agree); 0 below ``least``."""
    if before.form != after.form:
        return 0.0
    bonus = _of_labels(before, after)
    if before.key == after.key:
        return 1.0 + max(bonus, 0.0)
    found = _of_keys(before, after, least - bonus)
    if min(len(before.key), len(after.key)) < _SHORT and found < 0.6 and bonus <= 0:
        return 0.0
    return found + bonus if found + bonus >= least else 0.0


def _of_labels(before: Unit, after: Unit) -> float:
    if before.label_key and before.label_key == after.label_key:
        return 0.05
    return 0.0 if before.level == after.level else -0.08


def _of_keys(before: Unit, after: Unit, least: float) -> float:
    short, long = sorted((len(before.key), len(after.key)))
    ratio = 0.0
    if long <= LONG:
        ratio = Indel.normalized_similarity(before.key, after.key, score_cutoff=max(least, 0.0))
    if short < 12 or (long < 1.4 * short and long <= LONG):
        return ratio
    shared = len(before.bigrams & after.bigrams)
    # A clause that grew is still the clause: what counts is how much of it is left.
    contained = 0.85 * shared / min(len(before.bigrams), len(after.bigrams))
    return max(ratio, contained)


def candidates(before: Sequence[Unit], after: Sequence[Unit]) -> list[tuple[int, int]]:
    """Pairs of positions that share rare pairs of characters: a few per unit, near linear time."""
    places: dict[int, list[int]] = defaultdict(list)
    for at, unit in enumerate(after):
        for bigram in unit.bigrams if len(unit.key) >= _SHORT else ():
            places[bigram].append(at)
    pairs = []
    for at, unit in enumerate(before):
        if not places or len(unit.key) < _SHORT:
            continue
        found = (places.get(bigram, ()) for bigram in unit.bigrams)
        votes = Counter(chain.from_iterable(ats for ats in found if len(ats) <= _COMMON))
        pairs += [(at, other) for other, _ in votes.most_common(_CANDIDATES)]
    return pairs

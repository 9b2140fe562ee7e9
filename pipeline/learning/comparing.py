"""A candidate and the model in use on the same held-back rows: which is better, beyond noise. Pure.

Which rows are held back follows from their keys alone, so that no model ever learned from them,
however often one is trained. Differences are those of the rows on which only one is right: the
sign test (McNemar, "Note on the sampling error of the difference between correlated proportions",
Psychometrika 12, 1947), exact.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import comb

from pipeline.classify import classify
from pipeline.classifying.rules import Rules
from pipeline.learning.figures import RELEVANT, Judged, f1, ratio, relevance_figures
from pipeline.learning.rows import Row
from storage.ids import digest_id
from storage.records import HeldBack, LearnedField, Respect

ONE_IN = 4
"""Of so many rows one is held back."""
NOISE = 0.05
"""A difference that comes about by chance as often as this or less is none of chance."""
LUCK = 0.02
"""A model that guesses does this well once in fifty times: what does, has learned something."""
_FEWEST_OF_EACH = 4
"""So many of both answers tell whether a model knows anything."""


def is_held_back(key: str) -> bool:
    """Whether the row is never learned from."""
    return int(digest_id("held back", key), 16) % ONE_IN == 0


def held_back(rows: Iterable[Row], seen: Collection[str] = ()) -> list[Row]:
    """The rows by which models are compared; not those that one of them has seen."""
    return [row for row in rows if is_held_back(row.key) and row.key not in seen]


def compare(rows: Sequence[Row], candidate: Rules, in_use: Rules) -> HeldBack:
    """Both sets of rules on the rows."""
    new = [judged_by(row, candidate) for row in rows]
    old = [judged_by(row, in_use) for row in rows]
    respects = (_respect(name, new, old) for name in _RIGHT)
    return HeldBack(
        rows=len(rows),
        drawn=sum(row.drawn for row in rows),
        drawn_candidate=_drawn_right(new),
        drawn_in_use=_drawn_right(old),
        respects=tuple(one for one in respects if one.rows),
        candidate=_figures(new),
        in_use=_figures(old),
        by_chance=_by_chance(new),
    )


def judged_by(row: Row, rules: Rules) -> Judged:
    """The verdict on a row as ``classify`` comes to it."""
    verdict = classify(row.facts, rules)
    return Judged(
        row=row,
        kind=verdict.page_kind,
        relevant=verdict.relevant,
        chance=verdict.relevance,
        tops=frozenset(topic.id.split(".")[0] for topic in verdict.topics),
        part=verdict.part,
    )


def is_worse(one: Respect) -> bool:
    """Whether the candidate is worse than the model in use, beyond noise."""
    return one.worse > one.better and sign_test(one.worse, one.better) <= NOISE


def sign_test(more: int, fewer: int) -> float:
    """How likely so many or more of all turn out one way where both ways are equally likely."""
    total = more + fewer
    return sum(comb(total, k) for k in range(more, total + 1)) / 2**total if total else 1.0


# -- what is right --------------------------------------------------------------------------------


def _relevance_right(one: Judged) -> bool | None:
    said = one.row.relevant
    return None if said is None else one.relevant is RELEVANT[said]


def _kind_right(one: Judged) -> bool | None:
    return None if one.row.kind is None else one.kind == one.row.kind


def _topics_right(one: Judged) -> bool | None:
    return None if one.row.topics is None else one.tops == one.row.tops


_RIGHT: Mapping[LearnedField, Callable[[Judged], bool | None]] = {
    "relevance": _relevance_right,
    "kind": _kind_right,
    "topics": _topics_right,
}


def _respect(name: LearnedField, new: Sequence[Judged], old: Sequence[Judged]) -> Respect:
    right = _RIGHT[name]
    pairs = [
        (bool(right(one)), bool(right(other)))
        for one, other in zip(new, old, strict=True)
        if right(one) is not None
    ]
    return Respect(
        field=name,
        rows=len(pairs),
        candidate=ratio(sum(mine for mine, _ in pairs), len(pairs)),
        in_use=ratio(sum(theirs for _, theirs in pairs), len(pairs)),
        better=sum(mine and not theirs for mine, theirs in pairs),
        worse=sum(theirs and not mine for mine, theirs in pairs),
    )


def _drawn_right(judged: Sequence[Judged]) -> int:
    return sum(bool(_relevance_right(one)) for one in judged if one.row.drawn)


def _figures(judged: Sequence[Judged]) -> Mapping[str, float]:
    """Of relevance where somebody said yes or no; of topics where somebody named them."""
    found: dict[str, float] = {}
    if any(one.row.relevant in ("yes", "no") for one in judged):
        told = [one for one in judged if one.row.relevant]
        found |= {k: v for k, v in relevance_figures(told).items() if not k.startswith("border")}
        found |= {k: sum(o.row.relevant == k for o in told) for k in ("yes", "no")}
        found["missed"] = sum(o.row.relevant == "yes" and o.relevant is False for o in told)
    topics = [one for one in judged if one.row.topics is not None]
    if topics:
        both = sum(len(one.row.tops & one.tops) for one in topics)
        precision = ratio(both, sum(len(one.tops) for one in topics))
        found["topics micro-F1"] = f1(precision, ratio(both, sum(len(o.row.tops) for o in topics)))
    return {name: round(value, 4) for name, value in found.items()}


def _by_chance(judged: Sequence[Judged]) -> float | None:
    """Fisher's exact test: the chance that verdicts which know nothing agree as well or better."""
    plain = [one for one in judged if one.row.relevant in ("yes", "no")]
    yes = sum(one.row.relevant == "yes" for one in plain)
    no = len(plain) - yes
    if min(yes, no) < _FEWEST_OF_EACH:
        return None
    # By the order of the chances: what is left to a person then neither helps nor harms.
    ranked = sorted(plain, key=lambda one: (-one.chance, one.row.key))[:yes]
    hit, drawn = sum(one.row.relevant == "yes" for one in ranked), len(ranked)
    ways = comb(len(plain), drawn)
    top = min(yes, drawn)
    return sum(comb(yes, k) * comb(no, drawn - k) for k in range(hit, top + 1)) / ways

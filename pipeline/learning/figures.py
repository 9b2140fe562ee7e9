"""How well verdicts agree with labels. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.learning.rows import Row
from storage.records import PageKind

Figures = dict[str, float]
RELEVANT = {"yes": True, "no": False, "borderline": None}
_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, and the verdict on it."""

    row: Row
    kind: PageKind
    relevant: bool | None
    chance: float
    tops: frozenset[str]
    part: str | None = None


def ratio(part: float, whole: float) -> float:
    """The share; of nothing, all."""
    return part / whole if whole else 1.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def relevance_figures(rows: Sequence[Judged]) -> Figures:
    """F1 (a yes left for a person is missed), share left for a person, figures of decided rows.

    Borderline rows are apart: how many of them were left for a person.
    """
    plain = [one for one in rows if one.row.relevant in ("yes", "no")]
    counts = Counter((one.row.relevant, one.relevant) for one in plain)
    hit, wrong, lost = counts["yes", True], counts["no", True], counts["yes", False]
    precision = ratio(hit, hit + wrong)
    recall = ratio(hit, hit + lost + counts["yes", None])
    unsure = [one for one in rows if one.row.relevant == "borderline"]
    return {
        "relevance F1": f1(precision, recall),
        "for a person": ratio(counts["yes", None] + counts["no", None], len(plain)),
        "decided precision": precision,
        "decided recall": ratio(hit, hit + lost),
        "borderline for a person": ratio(sum(one.relevant is None for one in unsure), len(unsure)),
    }


def other_figures(rows: Sequence[Judged]) -> Figures:
    """Accuracy of kinds and parts, micro-F1 of first-level topics."""
    kinds = [one for one in rows if one.row.kind is not None]
    asked = [one for one in rows if one.row.topics is not None]
    both = sum(len(one.row.tops & one.tops) for one in asked)
    precision = ratio(both, sum(len(one.tops) for one in asked))
    recall = ratio(both, sum(len(one.row.tops) for one in asked))
    parts = [one for one in rows if one.row.kind == "document" and one.row.facts.issuing_bodies]
    return {
        "page_kind accuracy": ratio(sum(one.row.kind == one.kind for one in kinds), len(kinds)),
        "topics micro-F1": f1(precision, recall),
        "topics precision": precision,
        "topics recall": recall,
        "part accuracy": ratio(sum(one.row.part == one.part for one in parts), len(parts)),
    }


def calibration(rows: Sequence[Judged]) -> dict[str, Any]:
    """Brier score, expected calibration error, and (mean chance, share of yes, rows) by tenths."""
    plain = [one for one in rows if one.row.relevant in ("yes", "no")]
    pairs = [(one.chance, one.row.relevant == "yes") for one in plain]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for chance, yes in pairs:
        bins.setdefault(min(_BINS - 1, int(chance * _BINS)), []).append((chance, yes))
    table = [
        (sum(c for c, _ in held) / len(held), sum(y for _, y in held) / len(held), len(held))
        for _, held in sorted(bins.items())
    ]
    return {
        "Brier": ratio(sum((c - y) ** 2 for c, y in pairs), len(pairs)),
        "ECE": ratio(sum(abs(c - y) * n for c, y, n in table), len(pairs)),
        "table": [[round(c, 3), round(y, 3), n] for c, y, n in table],
    }


def per_class(rows: Sequence[Judged], labels: str) -> dict[str, tuple[float, float, int]]:
    """Precision, recall and number of rows of each ``kind``, or of each first-level ``topic``."""
    sets: Mapping[str, Callable[[Judged], tuple[frozenset[str], frozenset[str]]]] = {
        "kind": lambda one: (frozenset({one.row.kind or ""}), frozenset({one.kind})),
        "topic": lambda one: (one.row.tops, one.tops),
    }
    hit, said, true = Counter[str](), Counter[str](), Counter[str]()
    for one in rows:
        if (one.row.kind if labels == "kind" else one.row.topics) is None:
            continue  # nobody said
        expected, found = sets[labels](one)
        hit.update(expected & found)
        said.update(found)
        true.update(expected)
    return {
        name: (ratio(hit[name], said[name]), ratio(hit[name], true[name]), true[name])
        for name in sorted(true | said, key=lambda name: (-true[name], name))
    }


def disagreements(rows: Iterable[Judged]) -> Iterator[str]:
    """One line for each wrong field of a row."""
    for one in rows:
        row = one.row
        pairs: list[tuple[str, Any, Any]] = [("kind", row.kind, one.kind)] if row.kind else []
        if row.relevant in ("yes", "no"):
            pairs.append(("relevant", RELEVANT[row.relevant], one.relevant))
        if row.kind == "document" and row.facts.issuing_bodies:
            pairs.append(("part", row.part, one.part))
        if row.topics is not None:
            pairs.append(("topics", sorted(row.tops), sorted(one.tops)))
        for field, expected, found in pairs:
            if expected != found:
                where = f"{row.facts.title} | {' '.join(row.facts.issuing_bodies)}"
                yield f"{row.key} {field}: {expected} -> {found} | {where}"

"""What heads and signs that were fitted without a row say of it: by folds."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from sklearn.model_selection import StratifiedKFold

from pipeline.classifying import combining
from pipeline.classifying.combining import Signs
from pipeline.classifying.model import Lines, Model
from pipeline.learning.fitting import fit_signs
from pipeline.learning.heads import Table, fit_heads, label, margin_of
from pipeline.learning.views import View

FOLDS = 5
_NO_LINES = Lines(yes=0.5, no=0.5, topic=0.5)
Folds = Sequence[tuple[list[int], list[int]]]
"""Rows to learn from, and rows to judge."""


def folds_of(
    views: Sequence[View], seed: int, further: int = 0
) -> list[tuple[list[int], list[int]]]:
    """(rows to learn from, rows to judge) by folds alike in kinds and labels.

    ``further``: so many that come after these are learned from in every fold, and never judged.
    """
    groups = [f"{one.row.kind} {one.row.relevant}" for one in views]
    rare = {group for group in groups if groups.count(group) < FOLDS}
    groups = ["rare" if group in rare else group for group in groups]
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    always = list(range(len(views), len(views) + further))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a class of fewer rows than folds
        return [
            (learn.tolist() + always, judge.tolist())
            for learn, judge in split.split(groups, groups)
        ]


def unseen_margins(
    table: Table, heads: Sequence[str], folds: Folds, seed: int
) -> list[dict[str, float]]:
    """Each row's margins by heads that were fitted without it."""
    found = [dict(one) for one in table.former] or [{} for _ in table.views]
    for learn, judge in folds:
        fitted = fit_heads(table, heads, learn, seed)
        for head, one in fitted.items():
            for at, margin in zip(judge, margin_of(table, head, one, judge), strict=True):
                found[at][head] = float(margin)
    return found


def combination(
    table: Table, margins: Sequence[Mapping[str, float]], rows: Sequence[int], seed: int
) -> dict[str, dict[str, float]]:
    """What signs are worth, learned beside margins of heads that had not seen the row."""
    found = {}
    for part, signs_of in _SIGNS.items():
        cases = [
            (signs, share, weight * one.row.weight)
            for at in rows
            for one, weight in sides(table, at, part)
            for signs, share in signs_of(one, margins[at])
            if table.start or share is not None
        ]
        y = np.array([share for _, share, _ in cases], dtype=float)  # None becomes nan
        weight = np.array([weight for *_, weight in cases])
        start = table.start.combination[part] if table.start else None
        found[part] = fit_signs(([signs for signs, *_ in cases], y, weight), seed, start)
    return found


def sides(table: Table, at: int, part: str) -> list[tuple[View, float]]:
    """A row as the rules see it, and as they would without its own words, each with its weight.

    Only for topics: of what belongs the rules miss next to nothing on titles that they never saw.
    """
    one = table.views[at]
    if one.row.rule_weight == 1 or part != "topic":
        return [(one, 1.0)]
    return [(one, one.row.rule_weight), (table.doubted[at], 1 - one.row.rule_weight)]


Cases = Iterator[tuple[Signs, float | None]]
"""Signs, and what a person says of them; None: nobody said."""


def _relevance_cases(one: View, margins: Mapping[str, float]) -> Cases:
    number = one.row.facts.document_number
    signs = combining.relevance_signs(one.relevance, number, margins["relevant"])
    yield signs, label("relevant", one)


def _kind_cases(one: View, margins: Mapping[str, float]) -> Cases:
    for head, margin in margins.items():
        if head.startswith("kind:"):
            yield combining.kind_signs(head[5:], one.kind, margin), label(head, one)


def topic_cases(one: View, margins: Mapping[str, float]) -> Cases:
    for head, margin in margins.items():
        if head.startswith("topic:"):
            yield combining.topic_signs(head[6:], one.tops, margin), label(head, one)


_SIGNS: dict[str, Callable[[View, Mapping[str, float]], Cases]] = {
    "relevance": _relevance_cases,
    "kind": _kind_cases,
    "topic": topic_cases,
}


def unseen_models(
    table: Table,
    margins: Sequence[Mapping[str, float]],
    folds: Folds,
    seed: int,
) -> dict[int, Model]:
    """For each row a model whose signs were weighed without it; its weights are in the margins."""
    found: dict[int, Model] = {}
    for learn, judge in folds:
        worth = combination(table, margins, learn, seed)
        model = Model(heads=(), bias=(), weights={}, combination=worth, lines=_NO_LINES)
        found |= dict.fromkeys(judge, model)
    return found

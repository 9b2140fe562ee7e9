"""Train the model beside the rules from labelled rows, and say how good it is on unseen ones."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from sklearn.model_selection import StratifiedKFold

from pipeline.classify import WITHOUT_TOPICS
from pipeline.classifying import combining
from pipeline.classifying.combining import Signs
from pipeline.classifying.facts import origin_of
from pipeline.classifying.model import (
    Lines,
    Model,
    Seen,
    dump_model,
    margins as margins_of,
    parse_model,
)
from pipeline.classifying.parts import part_of
from pipeline.classifying.rules import Rules
from pipeline.learning.cutting import choose_lines, choose_topic_line
from pipeline.learning.figures import (
    Judged,
    calibration,
    other_figures,
    per_class,
    relevance_figures,
)
from pipeline.learning.fitting import fit_signs
from pipeline.learning.heads import (
    Table,
    fit_heads,
    heads_of,
    label,
    margin_of,
    table_of,
    weights_of,
)
from pipeline.learning.rows import Row, RowFile
from pipeline.learning.views import View, blind, view, without_own_words
from storage.office import DEFAULT_OFFICE
from storage.records import TAKEN, TopicScore

FOLDS = 5
_NO_LINES = Lines(yes=0.5, no=0.5, topic=0.5)


@dataclass(frozen=True, kw_only=True)
class Start:
    """A model to start from."""

    model: Model
    ground: tuple[Row, ...] = ()
    """Rows of which nobody said anything: there the new model is to say what this one says."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A model, and the verdicts of its like on rows that they had not seen."""

    model: Model
    judged: tuple[Judged, ...]


def train(
    files: Sequence[RowFile],
    rules: Rules,
    seed: int = 0,
    start: Start | None = None,
    *,
    alone: bool = False,
) -> Trained:
    """A model from labelled rows, with figures by folds.

    ``start``: a model whose opinion counts until rows say otherwise, and which keeps its lines.
    ``alone``: as if there were no rules, to see what the model is worth without them.
    """
    views = [_seen(row, rules, alone) for file in files for row in file.rows]
    folds = _folds(views, seed)
    if start:  # they are learned from in every fold, and never judged
        further = list(range(len(views), len(views) + len(start.ground)))
        views += [_seen(row, rules, alone) for row in start.ground]
        folds = [(learn + further, judge) for learn, judge in folds]
    former = start.model if start else None
    doubted = views if alone else without_own_words([one.row for one in views], rules)
    table, heads = table_of(views, doubted, former), heads_of(views, former)
    margins = _unseen_margins(table, heads, folds, seed)
    models = _unseen_models(table, margins, folds, seed)
    lines = former.lines if former else _lines(table, margins, models)
    judged = [
        _judged(views[at], margins[at], replace(model, lines=lines))
        for at, model in sorted(models.items())
    ]
    everything = list(range(len(views)))
    weights, bias = weights_of(table, fit_heads(table, heads, everything, seed))
    model = Model(
        heads=heads,
        bias=bias,
        weights=weights,
        combination=_combination(table, margins, everything, seed),
        lines=lines,
        seen=_seen_rows(files, former),
        topics_file=rules.topics_file,
        seed=seed,
        figures=figures_of(judged),
    )
    return Trained(model=parse_model(dump_model(model), "model"), judged=tuple(judged))


def judge(row: Row, rules: Rules, model: Model, *, alone: bool = False) -> Judged:
    """The verdict of a trained model on a further row."""
    one = _seen(row, rules, alone)
    return _judged(one, margins_of(model, one.features), model)


def _seen(row: Row, rules: Rules, alone: bool) -> View:
    return blind(view(row, rules)) if alone else view(row, rules)


def figures_of(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures of verdicts, rounded."""
    plain = relevance_figures(judged) | other_figures(judged)
    checked = calibration(judged)
    return {
        "rows": len(judged),
        **{name: round(value, 4) for name, value in plain.items()},
        "Brier": round(checked["Brier"], 4),
        "ECE": round(checked["ECE"], 4),
        "calibration": checked["table"],
        "kinds": _rounded(per_class(judged, "kind")),
        "topics": _rounded(per_class(judged, "topic")),
    }


def _seen_rows(files: Sequence[RowFile], former: Model | None) -> tuple[Seen, ...]:
    """These rows, and those of the model that one starts from, unless they are among these."""
    mine = [
        Seen(name=f.name, sha256=f.sha256, keys=tuple(row.key for row in f.rows)) for f in files
    ]
    now = {(one.name, key) for one in mine for key in one.keys}
    earlier = [
        one
        for one in (former.seen if former else ())
        if any((one.name, key) not in now for key in one.keys)
    ]
    return (*earlier, *mine)


def _rounded(classes: Mapping[str, tuple[float, float, int]]) -> dict[str, list[float]]:
    return {name: [round(p, 3), round(r, 3), n] for name, (p, r, n) in classes.items()}


# -- rows that a model has not seen -----------------------------------------------------------


def _folds(views: Sequence[View], seed: int) -> list[tuple[list[int], list[int]]]:
    """(rows to learn from, rows to judge) by folds alike in kinds and labels."""
    groups = [f"{one.row.kind} {one.row.relevant}" for one in views]
    rare = {group for group in groups if groups.count(group) < FOLDS}
    groups = ["rare" if group in rare else group for group in groups]
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a class of fewer rows than folds
        return [(learn.tolist(), judge.tolist()) for learn, judge in split.split(groups, groups)]


def _unseen_margins(
    table: Table, heads: Sequence[str], folds: Sequence[tuple[list[int], list[int]]], seed: int
) -> list[dict[str, float]]:
    """Each row's margins by heads that were fitted without it."""
    found = [dict(one) for one in table.former] or [{} for _ in table.views]
    for learn, judge in folds:
        fitted = fit_heads(table, heads, learn, seed)
        for head, one in fitted.items():
            for at, margin in zip(judge, margin_of(table, head, one, judge), strict=True):
                found[at][head] = float(margin)
    return found


def _combination(
    table: Table, margins: Sequence[Mapping[str, float]], rows: Sequence[int], seed: int
) -> dict[str, dict[str, float]]:
    """What signs are worth, learned beside margins of heads that had not seen the row."""
    found = {}
    for part, signs_of in _SIGNS.items():
        cases = [
            (signs, share, weight * one.row.weight)
            for at in rows
            for one, weight in _sides(table, at, part)
            for signs, share in signs_of(one, margins[at])
            if table.start or share is not None
        ]
        y = np.array([share for _, share, _ in cases], dtype=float)  # None becomes nan
        weight = np.array([weight for *_, weight in cases])
        start = table.start.combination[part] if table.start else None
        found[part] = fit_signs(([signs for signs, *_ in cases], y, weight), seed, start)
    return found


def _sides(table: Table, at: int, part: str) -> list[tuple[View, float]]:
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


def _topic_cases(one: View, margins: Mapping[str, float]) -> Cases:
    for head, margin in margins.items():
        if head.startswith("topic:"):
            yield combining.topic_signs(head[6:], one.tops, margin), label(head, one)


_SIGNS: dict[str, Callable[[View, Mapping[str, float]], Cases]] = {
    "relevance": _relevance_cases,
    "kind": _kind_cases,
    "topic": _topic_cases,
}


# -- lines and verdicts -----------------------------------------------------------------------


def _unseen_models(
    table: Table,
    margins: Sequence[Mapping[str, float]],
    folds: Sequence[tuple[list[int], list[int]]],
    seed: int,
) -> dict[int, Model]:
    """For each row a model whose signs were weighed without it; its weights are in the margins."""
    found: dict[int, Model] = {}
    for learn, judge in folds:
        worth = _combination(table, margins, learn, seed)
        model = Model(heads=(), bias=(), weights={}, combination=worth, lines=_NO_LINES)
        found |= dict.fromkeys(judge, model)
    return found


def _lines(
    table: Table, margins: Sequence[Mapping[str, float]], models: Mapping[int, Model]
) -> Lines:
    """The lines that do best on rows that were not seen."""
    belongs, topics = [], []
    for at, model in sorted(models.items()):
        one, margin = table.views[at], margins[at]
        if one.row.is_taken and one.row.relevant:
            number = one.row.facts.document_number
            chance = combining.belongs(one.relevance, number, margin["relevant"], model)
            belongs.append((chance, one.row.relevant))
        topics += [
            (combining.probability(combining.weigh(signs, model.combination["topic"])), bool(true))
            for side, _ in _sides(table, at, "topic")
            for signs, true in _topic_cases(side, margin)
            if true is not None
        ]
    yes, no = choose_lines(belongs)
    return Lines(yes=yes, no=no, topic=choose_topic_line(topics))


def _judged(one: View, margins: Mapping[str, float], model: Model) -> Judged:
    """The verdict on a row, as ``classify`` would come to it."""
    facts = one.row.facts
    kind = combining.kind_of(one.kind, margins, model)
    chance, relevant = 0.02, cast(bool | None, False)
    if kind in TAKEN:
        chance = combining.belongs(one.relevance, facts.document_number, margins["relevant"], model)
        relevant = combining.decided(chance, model.lines)
    if kind == "consultation" and relevant:
        chance, relevant = 0.5, None
    known = {head[6:] for head in margins if head.startswith("topic:")}
    ruled = {top: TopicScore(id=top, score=score) for top, score in one.tops.items()}
    topics = combining.title_topics(ruled, margins, model, known)
    part = part_of(origin_of(facts), DEFAULT_OFFICE).part
    without = kind in WITHOUT_TOPICS
    return Judged(one.row, kind, relevant, chance, frozenset(() if without else topics), part)

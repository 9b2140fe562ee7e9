"""Train the model beside the rules from labelled rows, and say how good it is on unseen ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.classify import WITHOUT_TOPICS
from pipeline.classifying import combining
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
from pipeline.learning.heads import (
    Table,
    fit_heads,
    heads_of,
    table_of,
    weights_of,
)
from pipeline.learning.rows import Row, RowFile
from pipeline.learning.unseen import (
    combination,
    folds_of,
    sides,
    topic_cases,
    unseen_margins,
    unseen_models,
)
from pipeline.learning.views import View, blind, view, without_own_words
from storage.office import DEFAULT_OFFICE
from storage.records import TopicScore


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
    ground = [_seen(row, rules, alone) for row in start.ground] if start else []
    folds = folds_of(views, seed, further=len(ground))
    views, former = views + ground, start.model if start else None
    doubted = views if alone else without_own_words([one.row for one in views], rules)
    table, heads = table_of(views, doubted, former), heads_of(views, former)
    margins = unseen_margins(table, heads, folds, seed)
    models = unseen_models(table, margins, folds, seed)
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
        combination=combination(table, margins, everything, seed),
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


# -- lines and verdicts -----------------------------------------------------------------------


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
            for side, _ in sides(table, at, "topic")
            for signs, true in topic_cases(side, margin)
            if true is not None
        ]
    yes, no = choose_lines(belongs)
    return Lines(yes=yes, no=no, topic=choose_topic_line(topics))


def _judged(one: View, margins: Mapping[str, float], model: Model) -> Judged:
    """The verdict on a row, as ``classify`` would come to it."""
    facts = one.row.facts
    kind = combining.kind_of(one.kind, margins, model)
    chance = combining.belongs(one.relevance, facts.document_number, margins["relevant"], model)
    relevant = combining.decided(chance, model.lines)
    relevant, chance = combining.settled(kind, facts.title, relevant, chance)
    known = {head[6:] for head in margins if head.startswith("topic:")}
    ruled = {top: TopicScore(id=top, score=score) for top, score in one.tops.items()}
    topics = combining.title_topics(ruled, margins, model, known)
    part = part_of(origin_of(facts), DEFAULT_OFFICE).part
    without = kind in WITHOUT_TOPICS or one.relevance.rule == "title.never"
    return Judged(one.row, kind, relevant, chance, frozenset(() if without else topics), part)

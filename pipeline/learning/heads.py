"""The heads of the model: which there are, what their labels are, and fitting them all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import diags
from sklearn.feature_extraction import DictVectorizer

from pipeline.classifying.model import Model, margins
from pipeline.learning.fitting import SCALES, STRENGTH, Fitted, Vector, fit
from pipeline.learning.views import View

_FEWEST = 3
"""A topic or kind with fewer rows is left to the rules."""
_SHARE = {"yes": 1.0, "no": 0.0, "borderline": 0.5}
_LEAST_WEIGHT = 0.15


def family(head: str) -> str:
    """relevant, kind or topic."""
    return head.partition(":")[0]


def heads_of(views: Sequence[View], start: Model | None = None) -> tuple[str, ...]:
    """The heads for which there are rows enough, and those of the model that one starts from."""
    kinds = Counter(one.row.kind for one in views if one.row.kind)
    tops = Counter(top for one in views for top in one.row.tops)
    found = [f"kind:{name}" for name, count in kinds.items() if count >= _FEWEST]
    found += [f"topic:{name}" for name, count in tops.items() if count >= _FEWEST]
    return ("relevant", *sorted({*found, *(start.heads if start else ())} - {"relevant"}))


def label(head: str, one: View) -> float | None:
    """What a row says of a head, from 0 to 1; None where it says nothing."""
    group, _, name = head.partition(":")
    if group == "kind":
        return None if one.row.kind is None else float(one.row.kind == name)
    if group == "topic":
        return None if one.row.topics is None else float(name in one.row.tops)
    said = one.row.relevant if one.row.is_taken else None
    return _SHARE[said] if said else None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as a matrix, scaled for each family of heads, with the former model's margins."""

    views: Sequence[View]
    columns: tuple[str, ...]
    scaled: Mapping[str, object]
    scales: Mapping[str, Vector]
    start: Model | None
    former: Sequence[Mapping[str, float]]
    doubted: Sequence[View]
    """The same rows, where rules are asked without the words that only one title has."""


def table_of(views: Sequence[View], doubted: Sequence[View], start: Model | None = None) -> Table:
    """The matrix of the rows; ``doubted``: the same rows, with less of the rules."""
    names = DictVectorizer()
    x = names.fit_transform([one.features for one in views]).tocsr()
    columns = tuple(names.get_feature_names_out())
    blocks = [column.partition(":")[0] for column in columns]
    scales = {
        group: np.array([scale.get(block, 0.0) for block in blocks])
        for group, scale in SCALES.items()
    }
    return Table(
        views=views,
        columns=columns,
        scaled={group: (x @ diags(scale)).tocsr() for group, scale in scales.items()},
        scales=scales,
        start=start,
        former=[margins(start, one.features) for one in views] if start else (),
        doubted=doubted,
    )


def fit_heads(
    table: Table, heads: Sequence[str], rows: Sequence[int], seed: int
) -> dict[str, Fitted]:
    """Every head fitted to some of the rows."""
    return {head: _fit_head(table, head, rows, seed) for head in heads}


def _fit_head(table: Table, head: str, rows: Sequence[int], seed: int) -> Fitted:
    from_former = table.start is not None and head in table.start.heads
    labels = {at: label(head, table.views[at]) for at in rows}
    chosen = [at for at, share in labels.items() if from_former or share is not None]
    y = np.array([labels[at] for at in chosen], dtype=float)  # None becomes nan
    weight = np.array([table.views[at].row.weight for at in chosen])
    x = table.scaled[family(head)][chosen]  # type: ignore[index]
    former = np.array([table.former[at][head] for at in chosen]) if from_former else None
    return fit(x, y, weight, (STRENGTH[family(head)], seed), former)


def margin_of(table: Table, head: str, fitted: Fitted, rows: Sequence[int]) -> Vector:
    """The margins that a fitted head gives rows."""
    x = table.scaled[family(head)][rows]  # type: ignore[index]
    found: Vector = x @ fitted.weights + fitted.bias
    if fitted.former:
        found = found + fitted.former * np.array([table.former[at][head] for at in rows])
    return np.clip(found, -12, 12)


def weights_of(
    table: Table, fitted: Mapping[str, Fitted]
) -> tuple[dict[str, tuple[tuple[int, float], ...]], tuple[float, ...]]:
    """Weights by feature, and biases, as a model holds them: small ones left out, rounded."""
    found: dict[str, dict[int, float]] = {}
    biases = []
    for place, (head, one) in enumerate(fitted.items()):
        biases.append(round(one.bias + _keep_former(table, head, place, one.former, found), 3))
        for column, weight in zip(
            table.columns, one.weights * table.scales[family(head)], strict=True
        ):
            if weight:
                kept = found.setdefault(column, {})
                kept[place] = kept.get(place, 0.0) + float(weight)
    weights = {
        column: tuple((p, round(w, 2)) for p, w in held.items() if abs(w) >= _LEAST_WEIGHT)
        for column, held in sorted(found.items())
    }
    return {column: pairs for column, pairs in weights.items() if pairs}, tuple(biases)


def _keep_former(
    table: Table, head: str, place: int, share: float, found: dict[str, dict[int, float]]
) -> float:
    """Put a share of the former model's weights in; its share of the bias."""
    if not table.start or not share:
        return 0.0
    at = table.start.heads.index(head)
    for feature, pairs in table.start.weights.items():
        for where, weight in pairs:
            if where == at:
                found.setdefault(feature, {})[place] = share * weight
    return share * table.start.bias[at]

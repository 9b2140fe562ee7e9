"""One linear head, and one set of weighed signs, fitted with scikit-learn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.classifying.combining import Signs, weigh

Vector = NDArray[np.float64]

SCALES: dict[str, dict[str, float]] = {
    "relevant": {"s1": 1, "s2": 1, "s3": 0.5, "i": 0.5, "n": 0.5, "c": 0.3, "e": 0.3,
                 "p": 1, "h": 1, "b": 1, "a": 1},
    "kind": {"t1": 0.7, "t2": 0.7, "e": 1, "i": 0.5, "n": 0.5, "c": 1},
    "topic": {"s1": 1, "s2": 1, "s3": 0.5, "i": 0.3, "n": 0.3, "p": 1, "h": 1, "a": 1},
}  # fmt: skip
"""How much each block weighs for a family of heads; what is not named weighs nothing."""
STRENGTH = {"relevant": 50.0, "kind": 50.0, "topic": 200.0}
"""How far the weights of a family may go (the C of scikit-learn)."""
SIGN_STRENGTH = 1.0
_CERTAIN = 8.0
_ANCHOR = 0.2
"""How much the opinion of the model that one starts from counts beside a row's label."""
_UNSAID = 0.5
"""How much it counts where a row has no label: more, for nothing else speaks there."""
_SPREAD = 10.0
"""Makes the weight of that opinion cost next to nothing."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """One head: weights by column, bias, and the share that the former model's opinion keeps."""

    weights: Vector
    bias: float
    former: float = 0.0


def fit(
    x: Any, y: Vector, weight: Vector, limits: tuple[float, int], former: Vector | None = None
) -> Fitted:
    """A head fitted to labels from 0 to 1 (one half: in doubt). ``limits``: strength, seed.

    ``former``: the log-odds that the model one starts from gives each row. They are one more
    feature, and each row counts a little as that model would label it: where people say nothing
    else, the new head says what the former one did. Then labels may be nan: nobody said.
    """
    if former is not None:
        told = ~np.isnan(y)
        if not told.any():
            return Fitted(np.zeros(x.shape[1]), 0.0, 1.0)
        x = hstack([csr_matrix(former[:, None] * _SPREAD), x]).tocsr()
        x, y = vstack([x[told], x]).tocsr(), np.concatenate([y[told], 1 / (1 + np.exp(-former))])
        opinion = np.where(told, _ANCHOR, _UNSAID) * weight
        weight = np.concatenate([weight[told], opinion])
    rows = np.concatenate([np.flatnonzero(y > 0), np.flatnonzero(y < 1)])
    label = np.concatenate([np.ones(int((y > 0).sum())), np.zeros(int((y < 1).sum()))])
    share = np.where(label == 1, y[rows], 1 - y[rows]) * weight[rows]
    if len(set(label)) < 2:
        return Fitted(np.zeros(x.shape[1]), _CERTAIN if label[0] else -_CERTAIN)
    learner = LogisticRegression(
        C=limits[0], solver="liblinear", intercept_scaling=10, max_iter=1000, random_state=limits[1]
    )
    learner.fit(x[rows], label, sample_weight=share)
    coefficients, bias = learner.coef_[0], float(learner.intercept_[0])
    if former is None:
        return Fitted(coefficients, bias)
    return Fitted(coefficients[1:], bias, float(coefficients[0]) * _SPREAD)


def fit_signs(
    cases: tuple[Sequence[Signs], Vector, Vector],
    seed: int,
    start: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """What each sign is worth; ``cases``: signs, labels, weights.

    ``start``: what they were worth so far, from which the cases move them; labels may be nan then.
    """
    signs, y, weight = cases
    if start and not signs:
        return dict(start)
    names = DictVectorizer()
    x = names.fit_transform(signs)
    former = np.array([weigh(one, start) for one in signs]) if start else None
    found = fit(x, y, weight, (SIGN_STRENGTH, seed), former)
    weights = dict(zip(names.get_feature_names_out(), map(float, found.weights), strict=True))
    weights["const"] = weights.get("const", 0.0) + found.bias
    for name, value in (start or {}).items():
        weights[name] = weights.get(name, 0.0) + found.former * value
    return {name: round(value, 3) for name, value in weights.items()}

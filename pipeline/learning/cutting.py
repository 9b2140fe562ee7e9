"""Where probabilities are cut: yes, for a person, no; and from where on a topic is one. Pure."""

from collections.abc import Sequence
from itertools import product

from pipeline.learning.figures import f1, ratio
from pipeline.learning.rows import Label

MOST_FOR_A_PERSON = 0.04
LEAST_DECIDED = 0.98
"""What the lines must reach on rows that the model had not seen: the bars, with a margin."""
_UNSURE = 0.04
"""What all borderline rows are worth beside an F1 of 1."""
_LEAST_NO = 0.225
"""In a month's pages far more do not belong than in labelled rows: a lower line floods the desk."""
_LEAST_YES = 0.7
"""What rules were written with in view looks surer than it is. Of 805 titles that were new to them
most between .7 and .8 were a yes, and hardly one in two below .6."""
_STEPS = [step / 40 for step in range(4, 37)]


def choose_lines(pairs: Sequence[tuple[float, Label]]) -> tuple[float, float]:
    """The lines above which a chance is a yes, and below which a no.

    Of those that reach the bars the ones with the best F1, where a borderline row that is left to a
    person counts a little too; where none reaches them, the ones that come nearest.
    """
    return max(
        ((yes, no) for yes, no in product(_STEPS, _STEPS) if _LEAST_NO <= no <= yes >= _LEAST_YES),
        key=lambda lines: _worth(pairs, *lines),
    )


def _worth(pairs: Sequence[tuple[float, Label]], yes: float, no: float) -> float:
    counts = {"yes": [0, 0, 0], "no": [0, 0, 0], "borderline": [0, 0, 0]}
    for chance, label in pairs:
        counts[label][0 if chance >= yes else 2 if chance < no else 1] += 1
    hit, asked, lost = counts["yes"]
    wrong, puzzled, right = counts["no"]
    precision, recall = ratio(hit, hit + wrong), ratio(hit, hit + lost)
    share = ratio(asked + puzzled, hit + asked + lost + wrong + puzzled + right)
    short = max(0.0, LEAST_DECIDED - precision) + max(0.0, LEAST_DECIDED - recall)
    short += max(0.0, share - MOST_FOR_A_PERSON)
    score = f1(precision, ratio(hit, hit + asked + lost))
    unsure = counts["borderline"]
    return score - 2 * short + _UNSURE * ratio(unsure[1], sum(unsure)) - 0.001 * abs(yes + no - 1)


def choose_topic_line(pairs: Sequence[tuple[float, bool]]) -> float:
    """The line with the best micro-F1; of like ones a low one: what is too many is seen."""
    scores = []
    for line in _STEPS:
        hit = sum(chance >= line and true for chance, true in pairs)
        said = sum(chance >= line for chance, _ in pairs)
        true = sum(label for _, label in pairs)
        scores.append(f1(ratio(hit, said), ratio(hit, true)))
    good = [
        line for line, score in zip(_STEPS, scores, strict=True) if score >= max(scores) - 0.002
    ]
    return good[len(good) // 4]

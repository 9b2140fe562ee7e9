"""Why the model thinks so: the few words of a document that move it most. Pure."""

from collections.abc import Iterator, Mapping, Sequence

import rjieba

from pipeline.classifying.features import BLOCKS, Piece
from storage.records import Evidence

MODEL = "model"
"""The rule that evidence of the model names."""
MOST = 3
_LEAST = 0.25
"""Log-odds; what moves less is not worth a word."""


def strongest(
    title: str, found: Sequence[Piece], added: Mapping[str, float]
) -> tuple[Evidence, ...]:
    """The words that move a head most, with how much, strongest first; other fields by name.

    ``added``: what each feature adds to the head. What pieces add is spread over their characters
    and summed by words: a person reads words, not pieces.
    """
    words = [
        Evidence(field="title", text=title[a:b], start=a, end=b, rule=MODEL, weight=weight)
        for a, b, weight in _words(_spread(title, found, added), title)
    ]
    others = [
        Evidence(field=BLOCKS[block], text=name, rule=MODEL, weight=round(weight, 2))
        for feature, weight in added.items()
        for block, _, name in [feature.partition(":")]
        if block in ("i", "n", "c") and name != "-"
    ]
    every = sorted((*words, *others), key=lambda one: (-abs(one.weight), one.start, one.text))
    return tuple(one for one in every if abs(one.weight) >= _LEAST)[:MOST]


def _spread(title: str, found: Sequence[Piece], added: Mapping[str, float]) -> list[float]:
    """What each character of the title adds."""
    times: dict[str, int] = {}
    for piece in found:
        times[piece.name] = times.get(piece.name, 0) + 1
    each = [0.0] * len(title)
    for piece in found:
        if weight := added.get(piece.name):
            share = weight / times[piece.name] / (piece.end - piece.start)
            for place in range(piece.start, piece.end):
                each[place] += share
    return each


def _words(each: Sequence[float], title: str) -> Iterator[tuple[int, int, float]]:
    """The words of the title, with the sums of their characters."""
    start = 0
    for word in rjieba.cut(title):
        end = start + len(word)
        if word[0].isalnum():
            yield start, end, round(sum(each[start:end]), 2)
        start = end

"""Why the model thinks so: the few words of a document that move it most. Pure."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from pipeline.classifying.features import BLOCKS, Piece
from storage.records import Evidence

MODEL = "model"
"""The rule that evidence of the model names."""
MOST = 3
_RUNS = re.compile(r"(\d+(?:年(?:[版本度]|修订|前)?|个|项|批)?)|[^\W\d]+")
_OFTEN = (
    "关于 印发 发布 公布 的 和 与 及 等 有关 相关 事项 工作 通知 公告 通告 意见 决定 做好 开展 "
    "进一步 加强 加快 推进 推动 促进 组织 实施 指导 若干 部分 文件"
)
FORMULA = frozenset(_OFTEN.split())
"""What official titles are made of: it moves the model, and tells a reader nothing."""
_LEAST = 0.25
"""Log-odds; what moves less is not worth a word."""


def strongest(
    title: str,
    found: Sequence[Piece],
    added: Mapping[str, float],
    terms: Sequence[tuple[int, int]] = (),
    hidden: Container[str] = (),
) -> tuple[Evidence, ...]:
    """The words that move a head most, with how much, strongest first; other fields by name.

    ``terms``: where the title has terms of the rules, which are one word each. ``hidden``: words
    that are not worth showing.
    ``added``: what each feature adds to the head. What pieces add is spread over their characters
    and summed by words: a person reads words, not pieces.
    """
    each = _spread(title, found, added)
    words = [
        Evidence(field="title", text=title[a:b], start=a, end=b, rule=MODEL, weight=weight)
        for a, b in _words(title, terms)
        if title[a:b] not in hidden and (weight := round(sum(each[a:b]), 2))
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


def _words(title: str, terms: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where the words of the title stand: its terms, and between them those of the language."""
    done = 0
    for start, end in terms:
        yield from _between(title, done, start)
        yield start, end
        done = end
    yield from _between(title, done, len(title))


def _between(title: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The words of a stretch; a number and what counts it are one: 2024年本."""
    import rjieba  # only now: its dictionary takes a tenth of a second, and most commands need none

    for run in _RUNS.finditer(title, start, stop):
        if run[1]:
            yield run.span()
            continue
        at = run.start()
        for word in rjieba.cut(run[0]):
            yield at, at + len(word)
            at += len(word)

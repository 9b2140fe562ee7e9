"""Clauses: an article with its paragraphs, items and tables is one; all else is a unit by itself.

Articles are found again as wholes first, so that a paragraph is looked for where its article went.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from diffing.blocks import Label
from diffing.units import Unit


class Clause(NamedTuple):
    """The units from ``start`` up to ``stop``, and what stands for all of them in an alignment."""

    start: int
    stop: int
    unit: Unit


def clauses_of(units: Sequence[Unit]) -> list[Clause]:
    """The clauses of a text in order."""
    articles = [unit.article for unit in units]
    last = [0, *articles][: len(articles)]
    starts = [at for at, (one, other) in enumerate(zip(articles, last, strict=True))
              if one != other or not one]  # fmt: skip
    return [
        Clause(start, stop, units[start] if stop == start + 1 else _standing_for(units[start:stop]))
        for start, stop in pairwise([*starts, len(units)])
    ]


def _standing_for(units: Sequence[Unit]) -> Unit:
    head = units[0]
    whole = Unit("paragraph", head.text, Label(head.label, head.level), head.path)
    whole.key = "".join([unit.key for unit in units])
    whole.whole_key = "".join([unit.whole_key for unit in units])
    whole.clause = head.clause
    whole.article = head.article
    whole.several = True
    return whole

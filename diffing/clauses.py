"""Clauses: an article with its paragraphs, items and tables is one; all else is a unit by itself.

Articles are found again as wholes first, so that a paragraph is looked for where its article went.
"""

from collections.abc import Sequence
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
    clauses: list[Clause] = []
    start = 0
    while start < len(units):
        stop = start + 1
        article = units[start].article
        while article and stop < len(units) and units[stop].article == article:
            stop += 1
        clauses.append(Clause(start, stop, _standing_for(units[start:stop])))
        start = stop
    return clauses


def _standing_for(units: Sequence[Unit]) -> Unit:
    head = units[0]
    if len(units) == 1:
        return head
    whole = Unit("paragraph", head.text, Label(head.label, head.level), head.path)
    whole.key = "".join([unit.key for unit in units])
    whole.whole_key = "".join([unit.whole_key for unit in units])
    whole.clause = head.clause
    whole.article = head.article
    whole.several = True
    return whole

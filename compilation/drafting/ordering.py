"""In which order an issue's documents stand. Pure.

Within a part those of the issuers that the office puts first; then by publication date, those of
one day by when they were first seen, then by number.
Where a person put a part in order, that order stays; what came since is placed among it by date.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from compilation.drafting.choosing import Taken
from compilation.drafting.decisions import Decisions, ordered_ids
from storage.agencies import usual_name
from storage.records import Office, OfficePart, Part

_DIGITS = re.compile(r"(\d+)")
_Key = tuple[object, ...]


def arranged(
    taken: Iterable[Taken], decisions: Decisions, office: Office
) -> list[tuple[Part | None, tuple[Taken, ...]]]:
    """Every part with its documents, the late arrivals last if there are any."""
    parts: dict[Part | None, list[Taken]] = {part: [] for part in (*office.ids, None)}
    ranks = _Ranks(office)
    for one in sorted(taken, key=ranks.key):
        parts[one.part].append(one)
    drafted = frozenset(one.document_id for mine in parts.values() for one in mine)
    return [
        (part, tuple(_in_order(mine, _order_of(mine, drafted, decisions), ranks.key)))
        for part, mine in parts.items()
        if part is not None or mine
    ]


def _in_order(
    by_date: Sequence[Taken], order: Sequence[str], key: Callable[[Taken], _Key]
) -> list[Taken]:
    here = {one.document_id: one for one in by_date}
    found = [here[key] for key in order if key in here]
    for one in by_date:
        if one.document_id not in order:
            earlier = [at for at, other in enumerate(found) if key(other) <= key(one)]
            found.insert(earlier[-1] + 1 if earlier else 0, one)
    return found


def _order_of(
    mine: Sequence[Taken], drafted: frozenset[str], decisions: Decisions
) -> tuple[str, ...]:
    """The newest order that is of this part: most of what it names stands here."""
    here = {one.document_id for one in mine}
    for decision in decisions.orders:
        ids = ordered_ids(decision)
        if 2 * len(here.intersection(ids)) > len(drafted.intersection(ids)):
            return ids
    return ()


class _Ranks:
    """In which order: the issuers that the office puts first in a part, then by date."""

    def __init__(self, office: Office) -> None:
        self._parts: dict[Part | None, OfficePart] = {one.id: one for one in office.parts}

    def key(self, one: Taken) -> _Key:
        """What its place in its part goes by."""
        part, issuers = self._parts.get(one.part), one.known.document.issuing_bodies
        first = [usual_name(name) for name in part.first] if part else []
        issuer = usual_name(issuers[0]) if issuers else ""
        return (first.index(issuer) if issuer in first else len(first), *_key(one))


def _key(one: Taken) -> _Key:
    document = one.known.document
    number = [
        (int(part), "") if part.isdecimal() else (0, part)
        for part in _DIGITS.split(document.document_number or "")
    ]
    return one.known.day, document.detected_at, number, document.document_id

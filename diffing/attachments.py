"""The list of 附件 at the end of a text: which entries came, went or were named anew."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import Indel

from diffing.keys import key_of
from diffing.units import Unit
from storage.records import ValueChange

_FIRST = re.compile(r"附\s?件\s?[：:]\s*(?=\S)")
_NUMBERED = re.compile(r"\s*\d{1,2}\s?[.．、](?!\d)\s*")
_FIGURES = re.compile(r"\d+")
_BEGINNING = 16
"""Characters of a line in which 附件： is looked for first."""
_LONGEST = 80
_MOST_PAIRS = 10_000
_LEAST = 0.6
"""Entries less alike than this are not one another's counterpart."""


def note_entries(units: Sequence[Unit]) -> None:
    """Sets ``entries`` of the units that are part of a list of attachments."""
    going_on = False
    for unit in units:
        if not going_on and "附" not in unit.text[:_BEGINNING]:
            continue
        text = unit.text.strip()
        first = _FIRST.match(text) if text.startswith("附") else None
        if first or going_on:
            going_on = len(text) <= 4 * _LONGEST and (
                first is not None or _NUMBERED.match(text) is not None
            )
            unit.entries = _entries(text[first.end() :] if first else text) if going_on else ()


def _entries(text: str) -> tuple[str, ...]:
    found = tuple(entry.strip(" ；;。") for entry in _NUMBERED.split(text) if entry.strip())
    return () if any(len(entry) > _LONGEST or "。" in entry for entry in found) else found


def entry_changes(before: Iterable[Unit], after: Iterable[Unit], label: str) -> list[ValueChange]:
    """The changed entries among these units: counterparts by name, the rest came or went."""
    old = [entry for unit in before for entry in unit.entries]
    new = [entry for unit in after for entry in unit.entries]
    if not old and not new:
        return []
    kept = set(map(key_of, old)) & set(map(key_of, new))
    gone = [entry for entry in old if key_of(entry) not in kept]
    come = [entry for entry in new if key_of(entry) not in kept]
    return [
        ValueChange(kind="attachment", before=entry, after=other, label=label)
        for entry, other in _counterparts(gone, come)
    ]


def _counterparts(gone: list[str], come: list[str]) -> Iterator[tuple[str | None, str | None]]:
    left = list(come)
    for entry in gone:
        near = left if len(gone) * len(come) <= _MOST_PAIRS else []
        alike = (other for other in near if Indel.normalized_similarity(entry, other) >= _LEAST)
        if other := next(alike, None):
            left.remove(other)
        # A year or a number that alone changed in a name is a value of its own.
        if not other or _FIGURES.sub("", entry) != _FIGURES.sub("", other):
            yield entry, other
    for entry in left:
        yield None, entry

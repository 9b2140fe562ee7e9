"""The documents that one text names, each once, under whatever names it gives them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from pipeline.relations.keys import issuer_prefix, loose_key, same_number_key, undated
from pipeline.relations.wording import STRENGTH
from storage.records import Relation, RelationKind

_ENDS: frozenset[RelationKind] = frozenset({"repeals", "replaces"})
_MOST_OF_A_TITLE = 20
"""Works of one title that are looked at: a text may name thousands."""
_YEARS = re.compile(r"\((?:19|20)\d\d[^()]{0,16}\)$")
_RANK = {kind: place for place, kind in enumerate(STRENGTH)}


class Works:
    """What is found, in the order in which it was first named."""

    def __init__(self) -> None:
        self._found: list[Relation] = []
        self._by_title: dict[str, dict[int, None]] = {}
        self._by_base: dict[str, list[int]] = {}
        self._by_number: dict[str, int] = {}
        self._by_short: dict[str, int] = {}
        self._kinds: set[RelationKind] = set()

    @property
    def relations(self) -> tuple[Relation, ...]:
        return tuple(self._found)

    def knows(self, short: str) -> bool:
        """Whether the text introduced that short name."""
        return loose_key(short) in self._by_short

    def tells(self, kind: RelationKind) -> bool:
        """Whether something of that kind was said already."""
        return kind in self._kinds

    def add(
        self, said: Relation, numbers: Sequence[str] = (), short: str = "", apart: bool = False
    ) -> None:
        """Take what is said of a work. ``apart``: another work than what bears the same title."""
        self._kinds.add(said.kind)
        key = ("\0" if apart else "") + loose_key(said.title) if said.title else ""
        keys = [one for number in numbers if (one := same_number_key(number))]
        place = self._place(said, key, keys)
        if place is None:
            place = len(self._found)
            self._found.append(said)
        else:
            self._found[place] = _merged(self._found[place], said)
        if key and place not in (places := self._by_title.setdefault(key, {})):
            places[place] = None
            if key != (base := _YEARS.sub("", key)):
                self._by_base.setdefault(base, []).append(place)
        for one in keys:
            self._by_number.setdefault(one, place)
            self._by_number.setdefault(undated(one), place)
        if short:
            self._by_short[loose_key(short)] = place

    def _place(self, said: Relation, key: str, keys: Sequence[str]) -> int | None:
        if key in self._by_short:
            return self._by_short[key]
        known = [at for one in keys if (at := self._numbered(one)) is not None]
        if not key:
            return known[0] if known else None
        for at in known:
            if not self._found[at].title or loose_key(self._found[at].title) == key.lstrip("\0"):
                return at
        for place in islice(self._by_title.get(key, ()), _MOST_OF_A_TITLE):
            theirs = same_number_key(self._found[place].document_number)
            numbered = not keys or not theirs or theirs in keys or undated(theirs) in keys
            if numbered and _can_be_one(self._found[place], said):
                return place
        return None if keys else self._edition(key)

    def _edition(self, key: str) -> int | None:
        """The one edition that is named with its years, of a work that is named without."""
        places = self._by_base.get(key, ())
        return places[0] if len(places) == 1 else None

    def _numbered(self, key: str) -> int | None:
        return self._by_number.get(key)


def _can_be_one(one: Relation, other: Relation) -> bool:
    """Whether two names of one key may mean one work.

    Not if their issuers differ, nor if the text carries the one, and the other has a number.
    """
    if one.kind == "promulgates" != other.kind and (other.kind in _ENDS or other.document_number):
        return False
    if other.kind == "promulgates" != one.kind and one.kind in _ENDS:
        return False
    left, right = issuer_prefix(one.title), issuer_prefix(other.title)
    return not (left and right) or left in right or right in left


def _merged(before: Relation, said: Relation) -> Relation:
    """The stronger of two things said of one work, with the title and the number that are known."""
    leads, other = before, said
    if _RANK[said.kind] < _RANK[before.kind]:
        leads, other = said, before
    return replace(
        leads,
        title=before.title or said.title,
        document_number=before.document_number or said.document_number,
        since=leads.since or (other.since if leads.kind in _ENDS else None),
    )

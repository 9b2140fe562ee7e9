"""Articles that an alignment found no counterpart for: what became of them all the same."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from diffing.clauses import Clause
from diffing.joining import Match
from diffing.kinship import Kinship, kin_anywhere, kin_in_order
from diffing.ordering import Pair
from diffing.units import Unit

_LINE = 12
"""Characters of a line that two articles do not have in common by chance."""


class Part:
    """Clauses (positions, one after another) that belong together."""

    def __init__(self, before: Sequence[int], after: Sequence[int], moved: bool) -> None:
        self.sides = (list(before), list(after))
        self.moved = moved
        self.spans = range(0), range(0)
        """Its units in either text."""
        self.matches: list[Match] = []


class Articles:
    """The articles of two texts, and the ``parts`` that some of them are in already."""

    def __init__(
        self, clauses: tuple[Sequence[Clause], Sequence[Clause]], parts: list[Part]
    ) -> None:
        self.clauses = clauses
        self.parts = parts
        self.part_of = tuple(
            {at: part for part in parts for at in part.sides[side]} for side in (0, 1)
        )
        self.places = tuple(
            {clause.unit.article: at for at, clause in enumerate(side) if clause.unit.article}
            for side in clauses
        )
        self.kept = sorted((p.sides[0][0], p.sides[1][0]) for p in parts if not p.moved)
        self.free = tuple(
            [at for at, clause in enumerate(side) if at not in part_of and clause.unit.article_head]
            for side, part_of in zip(clauses, self.part_of, strict=True)
        )

    def pair(self, kinship: Kinship, units: tuple[Sequence[Unit], Sequence[Unit]]) -> None:
        """Adds parts of articles that are akin: in their place first, then anywhere."""
        if not self._free(0) or not self._free(1):
            return
        self.kinship = kinship
        self._pair_by_lines(units)
        while self._pair_in_order():
            pass  # what was paired leaves others alone between their neighbours
        rows, columns = self._free(0), self._free(1)
        found = kin_anywhere(self.kinship, self._units(0, rows), self._units(1, columns))
        self._add([(rows[i], columns[j]) for i, j in found], moved=True)

    def part(self, side: int, unit: Unit) -> Part | None:
        """The part that the article of a unit is in."""
        place = self.places[side].get(unit.article)
        return None if place is None else self.part_of[side].get(place)

    def are_near(self, before: Unit, after: Unit) -> bool:
        """Whether their articles belong together, or may be made to (see ``grown``)."""
        places = self.places[0].get(before.article), self.places[1].get(after.article)
        if places[0] is None or places[1] is None:
            return False
        parts = self.part_of[0].get(places[0]), self.part_of[1].get(places[1])
        if parts[0] and parts[1]:
            return parts[0] is parts[1]
        if parts[0]:
            return self._is_beside(parts[0], 1, places[1])
        if parts[1]:
            return self._is_beside(parts[1], 0, places[0])
        return self._in_order((places[0], places[1]))

    def grown(self, before: Unit, after: Unit) -> Part | None:
        """The part that grows, or begins, because a line of one article stands in another.

        It grows where the other article is beside its counterpart; it begins where neither article
        has a counterpart and both stand between the same neighbours.
        """
        places = self.places[0].get(before.article), self.places[1].get(after.article)
        if places[0] is None or places[1] is None:
            return None
        parts = self.part_of[0].get(places[0]), self.part_of[1].get(places[1])
        if parts == (None, None):
            here = (places[0], places[1])
            return self._add([here], moved=False) if self._in_order(here) else None
        side = 0 if parts[0] is None else 1
        part = parts[1 - side]
        if part and parts[side] is None and self._is_beside(part, side, places[side] or 0):
            part.sides[side].append(places[side] or 0)
            part.sides[side].sort()
            self.part_of[side][places[side] or 0] = part
            return part
        return None

    def _is_beside(self, part: Part, side: int, place: int) -> bool:
        ends = part.sides[side][0] - 1, part.sides[side][-1] + 1
        return not part.moved and len(part.sides[1 - side]) == 1 and place in ends

    def _in_order(self, here: Pair) -> bool:
        """Whether the pair fits between the same neighbours in both texts."""
        at = bisect_left(self.kept, here)
        before = self.kept[at - 1][1] if at else -1
        after = self.kept[at][1] if at < len(self.kept) else len(self.clauses[1])
        return before < here[1] < after

    def _free(self, side: int) -> list[int]:
        """The articles in no part yet."""
        return [at for at in self.free[side] if at not in self.part_of[side]]

    def _units(self, side: int, places: Sequence[int]) -> list[Unit]:
        return [self.clauses[side][at].unit for at in places]

    def _pair_by_lines(self, units: tuple[Sequence[Unit], Sequence[Unit]]) -> None:
        """Articles that have a line in common, word for word, which no other has."""
        old, new = (self._holders(side, units[side]) for side in (0, 1))
        for key, i in old.items():
            j = new.get(key, -1)
            if i < 0 or j < 0 or i in self.part_of[0] or j in self.part_of[1]:
                continue
            if self._in_order((i, j)):
                self._add([(i, j)], moved=False)

    def _holders(self, side: int, units: Sequence[Unit]) -> dict[str, int]:
        """The free article that has a line, by the key of the line; -1 if several have it."""
        holders: dict[str, int] = {}
        for place in self._free(side):
            clause = self.clauses[side][place]
            for unit in units[clause.start : clause.stop]:
                if len(unit.key) >= _LINE:
                    holders[unit.key] = -1 if unit.key in holders else place
        return holders

    def _pair_in_order(self) -> bool:
        """Whether any were found."""
        free = self._free(0), self._free(1)
        elsewhere = self._units(1, free[1])
        before = len(self.parts)
        ends = self._ends()
        by_gap = tuple(
            {
                gap: list(places)
                for gap, places in groupby(free[side], partial(bisect_left, ends[side]))
            }
            for side in (0, 1)
        )
        for gap, rows in by_gap[0].items():
            if columns := by_gap[1].get(gap):
                old, new = self._units(0, rows), self._units(1, columns)
                found = kin_in_order(self.kinship, old, new, elsewhere)
                self._add([(rows[i], columns[j]) for i, j in found], moved=False)
        return len(self.parts) > before

    def _ends(self) -> tuple[list[int], list[int]]:
        """The places of the pairs that keep their order: between them are the gaps."""
        return [i for i, _ in self.kept], [j for _, j in self.kept]

    def _add(self, pairs: Sequence[Pair], *, moved: bool) -> Part | None:
        part = None
        for i, j in pairs:
            part = Part([i], [j], moved)
            self.parts.append(part)
            if not moved:
                insort(self.kept, (i, j))
            self.part_of[0][i] = self.part_of[1][j] = part
        return part

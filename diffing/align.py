"""Alignment: which unit of the new text is which of the old one, and which of them moved.

Units with the same key first, then those nearly alike, then the best order-keeping pairing of what
is left between them. Every step is bounded; what was too much is said in ``Alignment.gave_up``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from rapidfuzz.distance import LCSseq

from diffing.joining import Match, joined
from diffing.likeness import LONG, likeness
from diffing.nearest import Bar, may_move, nearest
from diffing.ordering import Pair, best_pairing, in_order
from diffing.units import Unit, forget

_GAP_CELLS = 10_000
"""Pairs of a stretch that are all held against one another."""
_ORDER_CELLS = 64_000_000
"""Pairs of a stretch in which equal units are looked for in order (8 MB of bits)."""
_SAME = 0.7
_AKIN = 0.5
_LONE = 0.35
_MOVED = 0.75


Gap = Callable[[list[int], list[int]], list[Pair]]


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """The matches, by the place in the new text, and what was given up."""

    matches: tuple[Match, ...]
    gave_up: str = ""


def align(before: Sequence[Unit], after: Sequence[Unit]) -> Alignment:
    """The matches between two texts; a unit in none of them was deleted or inserted."""
    found = _Aligner(before, after).run()
    forget((*before, *after))
    return found


class _Aligner:
    """One alignment under way: ``kept`` pairs are in order, ``moved`` ones are not."""

    def __init__(self, before: Sequence[Unit], after: Sequence[Unit]) -> None:
        self.before = before
        self.after = after
        self.kept: list[Pair] = []
        self.moved: list[Pair] = []
        self.given_up: list[str] = []

    def run(self) -> Alignment:
        self._order(_unique_pairs(self.before, self.after))
        self._fill(self._equal_in_gap)
        self._fill(self._lone_in_gap)
        self._order([*self.kept, *self.moved, *self._near_pairs()])
        self._fill(self._equal_in_gap)
        self._fill(self._best_in_gap)
        self._say_what_was_long()
        return Alignment(matches=self._joined(), gave_up="；".join(self.given_up))

    def _give_up(self, what: str) -> None:
        if what not in self.given_up:
            self.given_up.append(what)

    def _say_what_was_long(self) -> None:
        if not any(len(unit.key) > LONG for unit in self.before):
            return
        equal = {i for i, j in (*self.kept, *self.moved) if self.before[i].key == self.after[j].key}
        longest = max(
            (len(unit.key) for i, unit in enumerate(self.before) if i not in equal), default=0
        )
        if longest > LONG:
            self._give_up(f"有超长段落（{longest}字），只作粗略配对")

    def _order(self, pairs: Iterable[Pair]) -> None:
        ordered = sorted(pairs)
        sizes = Counter(self.after[j].clause for _, j in ordered)

        def weight(pair: Pair) -> float:
            """Clauses move, and take their items along; headings hardly ever do."""
            unit = self.after[pair[1]]
            if unit.form == "chapter":
                return 3.0
            return 1.0 / sqrt(sizes[unit.clause]) if unit.clause else 1.0

        self.kept = in_order(ordered, weight)
        kept = set(self.kept)
        self.moved = [
            (i, j)
            for i, j in ordered
            if (i, j) not in kept and may_move(self.before[i], self.after[j], _MOVED)
        ]
        self._extend_moves()

    def _extend_moves(self) -> None:
        """What follows a moved unit in both texts moved with it, however short it is."""
        rows, columns = map(set, self._free())
        for i, j in list(self.moved):
            while True:
                i, j = i + 1, j + 1
                if i not in rows or j not in columns or self.before[i].key != self.after[j].key:
                    break
                self.moved.append((i, j))
                rows.remove(i)
                columns.remove(j)

    def _fill(self, pairs_in_gap: Gap) -> None:
        taken_before = {i for i, _ in self.moved}
        taken_after = {j for _, j in self.moved}
        found: list[Pair] = []
        start = (0, 0)
        for end in [*self.kept, (len(self.before), len(self.after))]:
            if start[0] >= end[0] or start[1] >= end[1]:
                start = (end[0] + 1, end[1] + 1)
                continue
            rows = [i for i in range(start[0], end[0]) if i not in taken_before]
            columns = [j for j in range(start[1], end[1]) if j not in taken_after]
            if rows and columns:
                found += pairs_in_gap(rows, columns)
            start = (end[0] + 1, end[1] + 1)
        self.kept = sorted([*self.kept, *found])

    def _equal_in_gap(self, rows: list[int], columns: list[int]) -> list[Pair]:
        """Units equal in order: the ends of the stretch first, then the longest series inside."""
        old = [self.before[i].key for i in rows]
        new = [self.after[j].key for j in columns]
        head, tail = _common_ends(old, new)
        pairs = [(rows[n], columns[n]) for n in range(head)]
        pairs += [(rows[-n], columns[-n]) for n in range(1, tail + 1)]
        old, new = old[head : len(old) - tail], new[head : len(new) - tail]
        if not set(old).intersection(new):
            return pairs
        if len(old) * len(new) > _ORDER_CELLS:
            self._give_up("有的段落相同语句过多，未逐段配对")
            return pairs
        for block in LCSseq.opcodes(*_encoded(old, new)):
            if block.tag == "equal":
                length = block.src_end - block.src_start
                pairs += [
                    (rows[head + block.src_start + n], columns[head + block.dest_start + n])
                    for n in range(length)
                ]
        return pairs

    def _lone_in_gap(self, rows: list[int], columns: list[int]) -> list[Pair]:
        if len(rows) == len(columns) == 1:
            i, j = rows[0], columns[0]
            if likeness(self.before[i], self.after[j], _SAME):
                return [(i, j)]
        return []

    def _near_pairs(self) -> list[Pair]:
        """Units that are clearly each other's nearest, wherever they stand."""
        return self._nearest(*self._free(), _SAME)

    def _nearest(self, rows: list[int], columns: list[int], least: float) -> list[Pair]:
        old, new = [self.before[i] for i in rows], [self.after[j] for j in columns]
        pairs, gave_up = nearest(old, new, likeness, Bar(least))
        if gave_up:
            self._give_up(gave_up)
        return [(rows[i], columns[j]) for i, j in pairs]

    def _free(self) -> tuple[list[int], list[int]]:
        taken_before = {i for i, _ in (*self.kept, *self.moved)}
        taken_after = {j for _, j in (*self.kept, *self.moved)}
        rows = [i for i in range(len(self.before)) if i not in taken_before]
        return rows, [j for j in range(len(self.after)) if j not in taken_after]

    def _best_in_gap(self, rows: list[int], columns: list[int]) -> list[Pair]:
        if len(rows) * len(columns) > _GAP_CELLS:
            return self._ordered_candidates(rows, columns)
        least = _LONE if len(rows) == len(columns) == 1 else _AKIN

        def score(a: int, b: int) -> float:
            old, new = self.before[rows[a]], self.after[columns[b]]
            enough = _LONE if old.field and old.field == new.field else least
            return likeness(old, new, enough) * sqrt(min(len(old.key), len(new.key), 400))

        found = best_pairing(len(rows), len(columns), score)
        return [(rows[a], columns[b]) for a, b in found]

    def _ordered_candidates(self, rows: list[int], columns: list[int]) -> list[Pair]:
        """The nearest ones; those that are all alike (rows of a list, say) by their labels."""
        pairs = self._nearest(rows, columns, _AKIN)
        free = [[at for at in side if at not in taken] for side, taken in zip(
            (rows, columns), map(set, zip(*pairs, strict=True)) if pairs else (set(), set()),
            strict=True)]  # fmt: skip
        pairs = in_order(sorted([*pairs, *self._by_label(*free)]))
        if len(pairs) < min(len(rows), len(columns)):
            self._give_up("有的部分改动过多，只比较了其中最相近的段落")
        return pairs

    def _by_label(self, rows: list[int], columns: list[int]) -> list[Pair]:
        places = {key: i for i in rows if (key := self.before[i].label_key)}
        return [
            (i, j)
            for j in columns
            if (i := places.get(self.after[j].label_key, -1)) >= 0
            and likeness(self.before[i], self.after[j], _SAME)
        ]

    def _joined(self) -> tuple[Match, ...]:
        matches = joined(self.before, self.after, self.kept, self.moved)
        moved = (Match(before=(i,), after=(j,), moved=True) for i, j in self.moved)
        return tuple(sorted([*matches, *moved], key=lambda match: match.after))


def _unique_pairs(before: Sequence[Unit], after: Sequence[Unit]) -> list[Pair]:
    """Units whose key stands once in each text."""
    old = Counter(unit.key for unit in before)
    new = Counter(unit.key for unit in after)
    places = {unit.key: i for i, unit in enumerate(before) if old[unit.key] == 1}
    return [
        (places[unit.key], j)
        for j, unit in enumerate(after)
        if new[unit.key] == 1 and unit.key in places and before[places[unit.key]].form == unit.form
    ]


def _common_ends(old: Sequence[str], new: Sequence[str]) -> Pair:
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _encoded(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """Each distinct key one number."""
    numbers: dict[str, int] = {}
    return (
        [numbers.setdefault(key, len(numbers)) for key in old],
        [numbers.setdefault(key, len(numbers)) for key in new],
    )

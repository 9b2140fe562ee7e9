"""Pairing: which stretch of the new text is which of the old one, article by article.

Clauses are aligned as wholes; then units inside a pair; then what is left over everywhere, so that
a paragraph that left its article for another is seen as moved. An article that was split in two, or
two that were made one, are one stretch.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from diffing.align import align
from diffing.articles import Articles, Part
from diffing.clauses import clauses_of
from diffing.joining import Match
from diffing.kinship import Kinship
from diffing.nearest import Alike, Bar, nearest
from diffing.ordering import Pair
from diffing.units import Unit, forget

_KIN = (Bar(0.6), Bar(0.45, times=2.0))
"""How much of each other's rare words two lines must have to be one that moved."""
_KIN_THERE = Bar(0.35)
"""The same of lines of articles that belong together, or stand beside one another."""
_MOST_LEFT = 4_000


class Stretch(NamedTuple):
    """Units from the old text, what became of them, and the matches among them, in order."""

    before: range
    after: range
    matches: tuple[Match, ...]
    moved: bool = False


class Pairing:
    """Two texts under comparison: ``parts`` first, then ``movers`` that left or joined one."""

    def __init__(self, before: Sequence[Unit], after: Sequence[Unit]) -> None:
        self.units = (before, after)
        self.clauses = (clauses_of(before), clauses_of(after))
        top = align(*([clause.unit for clause in side] for side in self.clauses))
        self.gave_up = [top.gave_up]
        self.parts = [Part(match.before, match.after, match.moved) for match in top.matches]
        self.movers: list[Match] = []

    def run(self) -> tuple[list[Stretch], str]:
        """The stretches that pair, moved ones too; all units in none of them came or went."""
        self.kinship = Kinship([clause.unit for side in self.clauses for clause in side])
        self.articles = Articles(self.clauses, self.parts)
        self.articles.pair(self.kinship, self.units)
        for part in self.parts:
            self._match_inside(part)
        self._match_left_over()
        forget(chain(*self.units, (clause.unit for side in self.clauses for clause in side)))
        stretches = [piece for part in self.parts for piece in self._stretches_of(part)]
        stretches += [_stretch((match,), moved=True) for match in self.movers]
        moved = _together(self.units, [stretch for stretch in stretches if stretch.moved])
        stretches = [*(stretch for stretch in stretches if not stretch.moved), *moved]
        return stretches, "；".join(dict.fromkeys(text for text in self.gave_up if text))

    def _stretches_of(self, part: Part) -> Iterable[Stretch]:
        spans = part.spans
        whole = Stretch(*spans, tuple(part.matches), part.moved)
        if not self.movers:
            return (whole,)
        taken = self._moved_units
        if not any(at in taken[side] for side in (0, 1) for at in spans[side]):
            return (whole,)
        return _pieces(spans, part, taken)

    @cached_property
    def _moved_units(self) -> tuple[set[int], set[int]]:
        old = {at for match in self.movers for at in match.before}
        return old, {at for match in self.movers for at in match.after}

    def span(self, part: Part, side: int) -> range:
        """The units of a part in one text."""
        clauses = self.clauses[side]
        return range(clauses[part.sides[side][0]].start, clauses[part.sides[side][-1]].stop)

    def _match_inside(self, part: Part) -> None:
        rows, columns = part.spans = self.span(part, 0), self.span(part, 1)
        if len(rows) == len(columns) == 1:
            part.matches = [Match((rows[0],), (columns[0],))]
            return
        old, new = (
            self.units[0][rows.start : rows.stop],
            self.units[1][columns.start : columns.stop],
        )
        if [unit.key for unit in old] == [unit.key for unit in new]:
            pairs = zip(rows, columns, strict=True)
            part.matches = [Match(before=(i,), after=(j,)) for i, j in pairs]
            return
        found = align(old, new)
        self.gave_up.append(found.gave_up)
        part.matches = []
        movers: list[Match] = []
        for match in found.matches:
            here = Match(
                before=tuple(rows[at] for at in match.before),
                after=tuple(columns[at] for at in match.after),
                moved=match.moved,
            )
            (movers if match.moved else part.matches).append(here)
        self.movers += movers

    def _match_left_over(self) -> None:
        """Units that found nothing where their article went, wherever they are in the new text."""
        rows, columns = self._left_over(0), self._left_over(1)
        if not rows or not columns or len(rows) + len(columns) > _MOST_LEFT:
            return
        articles = self.articles

        def there(old: Unit, new: Unit, least: float) -> float:
            return self.kinship.of(old, new, least) if articles.are_near(old, new) else 0.0

        pairs = self._nearest(rows, columns, there, _KIN_THERE)
        for part in dict.fromkeys(self._grown(i, j) for i, j in pairs):
            if part:
                self._match_anew(part)
        if pairs:
            self._take(pairs)
            rows, columns = self._left_over(0), self._left_over(1)
        self._take(self._nearest(rows, columns, self.kinship.of, *_KIN))

    def _grown(self, i: int, j: int) -> Part | None:
        return self.articles.grown(self.units[0][i], self.units[1][j])

    def _match_anew(self, part: Part) -> None:
        spans = self.span(part, 0), self.span(part, 1)
        self.movers = [
            m for m in self.movers if m.before[0] not in spans[0] or m.after[0] not in spans[1]
        ]
        self._match_inside(part)

    def _nearest(self, rows: list[int], columns: list[int], alike: Alike, *bars: Bar) -> list[Pair]:
        old, new = [self.units[0][i] for i in rows], [self.units[1][j] for j in columns]
        found, gave_up = nearest(old, new, alike, *bars)
        self.gave_up.append(gave_up)
        return [(rows[i], columns[j]) for i, j in found if _is_long(old[i], new[j])]

    def _take(self, pairs: Sequence[Pair]) -> None:
        if not pairs:
            return
        used = self._used(0), self._used(1)
        for i, j in pairs:
            if i not in used[0] and j not in used[1] and not self._kept(i, j):
                self.movers.append(Match(before=(i,), after=(j,), moved=True))

    def _kept(self, i: int, j: int) -> bool:
        """Whether the two are of one part and in order there; they are matched in it then."""
        part = self.articles.part(0, self.units[0][i])
        if part is None or part is not self.articles.part(1, self.units[1][j]):
            return False
        if any((i < match.before[0]) != (j < match.after[0]) for match in part.matches):
            return False
        part.matches.append(Match(before=(i,), after=(j,)))
        part.matches.sort(key=lambda match: match.after)
        return True

    def _left_over(self, side: int) -> list[int]:
        used = self._used(side)
        return [at for at in range(len(self.units[side])) if at not in used]

    def _used(self, side: int) -> set[int]:
        matches = chain(self.movers, *(part.matches for part in self.parts))
        return set(chain.from_iterable([(m.before, m.after)[side] for m in matches]))


def _is_long(old: Unit, new: Unit) -> bool:
    if old.key == new.key:
        return len(old.key) >= (2 if old.label and old.level <= 4 else 8)
    return min(len(old.key), len(new.key)) >= 12


def _together(units: Sequence[Sequence[Unit]], moved: list[Stretch]) -> list[Stretch]:
    """Moved stretches, those that moved together with the clause that they are part of as one."""
    found: list[Stretch] = []
    for one in sorted(moved, key=lambda stretch: stretch.after.start):
        if found and all(
            _goes_on(side, last, following)
            for side, last, following in zip(units, found[-1][:2], one[:2], strict=True)
        ):
            last = found.pop()
            one = _stretch((*last.matches, *one.matches), moved=True)
        found.append(one)
    return found


def _goes_on(units: Sequence[Unit], last: range, following: range) -> bool:
    first, unit = units[last.start], units[following.start]
    if following.start != last.stop:
        return False
    return belongs(first, unit) or first.article == unit.article != 0


def belongs(first: Unit, unit: Unit) -> bool:
    """Whether a unit is part of the clause (or table, or front line) that ``first`` begins."""
    if "table" in (first.kind, unit.kind):
        return first.kind == unit.kind
    if first.front and unit.front:
        return first.path == unit.path != ""
    return first.level >= 4 and (unit.level == 0 or unit.level > first.level) and bool(unit.path)


def _stretch(matches: Sequence[Match], *, moved: bool) -> Stretch:
    return Stretch(
        range(matches[0].before[0], matches[-1].before[-1] + 1),
        range(matches[0].after[0], matches[-1].after[-1] + 1),
        tuple(matches),
        moved,
    )


def _pieces(
    spans: tuple[range, range], part: Part, taken: tuple[set[int], set[int]]
) -> Iterator[Stretch]:
    """The part in stretches that nothing which moved away, or came from elsewhere, interrupts."""
    runs = [_runs(spans[side], taken[side]) for side in (0, 1)]
    run_of = [{at: run for run in side for at in run} for side in runs]
    groups: dict[tuple[range, range], list[Match]] = {}
    for match in part.matches:
        key = run_of[0][match.before[0]], run_of[1][match.after[0]]
        groups.setdefault(key, []).append(match)
    open_runs: tuple[set[range], set[range]] = (set(runs[0]), set(runs[1]))
    for (rows, columns), matches in groups.items():
        whole = rows in open_runs[0] and columns in open_runs[1] and _alone(groups, rows, columns)
        if whole:
            open_runs[0].discard(rows)
            open_runs[1].discard(columns)
            yield Stretch(rows, columns, tuple(matches), part.moved)
        else:
            yield _stretch(matches, moved=part.moved)


def _alone(groups: dict[tuple[range, range], list[Match]], rows: range, columns: range) -> bool:
    """Whether neither run is part of another pair of runs."""
    return sum(rows == old or columns == new for old, new in groups) == 1


def _runs(span: range, taken: set[int]) -> list[range]:
    """The runs of a span that no taken unit interrupts."""
    runs: list[range] = []
    for at in span:
        if at in taken:
            continue
        if runs and runs[-1].stop == at:
            runs[-1] = range(runs[-1].start, at + 1)
        else:
            runs.append(range(at, at + 1))
    return runs

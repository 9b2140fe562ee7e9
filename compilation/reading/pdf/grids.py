"""Tables of a PDF: ruled lines that make cells, and the characters in them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compilation.reading.pdf.glyphs import Glyph, Page, Rule
from compilation.reading.pdf.lines import between, lines_of

_NEAR = 3.0
"""Points between lines that are meant to meet, or to be one."""
Row = list[str]
_MOST_RULES = 3_000
_MOST_CELLS = 20_000


@dataclass(frozen=True)
class Grid:
    """A ruled table: the heights of its lines from the top, and its columns from the left."""

    ys: Sequence[float]
    xs: Sequence[float]
    rules: Sequence[Rule]

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    def holds(self, glyph: Glyph) -> bool:
        """Whether a character stands inside."""
        middle, height = (glyph.left + glyph.right) / 2, _height(glyph)
        return self.xs[0] <= middle <= self.xs[-1] and self.ys[-1] <= height <= self.ys[0]


def grids_of(page: Page) -> list[Grid]:
    """The grids of a page, from the top."""
    rules = list(page.rules)[:_MOST_RULES]
    grids = [grid for group in _met(rules) if (grid := _grid(group))]
    return sorted(grids, key=lambda grid: -grid.ys[0])


def _met(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The rules in groups that hang together."""
    group = list(range(len(rules)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    downs = [at for at, rule in enumerate(rules) if not rule.across]
    for at, rule in enumerate(rules):
        if rule.across:
            for down in downs:
                if _crosses(rule, rules[down]):
                    group[root(down)] = root(at)
    members: dict[int, list[Rule]] = defaultdict(list)
    for at, rule in enumerate(rules):
        members[root(at)].append(rule)
    return iter(members.values())


def _crosses(across: Rule, down: Rule) -> bool:
    return (
        across.start - _NEAR <= down.at <= across.end + _NEAR
        and down.start - _NEAR <= across.at <= down.end + _NEAR
    )


def _grid(rules: Sequence[Rule]) -> Grid | None:
    ys = _places([rule.at for rule in rules if rule.across])
    xs = _places([rule.at for rule in rules if not rule.across])
    if len(ys) < 2 or len(xs) < 2 or len(ys) * len(xs) > _MOST_CELLS:
        return None
    return Grid(ys[::-1], xs, rules)


def _places(values: Sequence[float]) -> list[float]:
    """The values in order, those near one another once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _height(glyph: Glyph) -> float:
    """The middle of a character."""
    return glyph.base + 0.35 * glyph.size


def rows_of(grid: Grid, glyphs: Sequence[Glyph], page: int, *, typed: bool) -> list[Row]:
    """The texts of the cells, row by row; what a merged cell covers is empty."""
    owner = _owners(grid)
    cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    falling = [-y for y in grid.ys]
    for glyph in glyphs:
        row = min(max(bisect_right(falling, -_height(glyph)) - 1, 0), len(grid.ys) - 2)
        column = bisect_right(grid.xs, (glyph.left + glyph.right) / 2) - 1
        cells[owner[row, min(max(column, 0), grid.columns - 1)]].append(glyph)
    return [
        [_words(cells.get((row, at), []), page, typed=typed) for at in range(grid.columns)]
        for row in range(len(grid.ys) - 1)
    ]


def _words(glyphs: Sequence[Glyph], page: int, *, typed: bool) -> str:
    out = ""
    for line in lines_of(glyphs, page, typed=typed):
        out += between(out, line.text) + line.text
    return out


def joined_rows(above: Row, below: Row, *, merged: bool) -> Row | None:
    """The row that the end of a page broke in two; None if these are two rows.

    ``merged``: the table has rows without a first cell, so that one alone does not tell.
    """
    filled = [at for at, cell in enumerate(below) if cell]
    if not filled or below[0] or not all(above[at] for at in filled):
        return None
    if merged and 2 * len(filled) > sum(map(bool, above)):
        return None
    return [one + between(one, other) + other for one, other in zip(above, below, strict=True)]


def _owners(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Which cell a place belongs to: itself, or the first one of those merged with it."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(grid.ys) - 1):
        middle = (grid.ys[row] + grid.ys[row + 1]) / 2
        for column in range(grid.columns):
            centre = (grid.xs[column] + grid.xs[column + 1]) / 2
            place = (row, column)
            if column and not _drawn(grid, grid.xs[column], middle, across=False):
                owner[place] = owner[row, column - 1]
            elif row and not _drawn(grid, grid.ys[row], centre, across=True):
                owner[place] = owner[row - 1, column]
            else:
                owner[place] = place
    return owner


def _drawn(grid: Grid, at: float, place: float, *, across: bool) -> bool:
    """Whether a line is drawn between two cells."""
    return any(
        rule.across is across and abs(rule.at - at) <= _NEAR and rule.start <= place <= rule.end
        for rule in grid.rules
    )

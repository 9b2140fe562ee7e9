"""A page of a PDF with its tables, and tables that go on over several pages."""

from collections.abc import Iterator, Sequence

from compilation.reading.pdf.glyphs import Page
from compilation.reading.pdf.grids import Grid, Row, grids_of, joined_rows, rows_of
from compilation.reading.pdf.lines import Line, lines_of, without_marks
from compilation.reading.pdf.paragraphs import NOTE, Column, Columns, Placed, column_of
from compilation.reading.pieces import Piece

Rows = list[Row]
_NOTE = 0.92
"""Of the usual height of characters: those of footnotes are smaller."""


class PageRead:
    """A page with its tables and the lines that stand outside of them."""

    def __init__(self, page: Page, *, typed: bool) -> None:
        self.page, self._typed = page, typed
        grids = grids_of(page)
        self._tables = [grid for grid in grids if grid.columns > 1]
        self._boxes = [grid for grid in grids if grid.columns == 1]
        outside = [
            glyph for glyph in page.glyphs if not any(grid.holds(glyph) for grid in self._tables)
        ]
        self.lines = lines_of(outside, page.number, typed=typed)

    def rows(self, grid: Grid) -> Rows:
        """The rows of a table that have words."""
        inside = [glyph for glyph in self.page.glyphs if grid.holds(glyph)]
        rows = rows_of(grid, inside, self.page.number, typed=self._typed)
        return [row for row in rows if any(row)]

    def in_order(self, lines: Sequence[Placed]) -> Iterator[Placed | Grid]:
        """The lines and tables from the top."""
        tables = list(self._tables)
        for line in lines:
            while tables and tables[0].ys[0] > line.line.base:
                yield tables.pop(0)
            yield line
        yield from tables

    def placed(self, lines: Sequence[Line], usual: Columns, body: float) -> list[Placed]:
        """The lines of the text with their columns; ``body`` is the usual height of characters."""
        notes = _notes(lines, body)
        marks = {line.text[0] for line in notes if NOTE.match(line.text)}
        text = lines[: len(lines) - len(notes)]
        boxes = [self._box(line) for line in text]
        columns: dict[int, Column] = {}
        for box in set(boxes):
            inside = [line for line, own in zip(text, boxes, strict=True) if own == box]
            columns[box] = column_of(inside) if box else usual.of(self.page.number, inside)
        found: list[Placed] = []
        for line, box in zip(text, boxes, strict=True):
            drop = found[-1].line.base - line.base if found else 0.0
            bare = without_marks(line, marks, typed=self._typed) if marks else line
            found.append(Placed(bare, columns[box], drop, box))
        column = usual.of(self.page.number, ())
        return [*found, *(Placed(line, column, 0.0, note=True) for line in notes)]

    def _box(self, line: Line) -> int:
        """The ruled box that the line stands in, counted from 1; 0: in none."""
        first = line.words[0]
        return next((at for at, box in enumerate(self._boxes, 1) if box.holds(first)), 0)


def _notes(lines: Sequence[Line], body: float) -> Sequence[Line]:
    """The footnotes: the last lines, if they are small, from the first that bears a mark on."""
    at = len(lines)
    while at and lines[at - 1].size < _NOTE * body:
        at -= 1
    while at < len(lines) and not NOTE.match(lines[at].text):
        at += 1
    return lines[at:]


class Table:
    """A table, page after page; a head that is repeated is read once."""

    def __init__(self, rows: Rows, page: int) -> None:
        self._rows = [(row, page) for row in rows]

    def goes_on(self, rows: Rows) -> bool:
        """Whether the first table of a page is the rest of this one."""
        return bool(rows and self._rows) and len(rows[0]) == len(self._rows[0][0])

    def add(self, rows: Rows, page: int) -> None:
        """The rest of the table."""
        head = 0
        while head < min(len(rows), len(self._rows)) and rows[head] == self._rows[head][0]:
            head += 1
        rows = rows[head:]
        last, on = self._rows[-1]
        others = [*(row for row, _ in self._rows[:-1]), *rows[1:]]
        merged = any(not row[0] for row in others)
        if rows and (whole := joined_rows(last, rows[0], merged=merged)):
            self._rows[-1] = (whole, on)
            rows = rows[1:]
        self._rows += [(row, page) for row in rows]

    def pieces(self) -> Iterator[Piece]:
        """Its rows."""
        for at, (row, page) in enumerate(self._rows):
            yield Piece(text="\t".join(row), page=page, row=True, gap=at == 0)

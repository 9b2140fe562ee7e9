"""Rows of tables that changed, cell by cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diffing.showing.folding import shortened
from diffing.showing.rows import Part, Piece, Row, both_of, is_same
from storage.records import Hunk

Cell = Sequence[Piece]


@dataclass(frozen=True, kw_only=True)
class TableRow:
    kind: Literal["changed", "insert", "delete", "same", "fold"]
    cells: Sequence[Cell] = ()
    count: int = 0
    """Rows that are folded."""

    @property
    def whole(self) -> Sequence[Piece]:
        """A row that came or went, as one stretch: what mails and plain text show."""
        texts = ("".join(piece.text for piece in cell) for cell in self.cells)
        line = " ｜ ".join(text for text in texts if text.strip())
        return [Piece("insert" if self.kind == "insert" else "delete", line)]


@dataclass(frozen=True, kw_only=True)
class Table:
    """``header``: the table's first row, where it is known and not among the rows itself."""

    header: Sequence[str]
    rows: Sequence[TableRow]

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max([len(self.header), *(len(row.cells) for row in self.rows)])


def is_table(hunk: Hunk) -> bool:
    """Whether the hunk is of rows of a table."""
    return "\t" in hunk.before or "\t" in hunk.after


def together(tables: Iterable[Table]) -> Table:
    """Hunks of one table as one table, unchanged rows between them counted once."""
    header: Sequence[str] = ()
    rows: list[TableRow] = []
    for table in tables:
        header = header or table.header
        for row in table.rows:
            if rows and rows[-1].kind == row.kind == "fold":
                row = TableRow(kind="fold", count=rows.pop().count + row.count)
            rows.append(row)
    return Table(header=header, rows=rows)


def column_of(hunk: Hunk, names: Sequence[str]) -> Table:
    """A column that came or went: its cells beside the names of their rows, empty ones left out."""
    op: Literal["insert", "delete"] = "insert" if hunk.op == "insert" else "delete"
    cells = (hunk.after or hunk.before).split("\n")
    rows = [
        TableRow(kind="changed", cells=[[Piece("equal", name)], [Piece(op, shortened(cell))]])
        for name, cell in zip(names, cells, strict=True)
        if cell.strip()
    ]
    return Table(header=(), rows=rows)


def table_of(rows: Iterable[Row], header: Sequence[str]) -> Table:
    """The rows of a hunk by cells, unchanged ones between them counted."""
    return Table(header=header, rows=list(_folded(rows)))


def _folded(rows: Iterable[Row]) -> Iterator[TableRow]:
    same = 0
    for row in rows:
        if is_same(row):
            same += 1
            continue
        if same:
            yield TableRow(kind="fold", count=same)
        same = 0
        yield TableRow(kind=_kind(row), cells=[_short(both_of(cell)) for cell in _cells(row)])
    if same:
        yield TableRow(kind="fold", count=same)


def _kind(row: Row) -> Literal["changed", "insert", "delete"]:
    if all(not part.old for part in row):
        return "insert"
    return "delete" if all(not part.new for part in row) else "changed"


def _short(cell: Sequence[Piece]) -> Cell:
    return [Piece(piece.op, shortened(piece.text)) for piece in cell]


def _cells(row: Row) -> Iterator[list[Part]]:
    """The row cut at its tabs, whichever text they are of."""
    cell: list[Part] = []
    for part in row:
        old, new = part.old.split("\t"), part.new.split("\t")
        for at in range(max(len(old), len(new))):
            if at:
                yield cell
                cell = []
            texts = (old[at] if at < len(old) else "", new[at] if at < len(new) else "")
            if any(texts):
                cell.append(Part(part.op, *texts))
    yield cell

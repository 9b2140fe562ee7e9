"""Tables: what the rows and columns are called, and which columns two tables have in common.

A column that came or went is one change, not one of every row; a row that got another serial number
is renumbered.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from diffing.blocks import Label
from diffing.keys import key_of
from diffing.units import Unit

_FIGURE = re.compile(r"[\d.,，%％\s\-—/]*")
_SERIAL = re.compile(r"\d{1,4}")
_SERIAL_NAMES = frozenset({"序号", "编号"})
_LEVEL = 9
_AKIN = 0.5
_MOST_ROWS = 2_000
_NAME = 20


class Table(NamedTuple):
    """The rows of one table; ``header`` are the cells of its first row, if they name columns."""

    rows: list[Unit]
    header: tuple[str, ...]
    width: int


class Columns(NamedTuple):
    """The columns that two tables have in common, by place, and those that only one has."""

    common: tuple[tuple[int, int], ...]
    gone: tuple[int, ...]
    come: tuple[int, ...]


def name_rows(units: Sequence[Unit]) -> None:
    """Gives rows their serial numbers as labels, and the names of their columns."""
    for table in _tables(units):
        serial = _is_serial(table)
        for row in table.rows:
            row.header = table.header if row is not table.rows[0] else ()
            if serial and row is not table.rows[0]:
                row.relabel(Label(row.text.split("\t", 1)[0].strip(), _LEVEL))


def match_columns(before: Sequence[Unit], after: Sequence[Unit]) -> None:
    """Rows of tables that gained or lost columns are matched by the columns in common."""
    old, new = _tables(before), _tables(after)
    for i, j in _counterparts(old, new):
        columns = _columns(old[i], new[j])
        if columns and (columns.gone or columns.come):
            for side, table in enumerate((old[i], new[j])):
                _narrow(table, side, columns)


def row_name(row: Unit) -> str:
    """What a row is called: its serial number, and its first cell that is no figure."""
    name = _first_word(row)
    serial = f"序号{row.label}" if row.label else ""
    return serial + (f"“{_short(name)}”行" if name else "")


def _first_word(row: Unit) -> str:
    cells = row.text.split("\t")
    return next((cell.strip() for cell in cells if not _FIGURE.fullmatch(cell)), cells[0].strip())


def column_name(header: Sequence[str], at: int) -> str:
    """What a column is called, by its header; empty without one."""
    return f"“{_short(header[at])}”列" if at < len(header) and header[at].strip() else ""


def _short(name: str) -> str:
    name = name.strip()
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def _tables(units: Iterable[Unit]) -> list[Table]:
    rows: dict[int, list[Unit]] = defaultdict(list)
    for unit in [unit for unit in units if unit.table]:
        rows[unit.table].append(unit)
    return [_table(found) for found in rows.values()]


def _table(rows: list[Unit]) -> Table:
    widths = Counter(row.text.count("\t") + 1 for row in rows)
    header = tuple(rows[0].text.split("\t"))
    width = widths.most_common(1)[0][0]
    named = (
        len(rows) > 1
        and len(header) == width
        and not any(map(_FIGURE.fullmatch, filter(None, header)))
    )
    return Table(rows, header if named else (), width)


def _is_serial(table: Table) -> bool:
    """Whether the first cells under the header number the rows: in order, or as the header says."""
    firsts = [row.text.split("\t", 1)[0].strip() for row in table.rows[1:]]
    if len(firsts) < 2 or table.width < 2 or not all(map(_SERIAL.fullmatch, firsts)):
        return False
    if table.header and key_of(table.header[0]) in _SERIAL_NAMES:
        return True
    return all(int(two) == int(one) + 1 for one, two in pairwise(firsts))


def _counterparts(old: Sequence[Table], new: Sequence[Table]) -> list[tuple[int, int]]:
    """Tables of which the greater part of the rows begins alike."""
    holders: dict[str, set[int]] = defaultdict(set)
    for i, table in enumerate(old):
        for row in table.rows[:_MOST_ROWS]:
            holders[key_of(_first_word(row))].add(i)
    pairs: dict[int, int] = {}
    for j, table in enumerate(new):
        names = {key_of(_first_word(row)) for row in table.rows[:_MOST_ROWS]}
        shared = Counter(i for name in names for i in holders.get(name, ()))
        best = next(iter(shared.most_common(1)), None)
        if (
            best
            and best[0] not in pairs
            and best[1] >= _AKIN * min(len(old[best[0]].rows), len(names))
        ):
            pairs[best[0]] = j
    return list(pairs.items())


def _columns(old: Table, new: Table) -> Columns | None:
    """The columns by their headers, and by what is in them where a header was renamed."""
    if not old.header or not new.header:
        return None
    names = [[key_of(cell) for cell in table.header] for table in (old, new)]
    common: list[tuple[int, int]] = []
    start = (0, 0)
    for block in [*LCSseq.opcodes(names[0], names[1])]:
        if block.tag == "equal":
            common += zip(
                range(block.src_start, block.src_end),
                range(block.dest_start, block.dest_end),
                strict=True,
            )
        start = (block.src_end, block.dest_end)
    common = sorted({*common, *_renamed(old, new, common, start)})
    if 2 * len(common) < min(old.width, new.width):
        return None
    taken = {i for i, _ in common}, {j for _, j in common}
    return Columns(
        tuple(common),
        tuple(i for i in range(old.width) if i not in taken[0]),
        tuple(j for j in range(new.width) if j not in taken[1]),
    )


def _renamed(
    old: Table, new: Table, common: Sequence[tuple[int, int]], ends: tuple[int, int]
) -> Iterable[tuple[int, int]]:
    """Columns between the same neighbours with the same cells under another header."""
    last = (-1, -1)
    for pair in [*common, ends]:
        between = range(last[0] + 1, pair[0]), range(last[1] + 1, pair[1])
        if len(between[0]) == len(between[1]):
            yield from (
                (i, j) for i, j in zip(*between, strict=True) if _same_cells(old, new, i, j)
            )
        last = pair


def _same_cells(old: Table, new: Table, i: int, j: int) -> bool:
    ours, theirs = (
        Counter(
            key_of(cells[at]) for row in table.rows[1:] if at < len(cells := row.text.split("\t"))
        )
        for table, at in ((old, i), (new, j))
    )
    return 2 * (ours & theirs).total() >= min(ours.total(), theirs.total())


def _narrow(table: Table, side: int, columns: Columns) -> None:
    shared = [pair[side] for pair in columns.common]
    for row in table.rows:
        cells = row.text.split("\t")
        if len(cells) == table.width:
            row.columns = columns
            row.shared = tuple(cells[at] for at in shared)
            first = 1 if row.label and shared and shared[0] == 0 else 0
            row.key = "\x1f".join(key_of(cells[at]) for at in shared[first:])

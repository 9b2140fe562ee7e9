"""Rows of tables spelled out: changed cells by their columns, and columns that came or went."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from diffing.inline import Group, Mark, Spelled, inline, inline_row, merged
from diffing.ordering import Pair
from diffing.tables import Columns, column_name, row_name
from diffing.units import Unit
from storage.records import Hunk, HunkOp, Variant

_Entry = tuple[int | None, int | None]


def row_spelled(old: Unit, new: Unit) -> Spelled:
    """The marks of a row cell by cell; what changed with the name of its row and column."""
    left, right = old.text.split("\t"), new.text.split("\t")
    entries = _entries(old, len(left), len(right)) if are_narrowed(old, new) else _even(left, right)
    if entries is None:
        found = inline_row(old.text, new.text)
        return Spelled(found.marks, [(row_place(new), found.groups)], found.gave_up)
    marks: list[Mark] = []
    groups: list[tuple[str, list[Group]]] = []
    for i, j in entries:
        marks += _breaks(bool(i), bool(j))
        if i is None or j is None:
            marks.append(("delete", left[i or 0]) if j is None else ("insert", right[j]))
            continue
        found = inline(left[i], right[j])
        marks += found.marks
        if found.groups and not (i == j == 0 and old.label):
            groups.append((row_place(new, j), found.groups))
    return Spelled(merged(marks), groups)


def row_place(row: Unit, column: int | None = None) -> str:
    """Where a row, or a cell of it, stands: 附件1 “水泥”行“配额”列."""
    place = row_name(row)
    if column is not None:
        place += column_name(row.header, column)
    return f"{row.path} {place}".strip()


def column_hunks(
    before: Sequence[Unit], after: Sequence[Unit], kept: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, Hunk | Variant]]:
    """One hunk for each column that came or went, of the ``kept`` rows: those in no other hunk.

    Each with the place in the new text of the first row. Where nothing is in those columns, the
    rows are variants.
    """
    tables: dict[int, list[Pair]] = defaultdict(list)
    for i, j in kept:
        tables[id(after[j].columns)].append((i, j))
    for pairs in tables.values():
        columns, first = after[pairs[0][1]].columns, pairs[0][1]
        if isinstance(columns, Columns):
            old, new = [before[i] for i, _ in pairs], [after[j] for _, j in pairs]
            hunks = [_column(old, "delete", at) for at in columns.gone]
            hunks += [_column(new, "insert", at) for at in columns.come]
            if any(hunk.before.strip() or hunk.after.strip() for hunk in hunks):
                yield from ((first, hunk) for hunk in hunks)
            else:
                yield from ((first, _variant(*rows)) for rows in zip(old, new, strict=True))


def _variant(old: Unit, new: Unit) -> Variant:
    return Variant(before=old.text, after=new.text, line_before=old.line, line_after=new.line)


def _column(rows: Sequence[Unit], op: HunkOp, at: int) -> Hunk:
    cells = [row.text.split("\t")[at] for row in rows]
    header = next((row.header for row in rows if row.header), tuple(rows[0].text.split("\t")))
    place = f"{rows[0].path} {column_name(header, at)}".strip()
    text = "\n".join(cells)
    lines = tuple(row.line for row in rows)
    if op == "insert":
        return Hunk(op=op, label_after=place, after=text, marks=(("insert", text),),
                    line_after=lines[0], column=at, rows=lines)  # fmt: skip
    return Hunk(op=op, label_before=place, before=text, marks=(("delete", text),),
                line_before=lines[0], column=at, rows=lines)  # fmt: skip


def are_narrowed(old: Unit, new: Unit) -> bool:
    """Whether two rows are of tables of which columns came or went."""
    return old.columns is not None and old.columns is new.columns


def _even(left: Sequence[str], right: Sequence[str]) -> list[_Entry] | None:
    return [(at, at) for at in range(len(left))] if len(left) == len(right) else None


def _entries(old: Unit, left: int, right: int) -> list[_Entry]:
    """The cells of both rows in one order; a column of one row only stands alone."""
    entries: list[_Entry] = []
    i = j = 0
    common = old.columns.common if isinstance(old.columns, Columns) else ()
    for end in (*common, (left, right)):
        entries += [(at, None) for at in range(i, end[0])]
        entries += [(None, at) for at in range(j, end[1])]
        if end != (left, right):
            entries.append(end)
        i, j = end[0] + 1, end[1] + 1
    return entries


def _breaks(old: bool, new: bool) -> list[Mark]:
    if old and new:
        return [("equal", "\t")]
    return [("delete", "\t")] if old else [("insert", "\t")] if new else []

"""Tables that changed: all hunks of one table shown as one, with its first row as the head."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from diffing.showing.course import Course, Same
from diffing.showing.entry import Entry, Line, fold_of, same_lines
from diffing.showing.places import above, place_of
from diffing.showing.tables import Table, TableRow, column_of, together
from diffing.tables import row_name
from storage.records import Hunk


def whole_tables(course: Course, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, those of one table that follow one another made one."""
    counterparts = _tables(course)
    kept = list(entries)
    for _, group in groupby(kept, key=lambda entry: _table_key(course, entry, counterparts)):
        some = list(group)
        yield some[0] if len(some) == 1 else _one_table(some)


def _tables(course: Course) -> dict[int, int]:
    """Which table of the new text is which of the old one, by rows that are in both."""
    pairs = [
        (step.before, step.after)
        if isinstance(step, Same)
        else (
            range(step.line_before, step.line_before + 1),
            range(step.line_after, step.line_after + 1),
        )
        for step in course.steps
        if isinstance(step, Same) or (isinstance(step, Hunk) and step.op == "replace")
    ]
    return {
        course.before[i].table: course.after[j].table
        for before, after in pairs
        for i, j in zip(before, after, strict=False)
        if i >= 0 and j >= 0 and course.before[i].table
    }


def _table_key(course: Course, entry: Entry, counterparts: dict[int, int]) -> object:
    """The same for neighbouring hunks of one table, and for nothing else."""
    if not entry.table or not entry.hunk or entry.hunk.column >= 0:
        return id(entry)
    if entry.hunk.op == "delete":
        table = course.before[entry.hunk.line_before].table
        return "table", counterparts.get(table, -table)
    return "table", course.after[entry.hunk.line_after].table


def _one_table(entries: Sequence[Entry]) -> Entry:
    tables = [entry.table for entry in entries if entry.table]
    ops = {entry.op for entry in entries}
    first = entries[0].hunk
    path = (first and (first.label_after or first.label_before)) or ""
    return replace(
        entries[0],
        op=ops.pop() if len(ops) == 1 else "修改",
        where=f"{above(path)[0]} 表格{len(entries)}处".strip(),
        lines=[line for entry in entries for line in entry.lines],
        table=together(tables),
    )


def column_entry(course: Course, hunk: Hunk) -> Entry:
    """A column that came or went, beside the names of its rows."""
    units = course.before if hunk.op == "delete" else course.after
    place = place_of(hunk)
    names = [
        row_name(units[line]) if line and units[line - 1].table == units[line].table else "表头"
        for line in hunk.rows
    ]
    return Entry(
        kind="hunk", op=place.op, where=place.where, table=column_of(hunk, names), hunk=hunk
    )


def with_rows(course: Course, entry: Entry, lead: Same | None, tail: Same | None) -> Entry:
    """A table with its unchanged rows counted; the lines around it that are none, folded."""
    assert entry.table
    counts: list[int] = []
    around: list[list[Line]] = []
    for same in (lead, tail):
        rows = [bool(course.after[at].table) for at in same.after] if same else []
        counts.append(sum(rows))
        lines = list(same_lines(course, same)) if same and not all(rows) else []
        around.append([line for line, row in zip(lines, rows, strict=False) if not row])
    first = counts[0] - bool(entry.table.header and counts[0])
    table = together(
        (
            Table(header=entry.table.header, rows=_counted(first)),
            entry.table,
            Table(header=(), rows=_counted(counts[1])),
        )
    )
    lines = [fold_of(some, f"本条其余{len(some)}段未变") for some in around if some]
    return replace(entry, table=table, lines=lines)


def _counted(count: int) -> list[TableRow]:
    return [TableRow(kind="fold", count=count)] if count > 0 else []


def header_of(course: Course, hunk: Hunk) -> Sequence[str]:
    """The first row of the table that the hunk is of, unless it is in the hunk."""
    start, line = _table_start(course, hunk)
    units = course.before if hunk.op == "delete" else course.after
    return units[start].text.split("\t") if 0 <= start < line else ()


def _table_start(course: Course, hunk: Hunk) -> tuple[int, int]:
    units, line = (
        (course.before, hunk.line_before)
        if hunk.op == "delete"
        else (course.after, hunk.line_after)
    )
    start = line
    while start > 0 and units[start - 1].table == units[line].table:
        start -= 1
    return start, line

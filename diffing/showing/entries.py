"""A comparison as entries to show, in the order of the new text: hunks and what stands between."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from diffing.showing.course import Course, Gone, Same, Step
from diffing.showing.entry import Entry, Line, fold_of, same_lines
from diffing.showing.folding import folded
from diffing.showing.places import place_of, span_of
from diffing.showing.rows import Row, both_of, is_same, rows_of, side_of
from diffing.showing.table_entries import column_entry, header_of, whole_tables, with_rows
from diffing.showing.tables import is_table, table_of
from diffing.units import Unit
from storage.records import Difference, Hunk

_SHOWN = 140
"""Characters of unchanged text beside a change, of the same clause, that are shown unfolded."""

_MOST_ROWS = 5_000
"""Lines of a hunk that are looked at: no page has room for as many."""


def entries_of(difference: Difference, course: Course | None) -> Iterator[Entry]:
    """The entries; without a course the hunks alone. Renumberings are no entries."""
    if course is None:
        yield from (_changed(hunk, ()) for hunk in difference.hunks if hunk.op != "renumber")
        return
    yield from whole_tables(course, _entries(course))


def _entries(course: Course) -> Iterator[Entry]:
    surroundings = [_surroundings(course, at) for at in range(len(course.steps))]
    for at, step in enumerate(course.steps):
        if isinstance(step, Hunk):
            yield _with_context(course, at, surroundings)
        elif isinstance(step, Gone):
            place = place_of(step.hunk)
            yield Entry(kind="gone", where=place.where, hunk=step.hunk)
        elif middle := surroundings[at][1]:
            yield from _unchanged(course, middle)


def _unchanged(course: Course, same: Same) -> Iterator[Entry]:
    """The stretch folded, but the heading that it ends with stands above what comes next."""
    count = len(same.after)
    if len(same.before) == count:
        while count and course.after[same.after[count - 1]].form == "chapter":
            count -= 1
    if folded_part := _cut(same, 0, count) if count < len(same.after) else same:
        lines = list(same_lines(course, folded_part))
        yield Entry(kind="same", where=span_of(course, folded_part), lines=lines)
    for at in same.after[count:]:
        yield Entry(kind="heading", where=course.after[at].text.strip())


def _surroundings(course: Course, at: int) -> tuple[Same | None, Same | None, Same | None]:
    """An unchanged stretch in three: what belongs to the clause before, to none, to the next."""
    step = course.steps[at]
    if not isinstance(step, Same) or len(step.before) != len(step.after):
        return None, step if isinstance(step, Same) else None, None
    last = course.steps[at - 1] if at else None
    following = course.steps[at + 1] if at + 1 < len(course.steps) else None
    tail = _of_clause(course, step, last, -1)
    rest = _cut(step, tail, len(step.after))
    lead = _of_clause(course, rest, following, 0) if rest else 0
    return (
        _cut(step, 0, tail),
        _cut(step, tail, len(step.after) - lead),
        _cut(step, len(step.after) - lead, len(step.after)),
    )


def _cut(same: Same, start: int, stop: int) -> Same | None:
    return Same(same.before[start:stop], same.after[start:stop]) if start < stop else None


def _of_clause(course: Course, same: Same, step: Step | None, end: int) -> int:
    """How many lines, at the end that faces the hunk, are of the clause that changed."""
    if not isinstance(step, Hunk):
        return 0
    units, line, text, lines = (
        (course.before, step.line_before, step.before, same.before)
        if step.op == "delete"
        else (course.after, step.line_after, step.after, same.after)
    )
    if line < 0 or step.column >= 0:
        return 0
    unit = units[line + (text.count("\n") if end else 0)]
    count = 0
    for at in lines if end else reversed(lines):
        if not _together(units[at], unit):
            break
        count += 1
    return count


def _together(one: Unit, other: Unit) -> bool:
    """Whether both are of one clause, or rows of one table."""
    return one.clause == other.clause != "" or one.table == other.table > 0


def _with_context(
    course: Course, at: int, surroundings: Sequence[tuple[Same | None, Same | None, Same | None]]
) -> Entry:
    step = course.steps[at]
    assert isinstance(step, Hunk)
    lead = surroundings[at - 1][2] if at else None
    tail = surroundings[at + 1][0] if at + 1 < len(course.steps) else None
    if step.column >= 0:
        return column_entry(course, step)
    entry = _changed(step, header_of(course, step))
    if entry.table:
        return with_rows(course, entry, lead, tail)
    return replace(entry, lines=[*_context(course, lead), *entry.lines, *_context(course, tail)])


def _context(course: Course, same: Same | None) -> Iterator[Line]:
    if same is None:
        return
    lines = list(same_lines(course, same))
    tables = any(course.after[at].table for at in same.after)
    if not tables and sum(len(piece.text) for line in lines for piece in line.new) <= _SHOWN:
        yield from lines
    else:
        yield fold_of(lines, f"本条其余{len(lines)}{'行' if tables else '段'}未变")


def _changed(hunk: Hunk, header: Sequence[str]) -> Entry:
    place = place_of(hunk)
    if is_table(hunk):
        table = table_of(rows_of(hunk), header)
        return Entry(kind="hunk", op=place.op, where=place.where, table=table, hunk=hunk)
    rows = rows_of(hunk, _MOST_ROWS + 1)
    lines = list(_hunk_lines(rows[:_MOST_ROWS]))
    if len(rows) > _MOST_ROWS:
        lines.append(Line(kind="fold", name="其余段落从略"))
    return Entry(kind="hunk", op=place.op, where=place.where, lines=lines, hunk=hunk)


def _hunk_lines(rows: Sequence[Row]) -> Iterator[Line]:
    unchanged: list[Line] = []
    for at, row in enumerate(rows):
        line = _line(row)
        if line.kind == "same" and at:
            unchanged.append(line)
            continue
        yield from _few(unchanged)
        unchanged = []
        yield line
    yield from _few(unchanged)


def _few(lines: Sequence[Line]) -> Iterator[Line]:
    """Unchanged lines inside a hunk, folded to one if they are long."""
    if sum(len(piece.text) for line in lines for piece in line.new) <= _SHOWN:
        yield from lines
    else:
        yield fold_of(lines, f"{len(lines)}段未变")


def _line(row: Row) -> Line:
    return Line(
        kind="same" if is_same(row) else "changed",
        old=folded(side_of(row, "old")),
        new=folded(side_of(row, "new")),
        both=folded(both_of(row)),
    )

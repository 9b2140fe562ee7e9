"""Tasks in tables: a column for what is to be done, one for by when, perhaps one for who. Pure."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from pipeline.deadlines.meant import Seen, resolve
from pipeline.deadlines.points import points_of
from pipeline.passages import Paragraph
from storage.records import KeyFact

_TASK = re.compile("任务|措施|工作内容|事项|工作要求|重点工作|具体内容|主要内容")
_TERM = re.compile("时限|完成时间|完成期限|截止|时间节点|时间要求|进度安排|时间安排")
_WHO = re.compile("责任|牵头|负责|主办|承办|实施主体")
_MOST_CELL, _LEAST, _WIDEST = 40, 4, 30


class _Columns(NamedTuple):
    task: int
    term: int
    who: int | None
    width: int


def table_tasks(paragraphs: Sequence[Paragraph], base: date | None) -> Iterator[KeyFact]:
    """The tasks of every table whose head names a column for their time; none that are over."""
    rows = (one for one in paragraphs if one.unit.kind == "table")
    for _, group in groupby(rows, key=lambda one: one.unit.table):
        columns: _Columns | None = None
        for row in group:
            cells = [cell.strip() for cell in row.text.split("\t")]
            if head := _head(cells):
                columns = head
            elif columns and len(cells) == columns.width:
                yield from _of_row(row, cells, columns, base)


def _head(cells: Sequence[str]) -> _Columns | None:
    if len(cells) > _WIDEST:
        return None
    task, term, who = (_place(cells, pattern) for pattern in (_TASK, _TERM, _WHO))
    if task is None or term is None or task == term:
        return None
    return _Columns(task, term, who, len(cells))


def _place(cells: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    found = (at for at, cell in enumerate(cells) if len(cell) < _MOST_CELL and pattern.search(cell))
    return next(found, None)


def _of_row(
    row: Paragraph, cells: Sequence[str], columns: _Columns, base: date | None
) -> Iterator[KeyFact]:
    term, task = cells[columns.term], cells[columns.task]
    points = points_of(term) if len(term) <= _MOST_CELL else []
    day = resolve(points[-1], Seen(base=base)).date if points else None
    over = day and base and day < base
    if points and len(task) >= _LEAST and not over:
        yield KeyFact(
            kind="obligation",
            who=cells[columns.who] if columns.who is not None else "",
            what=task,
            by=term,
            by_date=day,
            sentence=row.text,
            label=row.unit.path,
        )

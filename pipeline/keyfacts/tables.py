"""Targets in tables: a row for each indicator, a column for each year. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from pipeline.passages import Paragraph
from storage.records import KeyFact

_YEAR = re.compile(
    r"((?:19|20)\d\d)\s{0,2}年?[底末]?(?:目标|目标值|规划值|预期值?"
    r"|任务)?(?:[（(][^（()）]{1,12}[）)])?$"
)
_GOAL = re.compile("目标|规划值|预期|任务")
_NAME = re.compile("指标|目标名称|主要目标|名称|项目|内容|类别")
_PAST = re.compile("实际|完成|现状|基期|基数|[上同去]年|累计")
_UNIT = re.compile(r"^(?:计量)?单\s{0,2}位(?:[（(].*)?$")
_FIGURE = re.compile(
    r"[<>≤≥＜＞〔\[]?\s{0,2}[-+]?\d[\d,，.]{0,14}\s{0,2}\S{0,12}$"
    r"|.{0,8}\d{1,9}(?:\.\d+)?\s{0,2}[%％].{0,6}$"
)
_SERIAL = re.compile(r"[\d一二三四五六七八九十（）().、—–/-]{0,6}$")
_NUMBER = re.compile(r"\d[\d,，.]{0,14}$")
_BY = re.compile(r"^((?:19|20)\d\d\s{0,2}年?[底末]?).*$")
_MOST_CELL = 40


def table_targets(paragraphs: Sequence[Paragraph], year: int | None) -> Iterator[KeyFact]:
    """The targets of every table whose head names years to come."""
    rows = (one for one in paragraphs if one.unit.kind == "table")
    for _, group in groupby(rows, key=lambda one: one.unit.table):
        yield from _of_table(list(group), year)


def _of_table(rows: Sequence[Paragraph], year: int | None) -> Iterator[KeyFact]:
    head: list[str] = []
    columns: dict[int, date] = {}
    for row in rows:
        cells = [cell.strip() for cell in row.text.split("\t")]
        if found := dict(_columns(cells, year)):
            head, columns = cells, found
        elif columns and len(cells) == len(head):
            yield from _of_row(row, cells, head, columns)


def _columns(cells: Sequence[str], year: int | None) -> Iterator[tuple[int, date]]:
    """Which columns hold what is to be reached, and by when; none if it is no head."""
    if not any(_NAME.search(cell) for cell in cells[:3]):
        return
    goals = any(_GOAL.search(cell) for cell in cells)
    for at, cell in enumerate(cells):
        found = _YEAR.search(cell) if len(cell) <= _MOST_CELL and not _PAST.search(cell) else None
        if found and (int(found[1]) > year if year else goals):
            yield at, date(int(found[1]), 12, 31)


def _of_row(
    row: Paragraph, cells: Sequence[str], head: Sequence[str], columns: dict[int, date]
) -> Iterator[KeyFact]:
    name = _indicator(cells, head, columns)
    unit = next((cell for cell, title in zip(cells, head, strict=True) if _UNIT.search(title)), "")
    for at, day in columns.items():
        if name and len(cells[at]) <= _MOST_CELL and _FIGURE.match(cells[at]):
            yield KeyFact(
                kind="target",
                what=name,
                value=cells[at] + (unit if _NUMBER.match(cells[at]) else ""),
                by=_BY.sub(r"\1", head[at]),
                by_date=day,
                sentence="\t".join(head) + "\n" + row.text,
                label=row.unit.path,
            )


def _indicator(cells: Sequence[str], head: Sequence[str], columns: Iterable[int]) -> str:
    """The last cell of words before the figures."""
    before = range(min(columns))
    words = [cells[at] for at in before if not (_SERIAL.match(cells[at]) or _UNIT.search(head[at]))]
    return words[-1] if words else ""

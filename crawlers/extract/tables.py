"""Tables of values: told from layout, and read into rows in which every cell keeps its column."""

import re
from collections.abc import Iterator

from crawlers.extract.flat import Element, Flat

_SPAN = re.compile(r"(row|col)span=\"\s*(\d{1,4})", re.I)
_MOST_ROWS, _MOST_COLUMNS = 1000, 100
_LARGE = 1500
"""A cell with more prose, and most of its table's, lays out the page."""


def data_tables(flat: Flat, body: Element) -> list[Element]:
    """The tables of the body that hold values in rows and columns."""
    return [e for e in flat.inside(body) if e.tag == "table" and _is_data(flat, e)]


def _is_data(flat: Flat, table: Element) -> bool:
    if table.hidden:
        return False
    rows: dict[int, int] = {}
    largest = 0
    for element in flat.inside(table):
        if element.tag == "table":
            return False
        if element.tag in ("td", "th"):
            rows[element.parent] = rows.get(element.parent, 0) + 1
            largest = max(largest, flat.weight(element))
    wide = sum(1 for cells in rows.values() if cells > 1)
    return wide >= 2 and not (largest > _LARGE and largest * 10 > flat.weight(table) * 7)


def table_text(flat: Flat, table: Element) -> str:
    """Each row that has text on a line, cells separated by tabs.

    A merged cell says its text once; the places that it covers stay empty, so that no other cell
    leaves its column.
    """
    return "\n".join(row for row in _rows(flat, table) if row)


def _rows(flat: Flat, table: Element) -> Iterator[str]:
    covered: dict[int, int] = {}
    row: dict[int, str] | None = None
    for element in flat.inside(table):
        if element.tag == "caption":
            yield flat.visible(element)
        elif element.tag == "tr":
            yield _line(row)
            row, at = {}, 0
            covered = {column: left - 1 for column, left in covered.items() if left > 1}
        elif element.tag in ("td", "th"):
            row, at = ({}, 0) if row is None else (row, at)
            while covered.get(at, 0) and at not in row:
                at += 1
            spans = {name: int(count) for name, count in _SPAN.findall(element.raw)}
            row[at] = flat.visible(element)
            wide = max(1, min(spans.get("col", 1), _MOST_COLUMNS))
            if spans.get("row", 1) > 1:
                high = min(spans["row"], _MOST_ROWS)
                covered |= dict.fromkeys(range(at, at + wide), high)
            at += wide
    yield _line(row)


def _line(row: dict[int, str] | None) -> str:
    """The cells of a row in their columns."""
    if not row or not any(row.values()):
        return ""
    return "\t".join(row.get(column, "") for column in range(max(row) + 1)).rstrip("\t")

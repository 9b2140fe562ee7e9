"""Tables of values: told from layout, and read into rows in which every cell keeps its column."""

import re
from collections import Counter
from collections.abc import Iterator

from crawlers.extract.flat import Element, Flat
from crawlers.extract.labels import is_bare, is_fact

_SPAN = re.compile(r"(row|col)span=\"\s*(\d{1,4})", re.I)
_MOST_ROWS, _MOST_COLUMNS = 1000, 100
_RULED = re.compile(r"\bborder=\"[1-9]|border(?:-\w+)?:[^;\"]*solid", re.I)
_SHORT = 120
"""A cell of a list in one column weighs no more."""
_MOST_LINES = 3
"""In a cell of a table of values."""
_LARGE = 1500
"""A cell with more prose, and most of its table's, lays out the page."""


def data_tables(flat: Flat, body: Element) -> list[Element]:
    """The tables of the body (which may be one) that hold values in rows and columns."""
    found: list[Element] = []
    for element in (body, *flat.inside(body)):
        within = found and element.index <= found[-1].last
        if element.tag == "table" and not within and is_data(flat, element):
            found.append(element)
    return found


def is_data(flat: Flat, table: Element) -> bool:
    """Two rows with several cells; with lines drawn one such row, or two rows of short cells.

    A table inside another one tells of layout, unless the outer draws its lines and has cells
    enough without one.
    """
    if table.hidden:
        return False
    own = list(_own(flat, table))
    cells = [e for e in own if e.tag in ("td", "th")]
    largest = max(map(flat.weight, cells), default=0)
    if largest > _LARGE and largest * 10 > flat.weight(table) * 7:
        return False
    rows = Counter(e.parent for e in cells)
    wide = sum(1 for count in rows.values() if count > 1)
    ruled = _RULED.search(table.raw) or any(_RULED.search(e.raw) for e in cells[:1])
    if inner := sum(1 for e in own if e.tag == "table"):
        return bool(ruled) and wide >= 2 and inner * 3 < len(cells)
    if wide >= 2 or not ruled:
        return wide >= 2
    return (wide == 1 or len(rows) >= 2) and all(_is_short(flat, cell) for cell in cells)


def value_tables(flat: Flat, body: Element) -> list[Element]:
    """The data tables that are text beyond doubt: short cells, no labels but at head and foot.

    Tables that say what the document is called and who issued it have labels in other rows;
    tables that lay a page out have whole passages in their cells.
    """
    return [table for table in data_tables(flat, body) if _is_of_values(flat, table)]


def _is_of_values(flat: Flat, table: Element) -> bool:
    own = list(_own(flat, table))
    cells = [e for e in own if e.tag in ("td", "th")]
    rows = list(dict.fromkeys(e.parent for e in cells))
    if any(e.tag == "table" for e in own) or any(_count(flat, e) > _MOST_LINES for e in cells):
        return False
    labelled = {e.parent for e in cells if _is_label(flat.visible(e))}
    return labelled <= {rows[0], rows[-1]} and len(rows) >= 2 + len(labelled)


def _is_label(text: str) -> bool:
    return len(text) < _SHORT and (is_bare(text) or is_fact(text))


def _count(flat: Flat, cell: Element) -> int:
    """Lines with text in a cell."""
    runs = range(cell.start, cell.end)
    return len({flat.lines[run] for run in runs if not flat.texts[run].isspace()})


def _is_short(flat: Flat, cell: Element) -> bool:
    """A few words on one line."""
    return flat.weight(cell) <= _SHORT and _count(flat, cell) <= 1


def _own(flat: Flat, table: Element) -> Iterator[Element]:
    """The elements inside the table, of tables inside it nothing but themselves."""
    past = -1
    for element in flat.inside(table):
        if element.index > past:
            past = element.last if element.tag == "table" else past
            yield element


def table_text(flat: Flat, table: Element) -> str:
    """Each row that has text on a line, cells separated by tabs.

    A merged cell says its text once; the places that it covers stay empty, so that no other cell
    leaves its column.
    """
    return "\n".join(row for row in _rows(flat, table) if row)


def _rows(flat: Flat, table: Element) -> Iterator[str]:
    covered: dict[int, int] = {}
    row: dict[int, str] | None = None
    for element in _own(flat, table):
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

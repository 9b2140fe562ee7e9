"""Tables to be set: cells that span, widths by what stands in them, type that lets them fit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TEXT_WIDTH = 442.0
"""Points: 156 mm, as official documents have it."""
_SIZES = (10.5, 9.0, 7.5, 6.5, 5.5)
_PADDING = 1.2
"""Of a cell, both sides, and of the gaps beside letters, in ems."""
_LEAST = 2.0
"""Ems of the narrowest column: two characters."""
_LONGEST_WORD, _WIDEST = 8.0, 26.0
"""Ems: a longer word may be broken; a longer line asks for no more."""
_EMPTY = 8.0
"""Of a column to be written in."""
_MOST_COLUMNS = 24
_MEETING = re.compile(r"[\u4e00-\u9fff](?=[0-9A-Za-z])|[0-9A-Za-z](?=[\u4e00-\u9fff])")
_WORD = re.compile(r"[!-~]+")


@dataclass(frozen=True, kw_only=True)
class Cell:
    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table; of cells that span, the covered ones are ``None``."""

    rows: tuple[tuple[Cell | None, ...], ...]
    heads: int
    """Rows that are repeated on every page."""
    widths: tuple[float, ...]
    """In points; together the width of the text, or less."""
    size: float
    """Of the type, in points."""


def grids_of(text: str) -> tuple[Grid, ...]:
    """The table of a text (a row a line, cells apart by tabs); several where it is too wide."""
    rows = [line.split("\t") for line in text.split("\n")] if text.strip() else []
    if not rows:
        return ()
    width = max(map(len, rows))
    full = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    groups = [(at, min(at + _MOST_COLUMNS, width)) for at in range(0, width, _MOST_COLUMNS)]
    return tuple(_grid([row[start:end] for row in full]) for start, end in groups)


def _grid(rows: Sequence[Sequence[str]]) -> Grid:
    heads = _heads(rows)
    cells: list[tuple[Cell | None, ...]] = [*_spanned(rows[0], rows[1])] if heads == 2 else []
    cells += [tuple(Cell(text=text) for text in row) for row in rows[len(cells) :]]
    size, widths = _fitted(rows)
    return Grid(rows=tuple(cells), heads=heads, widths=widths, size=size)


def _heads(rows: Sequence[Sequence[str]]) -> int:
    """How many rows head the table; none where the first one is not filled, as in a form."""
    if len(rows) < 2:
        return 0
    if _groups(rows[0], rows[1]):
        return 2
    return 1 if all(rows[0]) and (len(rows[0]) > 1) else 0


def _groups(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Columns of the first row's cells that the second row divides; empty if it is no such head.

    企业所在地, empty, empty over 省, 市, 县, and every other cell of the second row empty.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(first):
        end = at + 1
        while end < len(first) and not first[end]:
            end += 1
        under = [bool(text) for text in second[at:end]]
        if not first[at] or (any(under) and not all(under)) or any(under) != (end - at > 1):
            return []
        if all(under):
            found.append((at, end))
        at = end
    return found


def _spanned(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[Cell | None, ...]]:
    divided = dict(_groups(first, second))
    top: list[Cell | None] = []
    below: list[Cell | None] = []
    while len(top) < len(first):
        at = len(top)
        end = divided.get(at, at + 1)
        one = at not in divided
        top += [Cell(text=first[at], across=end - at, down=2 if one else 1)]
        top += [None] * (end - at - 1)
        below += [None] if one else [Cell(text=text) for text in second[at:end]]
    yield tuple(top)
    yield tuple(below)


def _fitted(rows: Sequence[Sequence[str]]) -> tuple[float, tuple[float, ...]]:
    """The largest type in which the table fits, and the widths of its columns."""
    columns = list(zip(*rows, strict=True))
    least = [max(_least(text) for text in column) + _PADDING for column in columns]
    wanted = [
        max(low, min(max(map(_ems, column)) or _EMPTY, _WIDEST) + _PADDING)
        for low, column in zip(least, columns, strict=True)
    ]
    size = next((size for size in _SIZES if sum(least) * size <= TEXT_WIDTH), _SIZES[-1])
    room = TEXT_WIDTH / size
    if sum(wanted) <= room:
        shares = [one * room / sum(wanted) for one in wanted]
    elif sum(least) < room:
        more = [one - low for low, one in zip(least, wanted, strict=True)]
        poured = _poured(more, room - sum(least))
        shares = [low + one for low, one in zip(least, poured, strict=True)]
    else:
        shares = [low * room / sum(least) for low in least]
    return size, tuple(round(share * size, 2) for share in shares)


def _poured(wanted: Sequence[float], room: float) -> list[float]:
    """The room shared out: who wants little gets it, the others get alike."""
    shares = [0.0] * len(wanted)
    for rank, at in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        shares[at] = min(wanted[at], room / (len(wanted) - rank))
        room -= shares[at]
    return shares


def _ems(text: str) -> float:
    """How wide a text is in one line: letters and digits take half as much as characters, and a
    quarter is left between the two."""
    wide = sum(0.55 if character < "\u2000" else 1.0 for character in text)
    return wide + 0.25 * len(_MEETING.findall(text))


def _least(text: str) -> float:
    """The width below which a word would be broken."""
    longest = max((len(word) for word in _WORD.findall(text)), default=0)
    return max(_LEAST, min(0.55 * longest, _LONGEST_WORD))

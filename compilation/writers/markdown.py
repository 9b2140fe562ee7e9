"""A book as Markdown: readable as it stands, and the agency's words unaltered when rendered."""

import re
from collections.abc import Iterator

from compilation.writers.book import (
    NOTHING,
    SHEET_MARK,
    SHEET_TITLE,
    Book,
    BookBlock,
    BookItem,
)
from compilation.writers.grids import Grid

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$#])")
"""What Markdown may take for its own anywhere in a line; & only where it begins an entity."""
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_AT_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))(?=\s|$|[-+=])")
_HEADINGS = {1: "###", 2: "####", 3: "#####"}
_BARE = re.compile(r"https?://[^\s<>\"]+")


def to_markdown(book: Book) -> str:
    """The whole issue; a part is ``#``, an item ``##``, headings inside an item from ``###``."""
    return "\n\n".join(_pieces(book)) + "\n"


def _pieces(book: Book) -> Iterator[str]:
    yield f"{book.period} 月刊"
    yield f"**{escaped(book.title)}**"
    yield escaped(book.publisher)
    yield "**声明**"
    yield from map(escaped, book.statement)
    yield "**目录**"
    yield "\n".join(f"{'  ' * (level - 1)}- {escaped(text)}" for level, text in book.headings)
    for part in book.parts:
        yield f"# {escaped(part.title)}"
        for item in part.items:
            yield from _item(item)
        if not part.items:
            yield NOTHING
    if book.sheet:
        yield from _sheet(book)


def _item(item: BookItem) -> Iterator[str]:
    yield f"## {escaped(item.heading)}"
    mark = f"[^{item.number}]"
    if item.noted is None:
        yield mark
    for at, one in enumerate(item.content):
        yield _content(one) + (mark if at == item.noted else "")
    note = item.note
    source = f"<{note.source}>" if _BARE.fullmatch(note.source) else escaped(note.source)
    yield f"{mark}: {note.head}{source}；{escaped(note.rest)}"


def _content(one: BookBlock) -> str:
    if isinstance(one, Grid):
        return _table(one)
    text = escaped(one.text)
    if one.role == "heading":
        return f"{_HEADINGS[one.level]} {text}"
    if one.role in ("annex", "chapter", "inner"):
        return f"### {text}"
    if one.role == "box":
        return f"**{text}**"
    return text


def _table(grid: Grid) -> str:
    """A table of pipes, which must have a head: an empty one where the table has none."""
    rows = [[escaped(cell.text, starts=False) if cell else "" for cell in row] for row in grid.rows]
    if not grid.heads:
        rows.insert(0, [""] * len(grid.widths))
    rows.insert(1, ["---"] * len(grid.widths))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _sheet(book: Book) -> Iterator[str]:
    yield "---"
    yield f"**{SHEET_TITLE}**"
    yield SHEET_MARK
    for one in book.sheet:
        yield f"**{escaped(one.title)}**"
        yield _table(one.grid) if one.grid else escaped(one.empty)


def escaped(text: str, *, starts: bool = True) -> str:
    """The text so that Markdown renders it as it stands; addresses of pages are left readable.

    >>> escaped("1. PM_{2.5} < 35*")
    '1\\\\. PM\\\\_{2.5} \\\\< 35\\\\*'
    """
    made, at = [], 0
    for found in _BARE.finditer(text):
        made += [_escaped(text[at : found.start()]), found[0].replace("_", r"\_")]
        at = found.end()
    whole = "".join([*made, _escaped(text[at:])])
    return _AT_START.sub(_defused, whole) if starts else whole


def _escaped(text: str) -> str:
    return _ENTITY.sub(r"\&", _SPECIAL.sub(r"\\\1", text))


def _defused(found: re.Match[str]) -> str:
    """A list's or a line's beginning, which would be taken for one."""
    if found[2]:
        return f"{found[1]}\\{found[2]}"
    return f"{found[1]}{found[3]}\\{found[4]}"

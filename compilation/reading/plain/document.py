"""Issues as plain text: a line is a paragraph, a line with tabs a row of a table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from compilation.reading.pieces import Piece, Sheet
from compilation.reading.plain.page_marks import without_page_marks
from compilation.reading.plain.running_heads import without_running_heads
from compilation.reading.plain.unwrapping import unwrapped
from crawlers.filetypes import CONTROL
from crawlers.page import decode

_BREAK = re.compile("\r\n|\n|\r")
_BLANK = " \u3000\xa0\ufeff"
_SPACED = 0.2
"""The share of blank lines in a text whose paragraphs are parted by them."""


def read_text(body: bytes) -> Sheet:
    """The paragraphs and rows of a text, each with its line."""
    sheet = without_running_heads(sheet_of(lines_of(body)))
    sheet = replace(sheet, pieces=list(_with_rows(sheet.pieces)))
    return unwrapped(without_page_marks(sheet))


def lines_of(body: bytes) -> list[str]:
    """The lines of a text, whatever its code, as an editor counts them."""
    return _BREAK.split(decode(body))


def sheet_of(lines: Sequence[str]) -> Sheet:
    """The lines that are not blank; a form feed begins a page and counts as a blank line."""
    pieces: list[Piece] = []
    gap, paged, page = True, any("\f" in line for line in lines), 1
    for number, line in enumerate(lines, 1):
        feeds = line.count("\f")
        page += feeds
        text = CONTROL.sub("", line).strip(_BLANK)
        if not text.strip():
            gap = True
            continue
        place = page if paged else None
        pieces.append(Piece(text=text, line=number, page=place, gap=gap or feeds > 0))
        gap = False
    blank = len(lines) - len(pieces)
    return Sheet(pieces=pieces, spaced=blank > _SPACED * len(lines))


def _with_rows(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The same, rows of tables marked: lines with tabs that stand together."""
    group: list[Piece] = []
    for piece in pieces:
        if group and (piece.gap or "\t" not in piece.text):
            yield from _rows(group)
            group = []
        if "\t" in piece.text:
            group.append(piece)
        else:
            yield piece
    yield from _rows(group)


def _rows(group: Sequence[Piece]) -> Iterator[Piece]:
    """Two lines or more are a table; a single one, or one that a tab only indents, is text."""
    table = len(group) > 1 and any("\t" in piece.text.strip() for piece in group)
    for piece in group:
        text = piece.text if table else piece.text.strip()
        yield replace(piece, text=text, row=table)

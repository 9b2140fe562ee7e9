"""Texts whose lines end where those of a page did: each paragraph's lines are made one again.

A text of whole paragraphs has hardly a line whose sentence the very next line takes up; here every
third one is such.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from compilation.reading.pdf.lines import between
from compilation.reading.pieces import Piece, Sheet
from compilation.reading.structure.joining import begins, ends, goes_on
from crawlers.extract.numbers import from_line
from storage.records import ReadingNote

_LEAST, _SHARE = 40, 0.3
_FULL = 0.85
"""Of the width of a line: one that is shorter ends its paragraph."""


def unwrapped(sheet: Sheet) -> Sheet:
    """The sheet with the lines of each paragraph as one, and that said; else as it is."""
    pairs = [
        (one, other)
        for one, other in pairwise(sheet.pieces)
        if not (other.gap or one.row or other.row)
    ]
    taken = sum(goes_on(one, other) for one, other in pairs)
    if len(pairs) < _LEAST or taken < _SHARE * len(pairs):
        return sheet
    widths = sorted(len(one.text) for one, _ in pairs)
    edge = widths[len(widths) * 9 // 10]
    note = ReadingNote(text="文字按版面折行，已按段拼合；拼合处不作为分页断开记录")
    return replace(sheet, pieces=list(_whole(sheet.pieces, edge)), notes=(*sheet.notes, note))


def _whole(pieces: Sequence[Piece], edge: int) -> Iterator[Piece]:
    whole, width = pieces[0], len(pieces[0].text)
    for piece in pieces[1:]:
        apart = piece.gap or piece.row or whole.row or from_line(piece.text)
        if not apart and width >= _FULL * edge and not (ends(whole.text) or begins(piece.text)):
            text = whole.text + between(whole.text, piece.text) + piece.text
            whole = replace(whole, text=text)
        else:
            yield whole
            whole = piece
        width = len(piece.text)
    yield whole

"""Numbers of pages left in a text that was made from pages: they are no lines of it."""

import re
from dataclasses import replace

from compilation.reading.pieces import Piece, Sheet
from storage.records import ReadingNote

_MARK = re.compile(
    r"[\-—–―－─]{1,3}\s*(\d{1,4})\s*[\-—–―－─]{1,3}"
    r"|第\s*(\d{1,4})\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?"
)
_LEAST = 3
"""So many at least count on by one: fewer are text."""


def without_page_marks(sheet: Sheet) -> Sheet:
    """The sheet without lines like — 12 —, each page's lines with its number; that is said."""
    numbers = {at: int(found[1] or found[2]) for at, piece in enumerate(sheet.pieces)
               if not piece.row and (found := _MARK.fullmatch(piece.text))}  # fmt: skip
    marks = _counting(numbers)
    if not marks:
        return sheet
    pieces: list[Piece] = []
    waiting: list[Piece] = []
    for at, piece in enumerate(sheet.pieces):
        if at in marks:
            pieces += [replace(one, page=marks[at]) for one in waiting]
            waiting = []
        else:
            waiting.append(replace(piece, gap=True) if at - 1 in marks else piece)
    last = max(marks.values()) + 1
    pieces += [replace(one, page=last) for one in waiting]
    first = sheet.pieces[min(marks)]
    note = ReadingNote(text=f"{len(marks)} 行页码不是正文，没有计入", line=first.line)
    return replace(sheet, pieces=pieces, notes=(*sheet.notes, note))


def _counting(numbers: dict[int, int]) -> dict[int, int]:
    """Those that count on by one."""
    places = list(numbers)
    run: list[int] = []
    found: list[int] = []
    for at in places:
        if run and numbers[at] != numbers[run[-1]] + 1:
            found += run if len(run) >= _LEAST else []
            run = []
        run.append(at)
    found += run if len(run) >= _LEAST else []
    return {at: numbers[at] for at in found}

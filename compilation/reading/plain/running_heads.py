"""Running heads left in a text made from pages: the compilation's name, page after page."""

import re
from collections import defaultdict
from dataclasses import replace

from compilation.reading.pieces import Piece, Sheet
from storage.records import ReadingNote
from storage.text import fold

_PAGE = re.compile(
    r"(?:[\-—–·\s]*\d{1,4}[\-—–·\s]+)?(?P<words>\D.*?)(?:[\-—–·\s]+\d{1,4}[\-—–·\s]*)?"
)
"""With the page's number before or behind it."""
_NAMED = re.compile(r"汇编|选编|汇总|月刊|月报|专刊|简报|通讯")
_WORDS = re.compile("[\u4e00-\u9fff]{4,}")
_ENDED = re.compile("[。；：:]")
_COVER = 30
"""Pieces at the front: there the same line is the title itself, and there it must be named."""
_LEAST, _LONG = 3, 60


def without_running_heads(sheet: Sheet) -> Sheet:
    """The sheet without lines that give its name again and again; that is said."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    cover = fold("".join(piece.text for piece in sheet.pieces[:_COVER]))
    for at, piece in enumerate(sheet.pieces):
        name = _name(piece)
        if any(words in cover for words in _WORDS.findall(name)):
            alike[name].append(at)
    heads: set[int] = set()
    for places in alike.values():
        inside = [at for at in places if at >= _COVER]
        heads |= set(inside) if len(inside) >= _LEAST else set()
    if not heads:
        return sheet
    note = ReadingNote(
        text=f"{len(heads)} 行页眉不是正文，没有计入", line=sheet.pieces[min(heads)].line
    )
    pieces = [
        replace(piece, gap=True) if at - 1 in heads else piece
        for at, piece in enumerate(sheet.pieces)
        if at not in heads
    ]
    return replace(sheet, pieces=pieces, notes=(*sheet.notes, note))


def _name(piece: Piece) -> str:
    """What a line that may be a running head says, without the number of the page."""
    if len(piece.text) > _LONG or not _NAMED.search(piece.text) or _ENDED.search(piece.text):
        return ""
    found = _PAGE.fullmatch(piece.text.replace("\t", " "))
    return fold(found["words"]) if found and "关于" not in piece.text else ""

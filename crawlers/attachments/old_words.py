"""Word 97–2003 files (DOC, and the WPS files of the same make).

No library kept up under a permissive licence reads them right: what there is loses the cells of
tables, deleted text, or most of a Chinese text. The names are those of [MS-DOC]: the piece table
says where the characters stand, the runs of properties say which are deleted or hidden, which end
a table's row, and which belong to a list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.attachments.lines import Budget, Gathered
from crawlers.attachments.numbering import Numbering
from crawlers.attachments.old_lists import read_lists
from crawlers.attachments.old_properties import Fib, Paragraph, Properties
from crawlers.attachments.ole import open_ole, stream
from crawlers.attachments.words import PAGE_FIELD, join_label
from crawlers.filetypes import UnreadableError

_CELL, _PARAGRAPH, _PAGE = "\x07", "\r", "\x0c"
_BEGIN, _MIDDLE, _END = _MARKS = "\x13", "\x14", "\x15"
_SHOWN = str.maketrans(
    {"\x0b": "\n", "\x1e": "-", "\x1f": "", "\x0e": "\n", "\xad": "", "\x02": "", "\x05": ""}
    | dict.fromkeys("\x01\x03\x04\x06\x08", "")
)


@dataclass
class _Piece:
    """A run of characters as it stands in the file."""

    text: str
    offset: int
    width: int
    """Bytes of a character."""


def read_doc(body: bytes, _budget: Budget, found: Gathered) -> Iterator[str]:
    """The lines of a DOC file: the text, its notes and its text boxes."""
    with open_ole(body) as container:
        main = stream(container, "WordDocument")
        fib = Fib(main)
        table = stream(container, fib.table)
        found.pictures = container.exists("Data")
    if fib.is_locked:
        raise UnreadableError("DOC 有密码保护，没有读出文字")
    if fib.is_old:
        yield from _lines_of_old(main, fib)
        return
    pieces = _pieces(main, fib.slice(table, "Clx"))
    properties = Properties(main, table, fib)
    story = _Story(pieces, properties, read_lists(table, fib))
    end = 0
    for name, count in fib.stories:
        begin, end = end, end + count
        if name in ("main", "footnotes", "endnotes", "boxes"):
            yield from story.lines(begin, end)


def _lines_of_old(main: bytes, fib: Fib) -> Iterator[str]:
    """Word 6 and 95: the characters stand in one run, in the code of the system."""
    text = main[fib.text_start : fib.text_end].decode(fib.charset, "replace")
    for line in re.split(r"[\r\x07\x0b\x0c]", re.sub("\x13[^\x13-\x15]*\x14?", "", text)):
        yield line.translate(_SHOWN)


def _pieces(main: bytes, clx: bytes) -> list[_Piece]:
    """The pieces of the text, in order. Raises ``UnreadableError``."""
    at = 0
    while at < len(clx) and clx[at] == 1:  # properties that only a revised file needs
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    if at >= len(clx) or clx[at] != 2:
        raise UnreadableError("DOC 打不开，文件可能已损坏")
    size = int.from_bytes(clx[at + 1 : at + 5], "little")
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    ends = [int.from_bytes(plc[4 * i : 4 * i + 4], "little") for i in range(count + 1)]
    found = []
    for i in range(count):
        place = 4 * (count + 1) + 8 * i
        found.append(_piece(main, plc[place + 2 : place + 6], ends[i + 1] - ends[i]))
    return found


def _piece(main: bytes, place: bytes, count: int) -> _Piece:
    fc = int.from_bytes(place, "little")
    count = max(0, min(count, len(main)))
    if fc & 0x40000000:
        offset = (fc & 0x3FFFFFFF) // 2
        text = main[offset : offset + count].decode("cp1252", "replace")
        return _Piece(text.ljust(count), offset, 1)
    offset = fc & 0x3FFFFFFF
    text = main[offset : offset + 2 * count].decode("utf-16-le", "surrogatepass")
    if len(text) < count:  # characters beyond the basic plane are two units, and kept so
        text = "".join(chr(unit) for unit in _units(main[offset : offset + 2 * count]))
    return _Piece(text.ljust(count), offset, 2)


def _units(raw: bytes) -> Iterator[int]:
    for at in range(0, len(raw) - 1, 2):
        yield raw[at] | raw[at + 1] << 8


@dataclass
class _Story:
    """The text with its properties: walks it paragraph by paragraph."""

    pieces: list[_Piece]
    properties: Properties
    numbering: Numbering

    def lines(self, begin: int, end: int) -> Iterator[str]:
        """The lines between two character positions, a row of a table in one."""
        cells: list[str] = []
        cell: list[str] = []
        for text, mark, paragraph in self._paragraphs(begin, end):
            line = _shown(text)
            if not paragraph.in_table:
                yield from self._left(cells, cell)
                yield self._labelled(line, paragraph)
            elif paragraph.ends_row:
                yield from self._left(cells, cell)
            elif mark == _CELL and paragraph.depth < 2:
                cell.append(self._labelled(line, paragraph))
                cells.append(_cell(cell))
                cell.clear()
            else:
                cell.append(self._labelled(line, paragraph))
        yield from self._left(cells, cell)

    def _left(self, cells: list[str], cell: list[str]) -> Iterator[str]:
        """What is left of a row at its end."""
        if cell:
            cells.append(_cell(cell))
        if cells:
            yield "\t".join(cells)
        cells.clear()
        cell.clear()

    def _labelled(self, line: str, paragraph: Paragraph) -> str:
        if not paragraph.list_name or not line.strip():
            return line
        return join_label(self.numbering.label(paragraph.list_name, paragraph.list_depth), line)

    def _paragraphs(self, begin: int, end: int) -> Iterator[tuple[str, str, Paragraph]]:
        """Each paragraph's text without what is deleted or hidden, its mark, its properties."""
        text: list[str] = []
        for character, offset in self._characters(begin, end):
            if character in (_CELL, _PARAGRAPH, _PAGE):
                yield "".join(text), character, self.properties.paragraph_at(offset)
                text.clear()
            elif not self.properties.left_out(offset):
                text.append(character)
        if text:
            yield "".join(text), _PARAGRAPH, Paragraph()

    def _characters(self, begin: int, end: int) -> Iterator[tuple[str, int]]:
        position = 0
        for piece in self.pieces:
            first, last = max(begin - position, 0), min(end - position, len(piece.text))
            for at in range(first, last):
                yield piece.text[at], piece.offset + at * piece.width
            position += len(piece.text)


def _cell(lines: list[str]) -> str:
    return " ".join(filter(None, (" ".join(line.split()) for line in lines)))


def _shown(text: str) -> str:
    """The text with the results of fields in the place of their codes."""
    if _BEGIN not in text and _MIDDLE not in text and _END not in text:
        return _joined(text.translate(_SHOWN))
    shown = _Fields()
    return _joined("".join(filter(shown.passes, text)).translate(_SHOWN))


class _Fields:
    """Goes along a text, in and out of its fields."""

    def __init__(self) -> None:
        self._codes: list[str | None] = []
        """Of the open fields, outermost first; None where what follows the code is shown."""

    def passes(self, character: str) -> bool:
        """Whether the character is shown."""
        codes = self._codes
        if character == _BEGIN:
            codes.append("")
        elif character == _END and codes:
            codes.pop()
        elif character == _MIDDLE and codes and codes[-1] is not None:
            if not PAGE_FIELD.match(codes[-1]):
                codes[-1] = None
        elif codes and codes[-1] is not None:
            codes[-1] += character
        else:
            return all(code is None for code in codes) and character not in _MARKS
        return False


def _joined(text: str) -> str:
    """The text with the two units of a character beyond the basic plane made one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")

"""The header of a DOC file, and the properties of its characters and paragraphs ([MS-DOC])."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.filetypes import UnreadableError

_PLACES = {
    "Clx": 0x01A2, "PlcfBteChpx": 0x00FA, "PlcfBtePapx": 0x0102, "PlfLst": 0x02E2, "PlfLfo": 0x02EA,
}  # fmt: skip
_STORIES = (
    ("main", 0x4C), ("footnotes", 0x50), ("headers", 0x54), ("macros", 0x58),
    ("annotations", 0x5C), ("endnotes", 0x60), ("boxes", 0x64), ("header boxes", 0x68),
)  # fmt: skip
_WORD_97 = 106
_PAGE = 512
_CODES = {0x804: "gb18030", 0x404: "big5", 0x411: "cp932", 0x412: "cp949", 0x419: "cp1251"}
_DELETED, _HIDDEN = 0x0800, 0x083C
_IN_TABLE, _ROW_END, _DEPTH, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244C
_LIST, _LEVEL = 0x460B, 0x260A
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""Bytes of an operand by the top bits of its operator; 6 says its own."""
_TABLE_DEFINITION = 0xD608


class Fib:
    """The header: where things are. Raises ``UnreadableError`` for what is none."""

    def __init__(self, main: bytes) -> None:
        if len(main) < 0x60 or main[:2] not in (b"\xec\xa5", b"\xdc\xa5", b"\x9b\xa5"):
            raise UnreadableError("DOC 打不开，文件可能已损坏")
        self._main = main
        flags = self._number(0x0A, 2)
        self.is_locked = bool(flags & 0x0100)
        self.table = "1Table" if flags & 0x0200 else "0Table"
        self.is_old = self._number(0x02, 2) < _WORD_97
        self.charset = _CODES.get(self._number(0x06, 2), "cp1252")
        self.text_start, self.text_end = self._number(0x18, 4), self._number(0x1C, 4)

    @property
    def stories(self) -> list[tuple[str, int]]:
        """The parts of the text in their order, with the characters of each."""
        return [(name, self._number(place, 4)) for name, place in _STORIES]

    def slice(self, table: bytes, name: str) -> bytes:
        """A structure of the table stream."""
        at, size = self._number(_PLACES[name], 4), self._number(_PLACES[name] + 4, 4)
        return table[at : at + size]

    def start(self, name: str) -> int:
        """Where in the table stream a structure begins, whose size does not say all; 0: nowhere."""
        size = self._number(_PLACES[name] + 4, 4)
        return self._number(_PLACES[name], 4) if size else 0

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self._main[at : at + size], "little")


@dataclass(frozen=True)
class Paragraph:
    """What the properties of a paragraph say."""

    in_table: bool = False
    ends_row: bool = False
    depth: int = 0
    """Of tables in tables: 1 for a table in the text."""
    list_name: str = ""
    list_depth: int = 0


class Properties:
    """The runs of properties, found by the place of a character in the file."""

    def __init__(self, main: bytes, table: bytes, fib: Fib) -> None:
        runs = sorted(_runs(main, fib.slice(table, "PlcfBteChpx"), is_paragraph=False))
        self._out = [(start, end) for start, end, raw in runs if _is_left_out(raw)]
        self._out_starts = [start for start, _end in self._out]
        self._paragraphs = sorted(_runs(main, fib.slice(table, "PlcfBtePapx"), is_paragraph=True))
        self._starts = [start for start, _end, _raw in self._paragraphs]

    def left_out(self, offset: int) -> bool:
        """Whether the character there is deleted or hidden."""
        at = bisect_right(self._out_starts, offset) - 1
        return at >= 0 and offset < self._out[at][1]

    def paragraph_at(self, offset: int) -> Paragraph:
        """What is said of the paragraph that the character there belongs to."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or offset >= self._paragraphs[at][1]:
            return Paragraph()
        return _paragraph(self._paragraphs[at][2])


def _runs(main: bytes, plc: bytes, *, is_paragraph: bool) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and raw properties of each run, from the pages that hold them."""
    count = max(0, (len(plc) - 4) // 8)
    for i in range(count):
        place = 4 * (count + 1) + 4 * i
        number = int.from_bytes(plc[place : place + 4], "little") & 0x3FFFFF
        page = main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE:
            yield from _page_runs(page, is_paragraph=is_paragraph)


def _page_runs(page: bytes, *, is_paragraph: bool) -> Iterator[tuple[int, int, bytes]]:
    count, width = page[-1], 13 if is_paragraph else 1
    for i in range(count):
        start = int.from_bytes(page[4 * i : 4 * i + 4], "little")
        end = int.from_bytes(page[4 * i + 4 : 4 * i + 8], "little")
        place = 4 * (count + 1) + width * i
        at = page[place] * 2 if place < _PAGE else 0
        if not at:
            yield start, end, b""
        elif not is_paragraph:
            yield start, end, page[at + 1 : at + 1 + page[at]]
        else:
            size = page[at] * 2 - 1 if page[at] else page[at + 1] * 2
            first = at + (1 if page[at] else 2)
            yield start, end, page[first + 2 : first + size]  # past the style


def _operations(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Operators and operands."""
    at = 0
    while at + 2 <= len(raw):
        operator = raw[at] | raw[at + 1] << 8
        at += 2
        size = _SIZES.get(operator >> 13)
        if size is None and operator == _TABLE_DEFINITION:
            size = 1 + int.from_bytes(raw[at : at + 2], "little")
        elif size is None:
            size = 1 + (raw[at] if at < len(raw) else 0)
        yield operator, raw[at : at + size]
        at += size


def _is_left_out(raw: bytes) -> bool:
    return any(
        operator in (_DELETED, _HIDDEN) and operand[:1] not in (b"", b"\x00", b"\x80")
        for operator, operand in _operations(raw)
    )


def _paragraph(raw: bytes) -> Paragraph:
    said = {operator: int.from_bytes(operand, "little") for operator, operand in _operations(raw)}
    depth = said.get(_DEPTH, 0)
    number = said.get(_LIST, 0)
    return Paragraph(
        in_table=bool(said.get(_IN_TABLE)) or depth > 0,
        ends_row=bool(said.get(_ROW_END)) and depth < 2,
        depth=max(depth, 1 if said.get(_IN_TABLE) else 0),
        list_name=str(number) if 0 < number < 0xF801 else "",
        list_depth=said.get(_LEVEL, 0),
    )

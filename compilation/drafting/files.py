"""The text of a file as blocks to print: paragraphs whole again, rows of a table together. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from diffing.blocks import blocks_of
from diffing.units import Unit, units_of
from diffing.wrapping import unwrapped
from storage.records import AttachmentFile, Block, BlockKind

_MOST_ROWS, _MOST_TABLED = 300, 1000
"""Of a spreadsheet that is printed; of tables in other files: LibreOffice sets so many a minute."""
_MOST_CHARS = 200_000
_SHEET = re.compile(r"spreadsheet|ms-excel|csv", re.I)
_SHEET_NAME = re.compile(r"\.(?:xlsx?|et|csv)(?:$|\?)", re.I)
_ROW = re.compile(r"[\d.．…·、（）()一二三四五六七八九十]{1,6}|[合总小]\s*计")
_LATIN = re.compile(r"[A-Za-z]")
_RUBBLE, _SHORT, _SHARE = 60, 6, 0.6
"""Of so many lines most are so short: the cells of a table, one by one."""
_NARROWEST, _WIDEST, _NEAR, _CROWD = 50, 120, 8, 3
"""Of a page in half-width characters; so near its edge a line is full; so many such lines show
where the edge is. A first line is indented, and so a little short of it."""
_HEADING = 40
"""Characters of the longest one."""
_CLAUSE = 4
"""The level of 一、 and 第一条: what is above is a heading only."""
_ENDED = re.compile(r"[。；;：:！!？?.…]\s*[”\"’）)]?\s*$")
_RUNNING: tuple[BlockKind, ...] = ("paragraph", "addressee", "item")


def unprintable(file: AttachmentFile) -> str:
    """Why the file's text is not printed, in Chinese; empty if it is."""
    text = file.own_text
    if not text.strip():
        return file.problem or "没有文字（多为扫描件或图片）"
    if file.partial:
        return file.problem or "只读出一部分文字"
    rows, most = text.count("\n") + 1, _MOST_ROWS
    if not _is_sheet(file):
        rows, most = sum("\t" in line for line in text.split("\n")), _MOST_TABLED
    if rows > most:
        return f"表格过长（{rows} 行）"
    if len(text) > _MOST_CHARS:
        return f"篇幅过长（约 {len(text) // 10_000} 万字）"
    return "表格没有读成行列，文字零碎" if _is_rubble(text) else ""


def file_blocks(file: AttachmentFile) -> tuple[Block, ...]:
    """The blocks of a file's text: broken lines whole again, rows of one table together."""
    if _is_sheet(file):
        return tuple(_sheet_blocks(file.own_text.splitlines()))
    return tuple(whole(blocks_of(file.own_text)))


def _is_sheet(file: AttachmentFile) -> bool:
    return bool(_SHEET.search(file.media_type) or _SHEET_NAME.search(file.url))


def _is_rubble(text: str) -> bool:
    """Whether a table came out as its cells, one a line, which nobody can read."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and "\t" not in line]
    return len(lines) >= _RUBBLE and sum(len(line) <= _SHORT for line in lines) > _SHARE * len(
        lines
    )


def _sheet_blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Rows are the lines with several cells, and those after them that only number or add up."""
    rows: list[str] = []
    for line in filter(str.strip, lines):
        if "\t" in line or (rows and _ROW.fullmatch(line.strip())):
            rows.append(line)
            continue
        if rows:
            yield Block(kind="table", text="\n".join(rows))
            rows = []
        yield Block(kind="paragraph", text=line.strip())
    if rows:
        yield Block(kind="table", text="\n".join(rows))


# -- broken lines ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Paragraph:
    """The lines of one paragraph."""

    unit: Unit
    """Of its first line."""
    lines: tuple[str, ...]
    kind: BlockKind

    @property
    def block(self) -> Block:
        text = ""
        for line in self.lines:
            apart = _LATIN.match(text[-1:]) and _LATIN.match(line[:1])
            text = f"{text} {line}" if apart else text + line
        # A line that was broken looked like a heading: short, and without a full stop.
        is_clause = len(text) > _HEADING or text.endswith(("。", "；"))
        spoilt = self.kind == "heading" and len(self.lines) > 1 and is_clause
        kind = "item" if spoilt else self.kind
        return Block(kind=kind, text=text, level=self.unit.level, label=self.unit.label)


def whole(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with the lines of each paragraph as one, and the rows of each table."""
    units = unwrapped(units_of(blocks))
    edge = _edge(line for unit in units if not unit.table for line in unit.text.split("\n"))
    for table, group in groupby(units, lambda unit: unit.table):
        if table:
            yield Block(kind="table", text="\n".join(row.text for row in group))
        else:
            yield from (one.block for one in _paragraphs(group, edge))


def _paragraphs(units: Iterable[Unit], edge: int) -> list[_Paragraph]:
    """As ``unwrapped`` leaves them, with what goes on after a full line in the front too."""
    found: list[_Paragraph] = []
    for unit in units:
        lines = tuple(line.strip() for line in unit.text.split("\n"))
        if found and edge and _goes_on(found[-1], unit, edge):
            before = found.pop()
            kind: BlockKind = "addressee" if _calls(unit) else before.kind
            found.append(_Paragraph(before.unit, before.lines + lines, kind))
        else:
            found.append(_Paragraph(unit, lines, unit.kind))
    return found


def _goes_on(before: _Paragraph, unit: Unit, edge: int) -> bool:
    last = before.lines[-1]
    begun = before.kind in _RUNNING or (before.kind == "heading" and before.unit.level >= _CLAUSE)
    running = begun and unit.kind in _RUNNING and not unit.label
    return running and _width(last) >= edge - _NEAR and not _ENDED.search(last)


def _calls(unit: Unit) -> bool:
    """Whether a line ends the names of those whom the text is for: 有关部门："""
    return unit.kind == "addressee" and not unit.text.rstrip("：:").endswith("如下")


def _edge(lines: Iterable[str]) -> int:
    """Where the lines of a page end; 0 if they are of any length."""
    widths = Counter(_width(line.strip()) for line in lines)
    for width in sorted(widths, reverse=True):
        crowd = sum(widths.get(near, 0) for near in range(width - _NEAR, width + 1))
        if _NARROWEST <= width <= _WIDEST and crowd >= _CROWD:
            return width
    return 0


def _width(text: str) -> int:
    """In half-width characters."""
    return len(text) + sum(char > "\u2e80" for char in text)

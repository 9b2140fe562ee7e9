"""Blocks: lines with their place in the document, tables, images."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from crawlers.extract.flat import Element, Flat, clean
from crawlers.extract.lines import HEADINGS, Line
from crawlers.extract.signing import Signing
from storage.records import Block, BlockKind

_CJK = "一二三四五六七八九十百零〇○千"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DIGITS = "0123456789"
# Level, what its labels may begin with, and the labels.
_LEVELS: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (1, "第", re.compile(rf"第\s*[{_CJK}\d]{{1,6}}\s*[编篇](?=[\s\u3000]|$|[^\d，。])")),
    (2, "第", re.compile(rf"第\s*[{_CJK}\d]{{1,6}}\s*章")),
    (3, "第", re.compile(rf"第\s*[{_CJK}\d]{{1,6}}\s*节")),
    (4, "第", re.compile(rf"第\s*[{_CJK}\d]{{1,6}}\s*条(?:之[{_CJK}])?(?![款项])")),
    (4, _CJK, re.compile(rf"[{_CJK}]{{1,4}}\s*[、．.]")),
    (5, "（(", re.compile(rf"[（(]\s*[{_CJK}]{{1,4}}\s*[）)]")),
    (6, _DIGITS, re.compile(r"\d{1,3}\s*[.．、](?!\d)")),
    (7, f"（({_DIGITS}{_CIRCLED}", re.compile(r"[（(]\s*\d{1,3}\s*[）)]|[①-⑳]|\d{1,3}[）)]")),
)
_BY_START = {
    start: tuple((level, pattern) for level, starts, pattern in _LEVELS if start in starts)
    for start in f"第（({_CJK}{_DIGITS}{_CIRCLED}"
}
_ENDS = tuple("。；：，！？;:")
_ADDRESSED = re.compile(
    r"(?:各|有关|.{2,40}[局厅委府行会司院部校心处室业位门州市县区省团组站])[^。；]{0,300}[：:]$"
)
_ICON = re.compile(
    r"icon|ico[_./]|/images?/|filetype|blank|space|logo|qrcode|ewm|share|arrow|btn|\.gif|^data:",
    re.I,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|bmp|webp|tiff?)$", re.I)


def label_of(text: str) -> tuple[int, str]:
    """Level and label of a line: ``(4, "第一条")``; ``(0, "")`` without one."""
    for level, pattern in _BY_START.get(text[:1], ()):
        if found := pattern.match(text):
            return level, found[0].strip()
    return 0, ""


def to_blocks(flat: Flat, body: Element, lines: list[Line], signing: Signing) -> tuple[Block, ...]:
    """The lines as blocks, tables whole, images in their place (no text, named in ``label``)."""
    starts = {line.run for line in lines}
    tables = [e for e in flat.inside(body) if e.tag == "table" and _is_data(flat, e)]
    tables = [table for table in tables if _first_run(flat, table) in starts]
    images = list(_images(flat, body))
    known = _known(lines, signing)
    blocks: list[Block] = []
    done = -1
    for at, line in enumerate(lines):
        while images and images[0][0] <= line.run:
            blocks.append(images.pop(0)[1])
        while tables and tables[0].end <= line.run:
            tables.pop(0)
        if line.run < done:
            continue
        if tables and tables[0].start <= line.run:
            done = tables[0].end
            blocks.append(Block(kind="table", text="\n".join(_rows(flat, tables[0]))))
        else:
            blocks.append(_block(line, known.get(at)))
    return (*blocks, *(image for _, image in images))


def _known(lines: list[Line], signing: Signing) -> dict[int, BlockKind]:
    """The kinds that the place of a line gives it: addressee, signature, date."""
    kinds: dict[int, BlockKind] = dict.fromkeys(signing.name_lines, "signature")
    if signing.date_line is not None:
        kinds[signing.date_line] = "date"
    for at, line in enumerate(lines[:9]):
        if line.text.endswith(("：", ":")) and _ADDRESSED.match(line.text):
            kinds[at] = "addressee"
            break
    return kinds


def _block(line: Line, known: BlockKind | None) -> Block:
    """A line as a block: its kind if that is known, else heading, item or paragraph."""
    if known:
        return Block(kind=known, text=line.text)
    level, label = label_of(line.text)
    kind: BlockKind = "paragraph"
    if level in (1, 2, 3) or line.element.tag in HEADINGS:
        kind = "heading"
    elif level:
        short = len(line.text) <= 45 and not line.text.endswith(_ENDS)
        kind = "heading" if short and level <= 6 and not label.startswith("第") else "item"
    return Block(kind=kind, text=line.text, level=level, label=label)


def _is_data(flat: Flat, table: Element) -> bool:
    """The table holds values in rows and columns; it does not merely lay out the page."""
    if table.hidden:
        return False
    rows: dict[int, int] = {}
    largest = 0
    for element in flat.inside(table):
        if element.tag == "table":
            return False
        if element.tag in ("td", "th"):
            rows[element.parent] = rows.get(element.parent, 0) + 1
            largest = max(largest, flat.weight(element))
    wide = sum(1 for cells in rows.values() if cells > 1)
    return wide >= 2 and not (largest > 1500 and largest * 10 > flat.weight(table) * 7)


def _first_run(flat: Flat, element: Element) -> int:
    """Where its text begins. A table that lost its beginning as furniture is no table any more."""
    runs = range(element.start, element.end)
    return next((run for run in runs if not flat.texts[run].isspace()), -1)


def _rows(flat: Flat, table: Element) -> Iterator[str]:
    """Each row of a table that has text, its cells separated by tabs."""
    cells: dict[int, list[str]] = {}
    for element in flat.inside(table):
        if element.tag == "tr":
            cells[element.index] = []
        elif element.tag in ("td", "th"):
            cells.setdefault(element.parent, []).append(flat.visible(element))
        elif element.tag == "caption" and (text := flat.visible(element)):
            yield text
    yield from ("\t".join(row).rstrip("\t") for row in cells.values() if any(row))


def _images(flat: Flat, body: Element) -> Iterator[tuple[int, Block]]:
    """Pictures inside the body that may carry text: where they stand, and their names."""
    for element in flat.inside(body):
        if element.tag != "img" or element.hidden:
            continue
        attrs = element.attrs
        source = attrs.get("src", "")
        path = urlsplit(source).path if len(source) < 2000 and "[" not in source else ""
        if _ICON.search(source) or not _PICTURE.search(path):
            continue
        name = clean(attrs.get("alt", "") or attrs.get("title", "")) or unquote(
            path.rsplit("/", 1)[-1]
        )
        yield element.start, Block(kind="image", text="", label=name[:120])

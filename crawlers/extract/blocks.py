"""Blocks: lines with their place in the document, tables, images."""

import re
from collections.abc import Iterator

from crawlers.extract.flat import Element, Flat
from crawlers.extract.lines import HEADINGS, Line
from crawlers.extract.pictures import content_images
from crawlers.extract.signing import Signing
from crawlers.extract.tables import data_tables, table_text
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
_SPEAKING = re.compile("^(?:为|经|现|根据|按照)|如下|以下|下列|现将|委托|规定")
_LISTED = re.compile(r"附\s*[件表]\s*\d{0,2}\s*[：:.．、]\s*(\S)?|附[：:]\s*(?=\d|《)(\S)?")
_NUMBERED = re.compile(r"(?:附\s*件\s*)?\d{1,2}\s*[.．、：:]")
_ANNEX = 120
_BOX = re.compile(
    r"专\s*栏\s*(?:[\d一二三四五六七八九十]{1,3})?(?=[\s\u3000：:]|[^\s。，；]{0,40}$)"
)


def label_of(text: str) -> tuple[int, str]:
    """Level and label of a line: ``(4, "第一条")``; ``(0, "")`` without one."""
    for level, pattern in _BY_START.get(text[:1], ()):
        if found := pattern.match(text):
            return level, found[0].strip()
    return 0, ""


def to_blocks(flat: Flat, body: Element, lines: list[Line], signing: Signing) -> tuple[Block, ...]:
    """The lines as blocks, tables whole, images in their place (no text, named in ``label``)."""
    known = _known(flat, body, lines, signing)
    placed = {line.run: at for at, line in enumerate(lines)}
    tables = [t for t in data_tables(flat, body) if _may_be_table(flat, t, lines, placed, known)]
    images = list(_images(flat, body))
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
            blocks.append(Block(kind="table", text=table_text(flat, tables[0])))
        else:
            blocks.append(_block(line, known.get(at)))
    return (*blocks, *(image for _, image in images))


def _may_be_table(
    flat: Flat,
    table: Element,
    lines: list[Line],
    placed: dict[int, int],
    known: dict[int, BlockKind],
) -> bool:
    """It has not lost its beginning as furniture, and does not only set signatures side by side."""
    first = placed.get(_first_run(flat, table))
    if first is None:
        return False
    inside = (at for at in range(first, len(lines)) if lines[at].run < table.end)
    return any(known.get(at) not in ("signature", "date") for at in inside)


def _known(flat: Flat, body: Element, lines: list[Line], signing: Signing) -> dict[int, BlockKind]:
    """The kinds that the place of a line gives it."""
    kinds: dict[int, BlockKind] = dict(_boxed(flat, body, lines))
    kinds |= dict.fromkeys(_annexes(lines), "attachments")
    kinds |= dict.fromkeys(signing.name_lines, "signature")
    if signing.date_line is not None:
        kinds[signing.date_line] = "date"
    for at, line in enumerate(lines[:9]):
        if line.text.endswith(("：", ":")) and _is_addressed(line.text):
            kinds.setdefault(at, "addressee")
            break
    return kinds


def _is_addressed(text: str) -> bool:
    """Names of whom it is for, and no sentence that leads to a list."""
    return bool(_ADDRESSED.match(text)) and not (_SPEAKING.search(text) or label_of(text)[0])


def _annexes(lines: list[Line]) -> Iterator[int]:
    """The lines that list the annexes: 附件：1.… and the numbered lines after it."""
    listing = False
    for at, line in enumerate(lines):
        text = line.text
        if found := _LISTED.match(text):
            more = at + 1 < len(lines) and _NUMBERED.match(lines[at + 1].text)
            listing = bool(found[1] or more)
        elif listing:
            listing = len(text) < _ANNEX and bool(_NUMBERED.match(text)) and "。" not in text[:-1]
        if listing:
            yield at


def _boxed(flat: Flat, body: Element, lines: list[Line]) -> Iterator[tuple[int, BlockKind]]:
    """The lines of tables with one cell that begin with 专栏."""
    end = -1
    for at, line in enumerate(lines):
        if line.run < end:
            yield at, "box"
        elif _BOX.match(line.text):
            above = next((e for e in flat.ancestors(line.element) if e.tag == "table"), None)
            if above and above.index > body.index and not _is_wide(flat, above):
                end = above.end
            yield at, "box"


def _is_wide(flat: Flat, table: Element) -> bool:
    """Some row has two cells."""
    cells = [e.parent for e in flat.inside(table) if e.tag in ("td", "th")]
    return len(set(cells)) < len(cells)


def _block(line: Line, known: BlockKind | None) -> Block:
    """A line as a block: its kind if that is known, else heading, item or paragraph."""
    if known == "box":
        level, label = label_of(line.text)
        named = _BOX.match(line.text)
        return Block(kind="box", text=line.text, level=level, label=named[0] if named else label)
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


def _first_run(flat: Flat, element: Element) -> int:
    """Where its text begins. A table that lost its beginning as furniture is no table any more."""
    runs = range(element.start, element.end)
    return next((run for run in runs if not flat.texts[run].isspace()), -1)


def _images(flat: Flat, body: Element) -> Iterator[tuple[int, Block]]:
    """Pictures inside the body that may carry text: where they stand, and their names."""
    for element, name in content_images(flat, flat.inside(body)):
        yield element.start, Block(kind="image", text="", label=name)

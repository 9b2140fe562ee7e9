"""Word files in XML (DOCX, DOCM, Word 2003, newer WPS): paragraphs, tables and what they hold.

Element names are met without their namespaces, of which there are several for the same things.
What a reader of the printed page would not see is left out: deleted and hidden text, the codes of
fields, the page numbers of a table of contents, the copy of a text box for old programs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawlers.attachments.containers import Node, attr, child, named, open_zip, parse_xml, part, tag
from crawlers.attachments.lines import Budget, Gathered
from crawlers.attachments.word_lists import WordLists
from crawlers.filetypes import UnreadableError

_GONE = frozenset({"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "Fallback", "rt"})
AROUND = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "wrap"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {0xA3: "□", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x52: "☑", 0xFE: "☑", 0x53: "☒", 0x54: "☒"}
"""Boxes to tick, as the symbol fonts have them."""
PAGE_FIELD = re.compile(r"\s*(?:PAGEREF|PAGE|NUMPAGES|SECTIONPAGES)\b", re.I)
"""Codes of fields that show the number of a page."""


def read_docx(body: bytes, budget: Budget, found: Gathered) -> Iterator[str]:
    """The lines of a DOCX file, its notes at the end."""
    archive = open_zip(body, budget.limits)
    main = part(archive, "word/document.xml", budget)
    if main is None or (root := child(main, "body")) is None:
        raise UnreadableError("DOCX 打不开，文件可能已损坏")
    lists = WordLists(
        part(archive, "word/numbering.xml", budget), part(archive, "word/styles.xml", budget)
    )
    yield from Words(lists).blocks(root)
    for name in ("footnotes", "endnotes"):
        notes = part(archive, f"word/{name}.xml", budget)
        if notes is not None:
            yield from _notes(notes)
    if any(info.filename.startswith("word/media/") for info in archive.infolist()):
        found.pictures = True


def read_word_xml(body: bytes, _budget: Budget, _found: Gathered) -> Iterator[str]:
    """The lines of a Word file saved as one XML file."""
    root = parse_xml(body)
    bodies = named(root, "body")
    if not bodies:
        raise UnreadableError("Word XML 打不开，文件可能已损坏")
    lists = WordLists(next(iter(named(root, "numbering")), None), None)
    yield from Words(lists).blocks(bodies[0])


def _notes(root: Node) -> Iterator[str]:
    words = Words(WordLists(None, None))
    for note in root:
        if attr(note, "type") in ("", "normal"):
            yield " ".join(line for line in words.blocks(note) if line.strip())


@dataclass
class Words:
    """Walks through a text, and keeps count of lists and of where it is in a field."""

    lists: WordLists
    _fields: list[str] = field(default_factory=list)
    """The open fields, outermost first: their codes, then ``shown`` or ``left out``."""
    _boxes: list[Node] = field(default_factory=list)

    def blocks(self, root: Node) -> Iterator[str]:
        """The lines of paragraphs and tables, in order."""
        for node in root:
            name = tag(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name in AROUND or name in ("sect", "sub-section"):
                yield from self.blocks(node)

    def _paragraph(self, node: Node) -> Iterator[str]:
        label = self.lists.label(node)
        text = self._inline(node)
        yield join_label(label, text)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: Node) -> Iterator[str]:
        for row in inner(table, "tr"):
            if child(row, "trPr", "del") is None:
                yield "\t".join(self._cell(cell) for cell in inner(row, "tc"))

    def _cell(self, cell: Node) -> str:
        lines = (" ".join(line.split()) for line in self.blocks(cell))
        return " ".join(line for line in lines if line)

    def _inline(self, node: Node) -> str:
        return "".join(self._piece(one) for one in node)

    def _piece(self, node: Node) -> str:
        name = tag(node)
        if name in _GONE or not name:
            return self._code(node) if name == "instrText" else ""
        if name == "r":
            return "" if _hidden(node) else self._inline(node)
        if name == "t":
            return (node.text or "") if self._shown() else ""
        if name == "txbxContent":
            self._boxes.append(node)
            return ""
        if name == "fldChar":
            return self._field(attr(node, "fldCharType"))
        if name == "fldSimple" and PAGE_FIELD.match(attr(node, "instr")):
            return ""
        return self._other(node, name)

    def _other(self, node: Node, name: str) -> str:
        if name in _BREAKS:
            return _BREAKS[name] if self._shown() else ""
        if name == "sym":
            return _symbol(attr(node, "char")) if self._shown() else ""
        if name == "AlternateContent":
            chosen = child(node, "Choice")
            if chosen is None:
                chosen = child(node, "Fallback")
            return self._inline(chosen) if chosen is not None else ""
        return self._inline(node)

    def _field(self, what: str) -> str:
        if what == "begin":
            self._fields.append("")
        elif what == "separate" and self._fields:
            page = PAGE_FIELD.match(self._fields[-1])
            self._fields[-1] = "left out" if page else "shown"
        elif what == "end" and self._fields:
            self._fields.pop()
        return ""

    def _code(self, node: Node) -> str:
        if self._fields:
            self._fields[-1] += node.text or ""
        return ""

    def _shown(self) -> bool:
        return all(state == "shown" for state in self._fields)


def join_label(label: str, text: str) -> str:
    """A list's number before its paragraph; a paragraph without words has none."""
    if not label or not text.strip():
        return text
    return f"{label} {text}" if label[-1].isalnum() else f"{label}{text}"


def inner(node: Node, name: str) -> Iterator[Node]:
    """The rows of a table or cells of a row, through what may be put around them."""
    for one in node:
        if tag(one) == name:
            yield one
        elif tag(one) in AROUND:
            yield from inner(one, name)


def _hidden(run: Node) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attr(vanish, "val") not in ("0", "false", "off")


def _symbol(code: str) -> str:
    try:
        return _SYMBOLS.get(int(code, 16) & 0xFF, "")
    except ValueError:
        return ""

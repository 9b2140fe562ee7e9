"""Issues as DOCX: paragraphs with the levels of headings, tables, the contents field."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from compilation.reading.pieces import Piece, Sheet
from compilation.reading.word.styles import Styles, number_of
from crawlers.attachments.containers import Node, attr, child, named, open_zip, part, tag
from crawlers.attachments.lines import Budget
from crawlers.attachments.word_lists import WordLists
from crawlers.attachments.words import AROUND, Words, inner
from crawlers.extract.signing import is_date_line, split_names
from crawlers.filetypes import UnreadableError
from storage.records import ReadingNote

_CHANGED = frozenset({"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"})
_MOST_COLUMNS = 100
_BLANK = " \u3000\xa0"


def read_word(body: bytes, budget: Budget) -> Sheet:
    """The paragraphs and rows of a DOCX file. Raises ``UnreadableError`` and what readers raise."""
    archive = open_zip(body, budget.limits)
    main = part(archive, "word/document.xml", budget)
    if main is None or (root := child(main, "body")) is None:
        raise UnreadableError("里面没有正文")
    styles = part(archive, "word/styles.xml", budget)
    words = _Words(WordLists(part(archive, "word/numbering.xml", budget), styles))
    notes = part(archive, "word/footnotes.xml", budget)
    reader = _Reader(words, Styles(styles), _footnotes(notes), budget)
    return Sheet(pieces=list(reader.pieces(root)), notes=tuple(_told(root)))


def _told(root: Node) -> Iterator[ReadingNote]:
    """Tracked changes are taken for accepted, and that is said."""
    if changes := sum(tag(node) in _CHANGED for node in root.iter()):
        text = f"文档里有 {changes} 处修订痕迹，按接受全部修订后的文字读取"
        yield ReadingNote(text=text)


def _footnotes(root: Node | None) -> dict[str, Node]:
    notes = named(root, "footnote") if root is not None else []
    return {attr(node, "id"): node for node in notes if attr(node, "type") in ("", "normal")}


class _Words(Words):
    """Words that show the page numbers of the contents, and know when they are in it."""

    _contents = 0
    """How many fields were open when the contents began."""

    @property
    def in_contents(self) -> bool:
        """The field of the contents is open."""
        return self._contents > 0

    def _field(self, what: str) -> str:
        code = self._fields[-1].strip().upper() if self._fields else ""
        if what == "separate" and code.startswith("TOC"):
            self._contents = self._contents or len(self._fields)
        if what == "end" and self._contents == len(self._fields):
            self._contents = 0
        if what == "separate" and code.startswith("PAGEREF"):
            self._fields[-1] = "shown"
            return ""
        return super()._field(what)

    def lines(self, paragraph: Node) -> list[str]:
        """The lines of a paragraph and of the boxes in it."""
        shown = "\n".join(self.blocks([paragraph]))
        return [line for text in shown.split("\n") if (line := text.strip(_BLANK)).strip()]

    def cell(self, cell: Node) -> str:
        """The words of a cell on one line."""
        return self._cell(cell)


@dataclass
class _Reader:
    """Walks through the text, and puts footnotes behind the paragraphs that they belong to."""

    words: _Words
    styles: Styles
    footnotes: dict[str, Node]
    budget: Budget
    _open: str = field(default="", init=False)
    """What stands in a paragraph whose end was deleted: it goes on with the next."""

    def pieces(self, root: Node) -> Iterator[Piece]:
        """The paragraphs and rows, in order."""
        for node in root:
            name = tag(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name in AROUND:
                yield from self.pieces(node)

    def _paragraph(self, node: Node) -> Iterator[Piece]:
        before = self.words.in_contents
        lines = self.words.lines(node)
        listed = before or self.words.in_contents or self.styles.is_contents(node)
        if self._open:
            lines, self._open = [self._open + "".join(lines[:1]), *lines[1:]], ""
        if lines and child(node, "pPr", "rPr", "del") is not None:
            self._open = lines.pop()
        outline = 0 if listed else self.styles.outline(node)
        for at, line in enumerate(lines):
            self.budget.take_chars(len(line))
            yield Piece(text=line, gap=at == 0, outline=outline, listed=listed)
        yield from self._notes(node)

    def _notes(self, node: Node) -> Iterator[Piece]:
        for reference in named(node, "footnoteReference") if self.footnotes else ():
            note = self.footnotes.pop(attr(reference, "id"), None)
            text = " ".join(self.words.cell(note).split()) if note is not None else ""
            if text:
                yield Piece(text=text, note=True)

    def _table(self, table: Node) -> Iterator[Piece]:
        """The rows; a box of one column, and names set side by side, are no table."""
        rows = [list(inner(row, "tc")) for row in inner(table, "tr") if _stays(row)]
        if all(len(row) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self.pieces(cell)
            return
        texts = [list(self._cells(row)) for row in rows]
        signed = all(_is_signed(cell) for row in texts for cell in row if cell)
        for at, row in enumerate(texts):
            text = " ".join(filter(None, row)) if signed else "\t".join(row)
            self.budget.take_chars(len(text))
            if text and (any(row) or any(map(any, texts))):
                yield Piece(text=text, row=not signed, gap=at == 0)

    def _cells(self, row: list[Node]) -> Iterator[str]:
        """The texts of a row; the columns that a merged cell covers are empty."""
        for cell in row:
            yield self.words.cell(cell)
            wide = number_of(child(cell, "tcPr", "gridSpan"))
            yield from [""] * (min(wide, _MOST_COLUMNS) - 1)


def _is_signed(text: str) -> bool:
    return bool(split_names(text)) or is_date_line(text)


def _stays(row: Node) -> bool:
    return child(row, "trPr", "del") is None

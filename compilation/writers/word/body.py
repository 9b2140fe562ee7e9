"""The text of a book as elements of a Word file: headings, paragraphs, tables, contents."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field as default, replace

from docx.oxml.ns import qn

from compilation.writers.book import (
    NOTHING,
    SHEET_MARK,
    SHEET_TITLE,
    Book,
    BookItem,
    BookNote,
    BookPart,
    BookTable,
    anchor,
)
from compilation.writers.grids import TEXT_WIDTH, Cell, Grid
from compilation.writers.roles import Line, Role
from compilation.writers.word.elements import Node, bookmarked, field, node, paragraph, run
from compilation.writers.word.styles import (
    HEADING_STYLES,
    LEADS,
    REFERENCE,
    TABLE_GRID,
    TABLE_STYLES,
)

_STYLES: Mapping[Role, str] = {
    "number": "公文文号",
    "addressee": "公文主送",
    "body": "公文正文",
    "signature": "公文署名",
    "date": "公文日期",
    "list": "公文附件列表",
    "listing": "公文附件续列",
    "caption": "公文表题",
    "annex": "公文附件",
    "inner": "公文内标题",
    "chapter": "公文章标题",
    "box": "公文专栏",
    "picture": "公文附注",
    "listed": "公文附注",
}
_FIRST_BOOKMARK = 9000
"""Above what a template may have of its own."""
_LONGEST_WHOLE = 160.0
"""Characters in a cell above which its row may be broken over pages, at full width."""


@dataclass(kw_only=True)
class WordBody:
    """Makes the elements, and keeps the notes and the places of page numbers as it goes."""

    styles: Mapping[str, str]
    """Ids by names in small letters."""
    first_note: int
    width: float = TEXT_WIDTH
    """Of the text, in points."""
    notes: list[BookNote] = default(default_factory=list)
    numbers: list[Node] = default(default_factory=list)
    """Text nodes of the contents' page numbers, in order."""
    _headings: int = 0

    def part(self, part: BookPart) -> list[Node]:
        """A part, from its heading to the last line of its last item."""
        made = [self._heading("heading 1", part.title)]
        for at, item in enumerate(part.items):
            made += self._item(item, first=at == 0)
        return made if part.items else [*made, self.nothing()]

    def nothing(self) -> Node:
        """Said where no document stands."""
        return self._paragraph("公文正文", run(NOTHING))

    def contents(self, book: Book) -> Node:
        """The contents, a field that Word can refresh, with its result."""
        entries = [self._entry(at, *entry) for at, entry in enumerate(book.headings)]
        code = list(field('TOC \\o "1-2" \\h \\z \\u'))
        for at, one in enumerate(code[:3]):
            entries[0].insert(1 + at, one)
        entries[-1].append(code[3])
        gallery = node("docPartObj", node("docPartGallery", val="Table of Contents"))
        gallery.append(node("docPartUnique"))
        return node("sdt", node("sdtPr", gallery), node("sdtContent", *entries))

    def sheet(self, sheet: Sequence[BookTable]) -> list[Node]:
        """The compilers' sheet."""
        made = [
            self._paragraph("编务标题", run(SHEET_TITLE)),
            self._paragraph("编务说明", run(SHEET_MARK)),
        ]
        for table in sheet:
            made.append(self._paragraph("编务小标题", run(table.title)))
            if table.grid:
                made.append(self._table(table.grid))
            else:
                made.append(self._paragraph("公文正文", run(table.empty)))
        if made[-1].tag == qn("w:tbl"):  # a section cannot end in one
            made.append(self._paragraph("公文附注"))
        return made

    def _item(self, item: BookItem, *, first: bool) -> Iterator[Node]:
        heading = self._heading("heading 2", item.heading)
        if first:  # it stands under the heading of its part
            heading.find(qn("w:pPr")).append(node("pageBreakBefore", val=0))
        yield heading
        if item.noted is None:
            yield self._paragraph("公文文号", self._reference(item.note))
        before: Line | Grid | None = None
        for at, content in enumerate(item.content):
            if isinstance(content, Grid):
                if isinstance(before, Grid):  # tables that touch would be one
                    yield self._paragraph("公文附注")
                yield self._table(content)
            else:
                made = self._line(content)
                if at == item.noted:
                    made.append(self._reference(item.note))
                yield made
            before = content

    def _heading(self, style: str, text: str) -> Node:
        name = anchor(self._headings)
        made = bookmarked(name, _FIRST_BOOKMARK + self._headings, run(text))
        self._headings += 1
        return self._paragraph(style, *made)

    def _entry(self, at: int, level: int, text: str) -> Node:
        number = run("0")
        self.numbers.append(number.find(qn("w:t")))
        page = field(f"PAGEREF {anchor(at)} \\h", number)
        link = node("hyperlink", run(text), run("\t"), *page, anchor=anchor(at), history=1)
        return self._paragraph(f"toc {level}", link)

    def _line(self, line: Line) -> Node:
        if line.role == "heading":
            return self._paragraph(HEADING_STYLES[line.level], run(line.text))
        if line.url and (link := _link(line.url, line.text)):
            return self._paragraph(_STYLES[line.role], *link)
        if not line.lead:
            return self._paragraph(_STYLES[line.role], run(line.text))
        lead = run(line.text[: line.lead], self.styles[LEADS[line.level]])
        return self._paragraph(_STYLES[line.role], lead, run(line.text[line.lead :]))

    def _paragraph(self, style: str, *children: Node) -> Node:
        return paragraph(self.styles[style.lower()], *children)

    def _reference(self, note: BookNote) -> Node:
        self.notes.append(note)
        number = self.first_note + len(self.notes) - 1
        mark = node("rPr", node("rStyle", val=self.styles[REFERENCE]))
        return node("r", mark, node("footnoteReference", id=number))

    def note_elements(self) -> Iterator[Node]:
        """The footnotes, in order."""
        for at, note in enumerate(self.notes):
            mark = node("rPr", node("rStyle", val=self.styles[REFERENCE]))
            said = (run(f" {note.head}"), *(_link(note.source, note.source) or [run(note.source)]))
            words = (node("r", mark, node("footnoteRef")), *said, run(f"；{note.rest}"))
            yield node(
                "footnote", self._paragraph("footnote text", *words), id=self.first_note + at
            )

    def _table(self, grid: Grid) -> Node:
        grid = replace(grid, widths=tuple(one * self.width / TEXT_WIDTH for one in grid.widths))
        margins = (node(side, w=round(grid.size * 7), type="dxa") for side in ("left", "right"))
        properties = node(
            "tblPr",
            node("tblStyle", val=self.styles[TABLE_GRID.lower()]),
            node("tblW", w=_twips(sum(grid.widths)), type="dxa"),
            node("jc", val="center"),
            node("tblLayout", type="fixed"),
            node("tblCellMar", *margins),
        )
        columns = node("tblGrid", *(node("gridCol", w=_twips(width)) for width in grid.widths))
        rows = (self._row(grid, at) for at in range(len(grid.rows)))
        return node("tbl", properties, columns, *rows)

    def _row(self, grid: Grid, at: int) -> Node:
        row, made = grid.rows[at], node("trPr")
        lines = max(
            len(cell.text) / width
            for cell, width in zip(row, grid.widths, strict=True)
            if cell
        )  # fmt: skip
        if lines * grid.widths[0] < _LONGEST_WHOLE or at < grid.heads:
            made.append(node("cantSplit"))
        if at < grid.heads:
            made.append(node("tblHeader"))
        cells = [
            self._cell(grid, at, column, cell)
            for column, cell in enumerate(row)
            if cell or self._covered_from_above(grid, at, column)
        ]
        return node("tr", *([made] if len(made) else []), *cells)

    @staticmethod
    def _covered_from_above(grid: Grid, at: int, column: int) -> bool:
        above = grid.rows[at - 1][column] if at else None
        return above is not None and above.down > 1

    def _cell(self, grid: Grid, at: int, column: int, cell: Cell | None) -> Node:
        across = cell.across if cell else 1
        width = sum(grid.widths[column : column + across])
        properties = node("tcPr", node("tcW", w=_twips(width), type="dxa"))
        if across > 1:
            properties.append(node("gridSpan", val=across))
        if cell is None or cell.down > 1:
            properties.append(node("vMerge", val="restart" if cell else "continue"))
        properties.append(node("vAlign", val="center"))
        head = self.styles["表头文字"] if at < grid.heads else None
        made = self._paragraph(TABLE_STYLES[grid.size], *([run(cell.text, head)] if cell else []))
        if at < grid.heads:
            made.find(qn("w:pPr")).append(node("jc", val="center"))
        return node("tc", properties, made)


def _link(url: str, text: str) -> list[Node]:
    """The text as a link to a web page; empty where the address is none."""
    if not re.fullmatch(r"https?://[^\s\"\\<>]+", url):
        return []
    return list(field(f'HYPERLINK "{url}"', run(text)))


def _twips(points: float) -> int:
    return round(points * 20)

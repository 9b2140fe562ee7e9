"""Issues as PDF with a text layer: pages to lines, lines to paragraphs, ruled lines to tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pypdfium2

from compilation.reading.pdf.furniture import furniture_of, printed_numbers
from compilation.reading.pdf.glyphs import Page, read_page
from compilation.reading.pdf.lines import Line, has_typed_blanks
from compilation.reading.pdf.pages import PageRead, Table
from compilation.reading.pdf.paragraphs import Columns, Paragraphs, Placed
from compilation.reading.pieces import Piece, Sheet
from crawlers.attachments.lines import Budget, StopReadingError
from crawlers.attachments.pdf import ranges
from crawlers.filetypes import UnreadableError
from storage.records import ReadingNote

_FEW = 10
"""Characters a page, on average, that are no text layer."""


def read_pdf(body: bytes, budget: Budget) -> Sheet:
    """The paragraphs and rows of a PDF, each with its page. Raises ``UnreadableError``."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = "PDF 有密码保护：请去掉密码后再导入" if locked else "PDF 已损坏，或不是 PDF"
        raise UnreadableError(why) from error
    try:
        return _sheet(document, budget)
    finally:
        document.close()


def _sheet(document: pypdfium2.PdfDocument, budget: Budget) -> Sheet:
    if len(document) > budget.limits.pages:
        raise StopReadingError(f"有 {len(document)} 页，最多读 {budget.limits.pages} 页")
    pages: list[Page] = []
    damaged: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            page = read_page(document, number)
        except pypdfium2.PdfiumError:
            damaged.append(number)
            continue
        budget.take_chars(len(page.glyphs))
        pages.append(page)
    if sum(len(page.glyphs) for page in pages) < _FEW * len(document):
        raise UnreadableError("PDF 里只有图片，没有文字层：请先做文字识别，或改用 DOCX、TXT")
    return Sheet(pieces=list(_pieces(pages)), notes=tuple(_notes(pages, damaged)))


def _notes(pages: Sequence[Page], damaged: Sequence[int]) -> Iterator[ReadingNote]:
    empty = [page.number for page in pages if not page.glyphs]
    if damaged:
        yield ReadingNote(text=f"PDF 第 {ranges(damaged)} 页已损坏，读不出来", page=damaged[0])
    if empty:
        text = f"PDF 第 {ranges(empty)} 页没有文字（空白页或图片）"
        yield ReadingNote(text=text, page=empty[0])


def _pieces(pages: Sequence[Page]) -> Iterator[Piece]:
    """Paragraphs and tables in the order of the pages."""
    typed = has_typed_blanks(page.glyphs for page in pages)
    read = [PageRead(page, typed=typed) for page in pages]
    flow = {one.page.number: one.lines for one in read}
    furniture = furniture_of(flow)
    numbers = printed_numbers(furniture, list(flow))
    kept = {page: [line for line in lines if line not in furniture] for page, lines in flow.items()}
    usual = Columns(kept)
    body = _usual_size(line for lines in kept.values() for line in lines)
    placed = [one.placed(kept[one.page.number], usual, body) for one in read]
    paragraphs = Paragraphs([line for lines in placed for line in lines])
    pending: list[Placed] = []
    table: Table | None = None
    for one, lines in zip(read, placed, strict=True):
        for part in one.in_order(lines):
            if isinstance(part, Placed):
                if table and not part.note:
                    yield from table.pieces()
                    table = None
                pending.append(part)
                continue
            yield from paragraphs.pieces(pending, numbers)
            pending = []
            rows = one.rows(part)
            if table and table.goes_on(rows):
                table.add(rows, numbers[one.page.number])
                continue
            if table:
                yield from table.pieces()
            table = Table(rows, numbers[one.page.number])
    yield from table.pieces() if table else ()
    yield from paragraphs.pieces(pending, numbers)


def _usual_size(lines: Iterable[Line]) -> float:
    """The height of most characters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0

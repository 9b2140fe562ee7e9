"""PDF: the text of the pages in reading order, which pages are pictures, no page numbers."""

import re
from collections.abc import Iterator, Sequence

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from crawlers.attachments.lines import Budget, Gathered, StopReadingError, tidy
from crawlers.attachments.page_numbers import without_numbers
from crawlers.filetypes import UnreadableError

_FEW = 40
"""Characters of a page that may be no more than its number or a watermark."""
_FULL = 0.5
"""Of the page's area: a picture that large is the page."""
_MOST_OBJECTS = 500
_DOUBLED = re.compile(r"(?:(\S)\1){4,}")


def read_pdf(body: bytes, budget: Budget, found: Gathered) -> Iterator[str]:
    """The lines of each page."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = "有密码保护，没有读出文字" if locked else "打不开，文件可能已损坏或不是 PDF"
        raise UnreadableError(f"PDF {why}") from error
    try:
        yield from _Pages(document, budget, found).lines()
    finally:
        document.close()


class _Pages:
    """Reads page after page, and then says what the pages were."""

    def __init__(self, document: pypdfium2.PdfDocument, budget: Budget, found: Gathered) -> None:
        self._document, self._budget, self._found = document, budget, found
        self._scans: list[int] = []
        self._empty: list[int] = []
        self._damaged: list[int] = []

    def lines(self) -> Iterator[str]:
        pages: list[list[str]] = []
        stop: StopReadingError | None = None
        try:
            for page in self._texts():
                pages.append(page)
        except StopReadingError as limit:
            stop = limit
        for page in without_numbers(pages):
            yield from page
        self._tell()
        if stop:
            raise stop

    def _texts(self) -> Iterator[list[str]]:
        most, count = self._budget.limits.pages, len(self._document)
        chars = 0
        for number in range(min(most, count)):
            try:
                self._budget.check_time()
            except StopReadingError as limit:
                raise StopReadingError(f"{limit}（{number}/{count} 页）") from limit
            lines = self._page(number)
            chars += sum(map(len, lines))
            yield lines
            if chars > self._budget.limits.chars:
                return
        if count > most:
            raise StopReadingError(f"只读了前 {most} 页，共 {count} 页")

    def _page(self, number: int) -> list[str]:
        try:
            return self._lines_of(number)
        except pypdfium2.PdfiumError:
            self._damaged.append(number + 1)
            return []

    def _lines_of(self, number: int) -> list[str]:
        page = self._document[number]
        try:
            text = page.get_textpage()
            lines = tidy(str(text.get_text_range()))
            text.close()
            if sum(map(len, lines)) < _FEW:
                if _is_picture(page):
                    self._scans.append(number + 1)
                elif not lines:
                    self._empty.append(number + 1)
        finally:
            page.close()
        return [_single(line) for line in lines]

    def _tell(self) -> None:
        """Note which pages are pictures."""
        count = len(self._document)
        if count and len(self._damaged) == count:
            raise UnreadableError("PDF 的页面读不出来，文件可能已损坏")
        if self._damaged:
            self._found.notes.append(f"PDF 第 {ranges(self._damaged)} 页已损坏，读不出来")
            self._found.partial = True
        if self._scans:
            whole = len(self._scans) == count
            pages = f"全部 {count} 页" if whole else f"第 {ranges(self._scans)} 页"
            self._found.notes.append(f"PDF {pages}是扫描图像，没有读出文字")
        elif len(self._empty) == count:
            self._found.notes.append("PDF 没有文字层，可能是扫描件")


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture fills the page."""
    width, height = page.get_size()
    covered = 0.0
    for seen, item in enumerate(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=4)):
        left, bottom, right, top = item.get_bounds()
        wide = max(0.0, min(right, width) - max(left, 0.0))
        covered += wide * max(0.0, min(top, height) - max(bottom, 0.0))
        if covered >= _FULL * width * height:
            return True
        if seen >= _MOST_OBJECTS:
            break
    return False


def _single(line: str) -> str:
    """The line with each character once, where all are set twice to look bold: 通通知知."""
    found = _DOUBLED.fullmatch(line.replace(" ", ""))
    return "".join(line.replace(" ", "")[::2]) if found else line


def ranges(numbers: Sequence[int]) -> str:
    """1—3、7: rising numbers in words."""
    out: list[list[int]] = []
    for number in numbers:
        if out and number == out[-1][1] + 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    said = [f"{first}" if first == last else f"{first}—{last}" for first, last in out]
    return "、".join(said[:20]) + ("等" if len(said) > 20 else "")

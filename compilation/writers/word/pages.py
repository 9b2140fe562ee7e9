"""On which page of a PDF each heading of a book stands."""

from collections.abc import Sequence

import pypdfium2

from storage.text import fold


class PagesError(Exception):
    """The headings of a PDF are not those of the book."""


def heading_pages(pdf: bytes, headings: Sequence[tuple[int, str]]) -> tuple[list[int], int]:
    """The page of each heading, the first one's being page 1; and how many pages there are in all.

    Taken from the PDF's outline, in which LibreOffice and the typesetter enter every heading.
    Raises ``PagesError`` where it does not hold the book's headings in their order.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = [
            (mark.level + 1, mark.get_title(), dest.get_index())
            for mark in document.get_toc()
            if (dest := mark.get_dest()) is not None and mark.level < 2
        ]
        total = len(document)
    finally:
        document.close()
    if [(level, fold(text)) for level, text, _ in found] != [
        (level, fold(text)) for level, text in headings
    ]:
        raise PagesError("排出的 PDF 中标题与目录不符")
    indices = [index for _, _, index in found if index is not None]
    if len(indices) != len(found):
        raise PagesError("排出的 PDF 中有标题没有页码")
    first = min(indices, default=0)
    return [index - first + 1 for index in indices], total

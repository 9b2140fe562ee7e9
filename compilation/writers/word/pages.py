"""On which page of a PDF each heading of a book stands."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from compilation.writers.book import anchor

_UNIT = 2
"""Bytes of a character in what the library writes."""


class PagesError(Exception):
    """The headings of a PDF are not those of the book."""


def heading_pages(pdf: bytes, headings: int) -> tuple[list[int], int]:
    """The page of each heading, the first one's being page 1; and how many pages there are in all.

    Taken from the destinations that LibreOffice and the typesetter name after the anchors: what a
    heading says does not matter. Raises ``PagesError`` where one is missing.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        indices = dict(_destinations(document))
        total = len(document)
    finally:
        document.close()
    try:
        found = [indices[anchor(at)] for at in range(headings)]
    except KeyError as error:
        raise PagesError("排出的 PDF 中有标题没有页码") from error
    first = min(found, default=0)
    return [index - first + 1 for index in found], total


def _destinations(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, int]]:
    """The anchors and the pages that they are on."""
    for at in range(pdfium.FPDF_CountNamedDests(document)):
        size = ctypes.c_long()
        pdfium.FPDF_GetNamedDest(document, at, None, size)
        name = ctypes.create_string_buffer(max(size.value, _UNIT))
        found = pdfium.FPDF_GetNamedDest(document, at, name, size)
        index = pdfium.FPDFDest_GetDestPageIndex(document, found)
        # LibreOffice writes the low line that begins a hidden bookmark as 5F
        text = name.raw[:-_UNIT].decode("utf-16-le", "replace")
        if index >= 0:
            yield f"_{text.removeprefix('_').removeprefix('5F')}", index

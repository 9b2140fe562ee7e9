"""The text of a file that a page links. Pure: bytes in, text or the reason for none out.

Files are hostile: the type is read from the first bytes, archives are refused by the size that they
declare before anything is unpacked, and every reader stops at a limit.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import ParseError

import docx
import openpyxl
import pypdfium2
from docx.document import Document as Docx
from docx.opc.exceptions import OpcError
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException

from crawlers.extract import extract
from crawlers.filetypes import (
    CONTROL,
    DOCX,
    KINDS,
    PDF,
    XLSX,
    AttachmentText,
    UnreadableError,
    sniff,
    suffix_of,
)
from crawlers.page import Page, decode

MOST_BYTES = 100_000_000
MOST_PAGES = 400
MOST_CHARS = 4_000_000
MOST_ROWS = 50_000

_NAMED = ("pdf", "docx", "xlsx", "doc", "xls", "zip", "ofd", "wps")
"""Names that promise a file, not a page."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BLANK = re.compile(r"[ \u3000\xa0]+")


def read(body: bytes, *, name: str, media_type: str = "") -> AttachmentText:
    """The text of a file. Never raises on what a site may send.

    ``name`` is the file's name or address, ``media_type`` what the site declared: both only settle
    what the first bytes leave open, and say what was expected where something else came.
    """
    if not body.strip(b"\x00\r\n\t "):
        return AttachmentText(media_type, problem="文件是空的", broken=True)
    if len(body) > MOST_BYTES:
        return AttachmentText(media_type, problem=_too_large(body), broken=True)
    try:
        found = sniff(body, name=name, media_type=media_type)
    except UnreadableError as error:
        return AttachmentText("application/zip", problem=str(error), broken=True)
    reader = _READERS.get(found)
    if reader is None:
        return _unread(found, name)
    try:
        text = _tidy(reader(body))
    except UnreadableError as error:
        return AttachmentText(found, problem=str(error), broken=True)
    if other := _other(found, name):
        return AttachmentText(found, text, other, broken=True)
    return AttachmentText(found, text, _doubt(found, text))


def _too_large(body: bytes) -> str:
    return f"文件过大（{len(body) // 1_000_000} MB）"


def _unread(found: str, name: str) -> AttachmentText:
    """A file that no reader knows: of another kind, or, by its name, of none."""
    suffix = suffix_of(name).lstrip(".")
    if found == "application/octet-stream" and suffix in _NAMED:
        return AttachmentText(found, problem=f"文件不是 {suffix.upper()}，打不开", broken=True)
    return AttachmentText(found, problem=f"暂不能读取 {KINDS.get(found, found)} 文件的文字")


def _other(found: str, name: str) -> str:
    """What a text is, if by its name it should have been a file."""
    suffix = suffix_of(name).lstrip(".")
    if suffix not in _NAMED or found not in ("text/html", "text/plain"):
        return ""
    what = "网页" if found == "text/html" else "纯文本"
    return f"文件不是 {suffix.upper()}，而是{what}"


def _doubt(found: str, text: str) -> str:
    """Why a text that was read may not be what was wanted."""
    if not text and found == PDF:
        return "PDF 没有文字层，可能是扫描件"
    return "" if text else f"{KINDS[found]} 文件里没有文字"


def _tidy(text: str) -> str:
    lines = (_BLANK.sub(" ", line).strip(" ") for line in CONTROL.sub("", text).splitlines())
    return "\n".join(line for line in lines if line.strip())[:MOST_CHARS]


def _read_pdf(body: bytes) -> str:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        why = (
            "有密码保护" if "password" in str(error).lower() else "打不开，文件可能已损坏或不是 PDF"
        )
        raise UnreadableError(f"PDF {why}") from error
    try:
        return "\n".join(_pdf_pages(document))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("PDF 的页面读不出来，文件可能已损坏") from error
    finally:
        document.close()


def _pdf_pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield str(text.get_text_range())
        text.close()
        page.close()


def _read_docx(body: bytes) -> str:
    try:
        document = docx.Document(io.BytesIO(body))
        return "\n".join(_docx_lines(document))
    except (
        OpcError,
        LxmlError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
    ) as error:
        raise UnreadableError("DOCX 打不开，文件可能已损坏") from error


def _docx_lines(document: Docx) -> Iterator[str]:
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            yield item.text
            yield from _boxes(item)
        elif isinstance(item, Table):
            yield from _table_rows(item)


def _boxes(paragraph: Paragraph) -> Iterator[str]:
    """The paragraphs of text boxes, once: Word stores each twice, for old and new programs."""
    for box in paragraph._p.iter(f"{_W}txbxContent"):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from map(_runs, box.iter(f"{_W}p"))


def _runs(element: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _table_rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        seen, cells = set[int](), list[str]()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell comes once for each column
                seen.add(id(cell._tc))
                cells.append(" ".join(filter(None, map(_runs, cell._tc.iter(f"{_W}p")))))
        yield "\t".join(cells)


def _read_xlsx(body: bytes) -> str:
    try:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
    ) as error:
        raise UnreadableError("XLSX 打不开，文件可能已损坏") from error
    try:
        return "\n".join(_sheet_rows(book))
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error, ParseError) as error:
        raise UnreadableError("XLSX 的表读不出来，文件可能已损坏") from error
    finally:
        book.close()


def _sheet_rows(book: openpyxl.Workbook) -> Iterator[str]:
    count = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            count += 1
            if count > MOST_ROWS:
                return
            cells = ["" if value is None else " ".join(str(value).split()) for value in row]
            yield "\t".join(cells).rstrip("\t")


def _read_html(body: bytes) -> str:
    return extract(Page(url="", body=body, media_type="text/html")).text


_READERS: dict[str, Callable[[bytes], str]] = {
    PDF: _read_pdf,
    DOCX: _read_docx,
    XLSX: _read_xlsx,
    "text/plain": decode,
    "text/html": _read_html,
}

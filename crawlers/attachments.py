"""The text of a file that a page links. Pure: bytes in, text or the reason for none out.

Files are hostile: the type is read from the first bytes, archives are refused by the size that they
declare before anything is unpacked, and every reader stops at a limit.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
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
from crawlers.page import Page, decode

MOST_BYTES = 100_000_000
MOST_UNPACKED = 200_000_000
"""Bytes that a ZIP container may declare; official documents stay far below."""
MOST_RATIO = 200
MOST_PAGES = 400
MOST_CHARS = 4_000_000
MOST_ROWS = 50_000

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = {
    PDF: "PDF", DOCX: "DOCX", XLSX: "XLSX", "text/plain": "TXT", "text/html": "HTML",
    "application/msword": "DOC", "application/vnd.ms-excel": "XLS",
    "application/vnd.ms-powerpoint": "PPT", "application/x-ole-storage": "OLE",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/vnd.oasis.opendocument.text": "ODT", "application/ofd": "OFD",
    "application/zip": "ZIP", "application/vnd.rar": "RAR", "application/x-7z-compressed": "7Z",
    "application/rtf": "RTF", "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF",
    "application/wps-office.wps": "WPS", "application/wps-office.et": "ET",
}  # fmt: skip
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"{\\rtf", "application/rtf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_BY_NAME = {
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint", ".wps": "application/wps-office.wps",
    ".et": "application/wps-office.et",
}  # fmt: skip
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BLANK = re.compile(r"[ \u3000\xa0]+")


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """What a file says: its type by its first bytes, its text, and why there is none."""

    media_type: str
    text: str = ""
    problem: str = ""
    """Chinese, one line; empty if the text is whole."""


class _UnreadableError(Exception):
    """The file cannot be read; the message says why, in Chinese."""


def read(body: bytes, *, name: str, media_type: str = "") -> AttachmentText:
    """The text of a file. Never raises on what a site may send.

    ``name`` is the file's name or address, ``media_type`` what the site declared: both only settle
    what the first bytes leave open, and say what was expected where something else came.
    """
    if not body.strip(b"\x00\r\n\t "):
        return AttachmentText(media_type, problem="文件是空的")
    if len(body) > MOST_BYTES:
        return AttachmentText(media_type, problem=f"文件过大（{len(body) // 1_000_000} MB）")
    try:
        found = sniff(body, name=name, media_type=media_type)
    except _UnreadableError as error:
        return AttachmentText("application/zip", problem=str(error))
    reader = _READERS.get(found)
    if reader is None:
        return AttachmentText(found, problem=f"暂不能读取 {_KINDS.get(found, found)} 文件的文字")
    try:
        text = _tidy(reader(body))
    except _UnreadableError as error:
        return AttachmentText(found, problem=str(error))
    return AttachmentText(found, text, _doubt(found, text, name))


def sniff(body: bytes, *, name: str = "", media_type: str = "") -> str:
    """The media type by magic bytes; by name and declaration only where those say nothing."""
    head = body[:1024]
    suffix = _suffix(name)
    if b"%PDF-" in head:
        return PDF
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zipped(body)
    if head.startswith(_OLE):
        return _OLE_BY_NAME.get(suffix, "application/x-ole-storage")
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if re.match(rb"\s*(?:<!doctype html|<html|<head|<body|<script|<meta|<div)", head, re.I):
        return "text/html"
    return "text/plain" if _is_text(body) else "application/octet-stream"


def _suffix(name: str) -> str:
    return PurePosixPath(name.split("?")[0]).suffix.lower()


def _is_text(body: bytes) -> bool:
    sample = body[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    text = decode(sample)
    odd = len(_CONTROL.findall(text)) + text.count("\ufffd")
    return b"\x00" not in sample and odd * 50 <= len(text)


def _zipped(body: bytes) -> str:
    """What kind of ZIP container it is, after its declared sizes were found bearable."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise _UnreadableError("压缩包已损坏，打不开") from error
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(body) + 1_000_000:
        raise _UnreadableError(f"压缩包展开后有 {unpacked // 1_000_000} MB，超过上限，没有打开")
    names = {info.filename.lstrip("/") for info in infos}
    for mark, found in (
        ("word/document.xml", DOCX),
        ("xl/workbook.xml", XLSX),
        (
            "ppt/presentation.xml",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("OFD.xml", "application/ofd"),
        ("content.xml", "application/vnd.oasis.opendocument.text"),
    ):
        if mark in names:
            return found
    return "application/zip"


def _doubt(found: str, text: str, name: str) -> str:
    """Why a text that was read may not be what was wanted."""
    suffix = _suffix(name).lstrip(".")
    if suffix in ("pdf", "docx", "xlsx", "doc", "xls", "zip", "ofd", "wps") and found in (
        "text/html",
        "text/plain",
    ):
        what = "网页" if found == "text/html" else "纯文本"
        return f"文件不是 {suffix.upper()}，而是{what}"
    if not text and found == PDF:
        return "PDF 没有文字层，可能是扫描件"
    return "" if text else f"{_KINDS[found]} 文件里没有文字"


def _tidy(text: str) -> str:
    lines = (_BLANK.sub(" ", line).strip(" ") for line in _CONTROL.sub("", text).splitlines())
    return "\n".join(line for line in lines if line.strip())[:MOST_CHARS]


def _read_pdf(body: bytes) -> str:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        why = (
            "有密码保护" if "password" in str(error).lower() else "打不开，文件可能已损坏或不是 PDF"
        )
        raise _UnreadableError(f"PDF {why}") from error
    try:
        return "\n".join(_pdf_pages(document))
    except pypdfium2.PdfiumError as error:
        raise _UnreadableError("PDF 的页面读不出来，文件可能已损坏") from error
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
        raise _UnreadableError("DOCX 打不开，文件可能已损坏") from error


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
        raise _UnreadableError("XLSX 打不开，文件可能已损坏") from error
    try:
        return "\n".join(_sheet_rows(book))
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error, ParseError) as error:
        raise _UnreadableError("XLSX 的表读不出来，文件可能已损坏") from error
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

"""What kind of file it is: by its first bytes, and in a container by what it holds."""

import re

from crawlers.attachments import ole
from crawlers.attachments.containers import open_zip
from crawlers.filetypes import (
    CONTROL,
    DOCX,
    HTML,
    MHT,
    ODS,
    ODT,
    OFD,
    PDF,
    PPTX,
    RAR,
    RTF,
    SEVEN,
    TEXT,
    UNKNOWN,
    WORD_PAGE,
    WORD_XML,
    XLSX,
    ZIP,
    Limits,
)
from crawlers.page import decode

_MAGIC = (
    (b"Rar!\x1a\x07", RAR), (b"7z\xbc\xaf\x27\x1c", SEVEN), (b"{\\rtf", RTF),
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n", "image/png"), (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"), (b"BM", "image/bmp"),
)  # fmt: skip
_PARTS = (
    ("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("xl/workbook.bin", XLSX),
    ("ppt/presentation.xml", PPTX), ("ofd.xml", OFD),
)  # fmt: skip
_PAGE = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype html|html|head|body|script|meta|div)", re.I | re.S
)
_OPENING = (b"<w:wordDocument", b"<pkg:package")


def sniff(body: bytes, *, name: str = "", limits: Limits | None = None) -> str:
    """The media type by magic bytes; by name only where those say nothing.

    Raises ``UnreadableError`` for a ZIP that is damaged or declares too much.
    """
    head = body[:1024]
    if b"%PDF-" in head:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(body, limits or Limits())
    if head.startswith(ole.SIGNATURE):
        return ole.kind_of(body, name)
    for magic, found in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or body[6:10] == b"\0\0\0\0"):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _text_kind(body)


def _text_kind(body: bytes) -> str:
    head = body[:4096].removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:5] == b"<?xml" and any(mark in head for mark in _OPENING):
        return WORD_XML
    if b"MIME-Version:" in head and b"multipart/related" in head:
        return MHT
    if _PAGE.match(head):
        return WORD_PAGE if b"urn:schemas-microsoft-com:office:" in head else HTML
    return TEXT if _is_text(body) else UNKNOWN


def _is_text(body: bytes) -> bool:
    sample = body[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    text = decode(sample)
    odd = len(CONTROL.findall(text)) + text.count("\ufffd")
    return b"\x00" not in sample and odd * 50 <= len(text)


def _zipped(body: bytes, limits: Limits) -> str:
    """What kind of ZIP container it is."""
    archive = open_zip(body, limits)
    names = {name.lstrip("/").replace("\\", "/").lower() for name in archive.namelist()}
    for mark, found in _PARTS:
        if mark in names:
            return found
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        declared = archive.read("mimetype")[:80] if "mimetype" in names else b""
        return ODS if b"spreadsheet" in declared else ODT
    return ZIP

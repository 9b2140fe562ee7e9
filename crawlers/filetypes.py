"""Kinds of file, and what reading one comes to. Loads no library: the pass that reads no file pays
nothing for those that can."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

PDF = "application/pdf"
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OPEN_XML}.wordprocessingml.document"
XLSX = f"{_OPEN_XML}.spreadsheetml.sheet"
PPTX = f"{_OPEN_XML}.presentationml.presentation"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
WPS, ET, DPS = (f"application/wps-office.{name}" for name in ("wps", "et", "dps"))
OLE = "application/x-ole-storage"
PROTECTED = "application/x-ole-encrypted"
"""An Open XML file under a password: an OLE container that says nothing of what is in it."""
OFD, RTF, MHT = "application/ofd", "application/rtf", "multipart/related"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
WORD_XML, WORD_PAGE = "application/vnd.ms-word.xml", "application/vnd.ms-word.html"
ZIP, RAR, SEVEN = "application/zip", "application/vnd.rar", "application/x-7z-compressed"
TEXT, HTML, UNKNOWN = "text/plain", "text/html", "application/octet-stream"
KINDS = {
    PDF: "PDF", DOCX: "DOCX", XLSX: "XLSX", PPTX: "PPTX", DOC: "DOC", XLS: "XLS", PPT: "PPT",
    WPS: "WPS", ET: "ET", DPS: "DPS", OLE: "OLE", PROTECTED: "Office", OFD: "OFD", RTF: "RTF",
    MHT: "MHT", ODT: "ODT", ODS: "ODS", WORD_XML: "Word XML", WORD_PAGE: "Word HTML",
    ZIP: "ZIP", RAR: "RAR",
    SEVEN: "7Z", TEXT: "TXT", HTML: "HTML", "image/jpeg": "JPEG", "image/png": "PNG",
    "image/gif": "GIF", "image/bmp": "BMP", "image/tiff": "TIFF", "image/webp": "WEBP",
}  # fmt: skip
NAMED = (
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "rtf", "zip",
    "rar", "7z", "ceb",
)  # fmt: skip
"""Names that promise a file, not a page."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """What a file says: its type by its first bytes, its text, and why there is none."""

    media_type: str
    text: str = ""
    problem: str = ""
    """Chinese, one line; empty if the text is whole."""
    broken: bool = False
    """It is damaged, or no such file at all; not merely of a kind that is not read."""
    partial: bool = False
    """The text ends before the file does: a limit was reached, or what follows is damaged."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read. The same file gives the same text, but for ``seconds``."""

    bytes: int = 100_000_000
    pages: int = 400
    chars: int = 4_000_000
    rows: int = 50_000
    unpacked: int = 200_000_000
    """Bytes that a ZIP container may hold, what its archives hold included."""
    ratio: int = 200
    members: int = 400
    depth: int = 2
    """Archives in archives that are opened."""
    seconds: float = 20
    """After that the reader stops and gives what it has."""
    patience: float = 10
    """After so much more the process is ended, and there is no text."""
    memory: int = 2_000_000_000
    """Bytes of address space that the reading process may have."""


class UnreadableError(Exception):
    """The file cannot be read; the message says why, in Chinese."""


def suffix_of(name: str) -> str:
    """The extension that a name or an address ends with: .pdf; empty without one."""
    return PurePosixPath(name.split("?")[0]).suffix.lower()


def readable_name(name: str) -> str:
    """A name as it may be shown: one line, without control characters, of bearable length."""
    shown = " ".join(CONTROL.sub("", name).split())
    return shown if len(shown) <= 120 else f"{shown[:100]}…{shown[-15:]}"

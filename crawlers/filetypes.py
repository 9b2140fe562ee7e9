"""What kind of file it is: by its first bytes, and inside a ZIP by what it holds. Pure."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from crawlers.page import decode

MOST_UNPACKED = 200_000_000
"""Bytes that a ZIP container may declare; official documents stay far below."""
MOST_RATIO = 200
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
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
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """What a file says: its type by its first bytes, its text, and why there is none."""

    media_type: str
    text: str = ""
    problem: str = ""
    """Chinese, one line; empty if the text is whole."""
    broken: bool = False
    """It is damaged, or no such file at all; not merely of a kind that is not read."""


class UnreadableError(Exception):
    """The file cannot be read; the message says why, in Chinese."""


def sniff(body: bytes, *, name: str = "", media_type: str = "") -> str:
    """The media type by magic bytes; by name and declaration only where those say nothing."""
    head = body[:1024]
    suffix = suffix_of(name)
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


def suffix_of(name: str) -> str:
    return PurePosixPath(name.split("?")[0]).suffix.lower()


def _is_text(body: bytes) -> bool:
    sample = body[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    text = decode(sample)
    odd = len(CONTROL.findall(text)) + text.count("\ufffd")
    return b"\x00" not in sample and odd * 50 <= len(text)


def _zipped(body: bytes) -> str:
    """What kind of ZIP container it is, after its declared sizes were found bearable."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableError("压缩包已损坏，打不开") from error
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(body) + 1_000_000:
        raise UnreadableError(f"压缩包展开后有 {unpacked // 1_000_000} MB，超过上限，没有打开")
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

"""OLE containers (DOC, XLS, PPT and what WPS writes): which they are, and their streams."""

import io

import olefile

from crawlers.attachments.lines import FAULTS
from crawlers.filetypes import (
    DOC,
    DPS,
    ET,
    OLE,
    PPT,
    PROTECTED,
    WPS,
    XLS,
    UnreadableError,
    suffix_of,
)

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (
    ("EncryptedPackage", PROTECTED), ("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS),
    ("PowerPoint Document", PPT),
)  # fmt: skip
_AS_NAMED = {(DOC, ".wps"): WPS, (XLS, ".et"): ET, (PPT, ".dps"): DPS}
"""WPS writes the same containers under names of its own."""


def open_ole(body: bytes) -> olefile.OleFileIO:
    """The container. Raises ``UnreadableError``."""
    try:
        return olefile.OleFileIO(io.BytesIO(body))
    except (*FAULTS, olefile.OleFileError) as error:
        raise UnreadableError("文件打不开，可能已损坏") from error


def kind_of(body: bytes, name: str) -> str:
    """The media type by the streams of the container."""
    try:
        with open_ole(body) as container:
            there = {path[0].lower() for path in container.listdir() if len(path) == 1}
    except (UnreadableError, *FAULTS):
        there = set()
    suffix = suffix_of(name)
    for stream, found in _STREAMS:
        if stream.lower() in there:
            return _AS_NAMED.get((found, suffix), found)
    by_name = {".doc": DOC, ".xls": XLS, ".ppt": PPT, ".wps": WPS, ".et": ET, ".dps": DPS}
    return by_name.get(suffix, OLE)


def stream(container: olefile.OleFileIO, name: str) -> bytes:
    """The bytes of a stream; empty if there is none of the name."""
    try:
        return bytes(container.openstream(name).read()) if container.exists(name) else b""
    except olefile.OleFileError as error:
        raise UnreadableError("文件打不开，可能已损坏") from error

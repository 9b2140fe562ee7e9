"""Slides (PPTX, PPT): their texts, in the order of the slides."""

import re
from collections.abc import Iterator

from crawlers.attachments.containers import named, open_zip, part, tag
from crawlers.attachments.lines import Budget, Gathered, StopReadingError
from crawlers.attachments.ole import open_ole, stream
from crawlers.filetypes import UnreadableError

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml$", re.I)
_HEAD = 8
_CONTAINER = 0xF
_LONG_TEXT, _SHORT_TEXT = 0x0FA0, 0x0FA8
_ENCRYPTED = b"\xdf\xc4\xd1\xf3"
_DEEPEST = 20


def read_pptx(body: bytes, budget: Budget, _found: Gathered) -> Iterator[str]:
    """The paragraphs of each slide; the cells of a table each on their line."""
    archive = open_zip(body, budget.limits)
    slides = sorted(
        (int(match[1]), name) for name in archive.namelist() if (match := _SLIDE.search(name))
    )
    for count, (_number, name) in enumerate(slides):
        if count >= budget.limits.pages:
            raise StopReadingError(f"只读了前 {budget.limits.pages} 张")
        slide = part(archive, name, budget)
        for paragraph in named(slide, "p") if slide is not None else ():
            yield "".join(
                "\n" if tag(one) == "br" else one.text or ""
                for one in paragraph.iter()
                if tag(one) in ("t", "br")
            )


def read_ppt(body: bytes, _budget: Budget, _found: Gathered) -> Iterator[str]:
    """The texts of the slides as the outline has them, and of the boxes beside it."""
    with open_ole(body) as container:
        raw = stream(container, "PowerPoint Document")
        user = stream(container, "Current User")
        locked = container.exists("EncryptedSummary") or user[12:16] == _ENCRYPTED
    if locked:
        raise UnreadableError("PPT 有密码保护，没有读出文字")
    yield from _texts(raw, 0, len(raw), 0)


def _texts(raw: bytes, at: int, end: int, depth: int) -> Iterator[str]:
    """The texts of the records between two places."""
    while at + _HEAD <= end:
        version = raw[at] & 0xF
        kind = int.from_bytes(raw[at + 2 : at + 4], "little")
        size = int.from_bytes(raw[at + 4 : at + 8], "little")
        at += _HEAD
        after = min(at + size, end)
        if version == _CONTAINER and depth < _DEEPEST:
            yield from _texts(raw, at, after, depth + 1)
        elif kind == _LONG_TEXT:
            yield raw[at:after].decode("utf-16-le", "replace").replace("\x0b", "\n")
        elif kind == _SHORT_TEXT:
            yield raw[at:after].decode("latin-1").replace("\x0b", "\n")
        at = after

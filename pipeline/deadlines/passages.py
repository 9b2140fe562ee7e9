"""Sentences of a text with their place: what a date is looked for in, and shown with. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from diffing.units import Unit
from pipeline.classifying.kinds import document_type
from pipeline.passages import Paragraph, paragraphs_in
from storage.records import BlockKind, Content

_SILENT: frozenset[BlockKind] = frozenset({"signature", "date", "attachments", "image"})
_DATED = re.compile(
    r"[年月季]|[节庆一旦”]前|五[”\"」]|五期末|之日|即日|有效期|[日号后]内|\d[-/.]\d{1,2}[-/.]\d"
)
SENTENCE = re.compile(r"[^。！？]+[。！？”」）)]*")
_RECORD = re.compile(
    r"(?:通过|批准|修[订正改]|公布|发布)\s*[)）]?\s*$|^\s*[（(].*(?:通过|公布|修订|修正)"
)
_PRINTED = re.compile(r"^.{0,40}印发\s*$")
_EXPLAINS = re.compile(
    r"(?<![及和与含暨、])(?:解读|问答|答记者问|(?:编制|起草|修订)说明|图解)(?:材料|稿)?(?:\.[A-Za-z]{2,5})?$"
    "|一图[读看]懂|^图解"
)
_HEADING = 40
_TITLE = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """One sentence that may name a day, and what stands around it."""

    sentence: str
    paragraph: int
    """Number of the paragraph: sentences of one are read together."""
    label: str
    """Clause path."""
    heading: str
    """The short line above, where the sentence stands below one."""
    attachment: str = ""


def passages_of(content: Content, files: Sequence[tuple[str, str]]) -> Iterator[list[Passage]]:
    """The sentences of the page, then of each file: one list each.

    Not of a file that only explains the page: the days that it tells of are not set by it.
    """
    explains = _EXPLAINS.search(content.title)
    own = [file for file in files if explains or not _EXPLAINS.search(file[0])]
    for name, paragraphs in paragraphs_in(content, own):
        yield list(_passages(paragraphs, name))


def _passages(paragraphs: Iterable[Paragraph], attachment: str) -> Iterator[Passage]:
    heading = ""
    for at, paragraph in enumerate(paragraphs):
        unit, body = paragraph.unit, paragraph.body.strip()
        if _DATED.search(body) and not is_silent(unit, body):
            for found in SENTENCE.finditer(body):
                if _DATED.search(found[0]):
                    yield Passage(
                        sentence=found[0].strip(),
                        paragraph=at,
                        label=unit.path,
                        heading=heading,
                        attachment=attachment,
                    )
        heading = body if len(body) <= _HEADING and "。" not in body else ""


def is_silent(unit: Unit, text: str) -> bool:
    """Who signed, a title, a record of amendments at the head of a law, 印发 lines at its foot."""
    if unit.kind in _SILENT:
        return True
    if unit.front and _RECORD.search(text):
        return True
    if len(text) <= _TITLE and not re.search("[。，；：:]", text):
        return bool(_PRINTED.match(text)) or (
            unit.kind != "table" and document_type(text) is not None
        )
    return False

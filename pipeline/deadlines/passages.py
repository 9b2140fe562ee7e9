"""Sentences of a text with their place: what a date is looked for in, and shown with. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from diffing.blocks import blocks_of, label_of
from diffing.units import Unit, units_of
from pipeline.kinds import document_type
from storage.records import Block, BlockKind, Content

_WHOLE: frozenset[BlockKind] = frozenset({"table", "signature", "date", "addressee", "image"})
_SILENT: frozenset[BlockKind] = frozenset({"signature", "date", "attachments", "image"})
_DATED = re.compile(
    r"[年月季]|[节庆一旦”]前|五[”\"」]|五期末|之日|即日|有效期|[日号后]内|\d[-/.]\d{1,2}[-/.]\d"
)
_SENTENCE = re.compile(r"[^。！？]+[。！？”」）)]*")
_CLOSED = re.compile(r"[。；！？：;:!?)）]\s*$")
_RECORD = re.compile(
    r"(?:通过|批准|修[订正改]|公布|发布)\s*[)）]?\s*$|^\s*[（(].*(?:通过|公布|修订|修正)"
)
_PRINTED = re.compile(r"^.{0,40}印发\s*$")
_HEADING = 40
_LONG, _FEWEST = 15, 8
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
    """The sentences of the page, then of each file: one list each."""
    yield list(_passages(_unwrapped(content.blocks), ""))
    for name, text in files:
        yield list(_passages(_unwrapped(blocks_of(text)), name))


def _passages(blocks: Iterable[Block], attachment: str) -> Iterator[Passage]:
    heading = ""
    for at, unit in enumerate(units_of(blocks)):
        body = unit.body.strip()
        if _DATED.search(body) and not (unit.kind in _SILENT or _is_furniture(unit)):
            for found in _SENTENCE.finditer(body):
                if _DATED.search(found[0]):
                    yield Passage(
                        sentence=found[0].strip(),
                        paragraph=at,
                        label=unit.path,
                        heading=heading,
                        attachment=attachment,
                    )
        heading = body if len(body) <= _HEADING and "。" not in body else ""


def _is_furniture(unit: Unit) -> bool:
    """A title, a record of amendments at the head of a law, 印发 lines at its foot."""
    text = unit.body.strip()
    if unit.front and _RECORD.search(text):
        return True
    if len(text) <= _TITLE and not re.search("[。，；：:]", text):
        return bool(_PRINTED.match(text)) or (
            unit.kind != "table" and document_type(text) is not None
        )
    return False


def _unwrapped(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with lines put together that a page of fixed width had broken."""
    texts = [block.text for block in blocks if block.kind != "table" and len(block.text) >= _LONG]
    still_open = sum(not _CLOSED.search(text) for text in texts)
    if len(texts) < _FEWEST or still_open * 5 < len(texts) * 2:
        return list(blocks)
    full = 0.6 * sorted(map(len, texts))[len(texts) // 2]
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and len(groups[-1][-1].text) >= full and _goes_on(groups[-1][-1], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return [_joined(group) for group in groups]


def _goes_on(line: Block, after: Block) -> bool:
    return (
        line.kind not in _WHOLE
        and after.kind not in _WHOLE
        and not _CLOSED.search(line.text)
        and not (after.label or label_of(after.text).text)
    )


def _joined(lines: list[Block]) -> Block:
    if len(lines) == 1:
        return lines[0]
    text = "".join(line.text.strip() for line in lines)
    return Block(kind="paragraph", text=text, level=lines[0].level, label=lines[0].label)

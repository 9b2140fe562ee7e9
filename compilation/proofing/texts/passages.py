"""Passages: a paragraph, a line or a row of a table, of the issue or of the official text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from compilation.proofing.texts.markup import without_marks
from diffing.units import Unit, units_of
from diffing.wrapping import unwrapped
from storage.records import Block, BlockKind, IssueItem, Join, PrintedBlock
from storage.text import fold

_COMPILERS = re.compile(
    r"[\s:：①-⑳\[\]\d]{0,8}(?:来源|资料来源|原文链接|链接)[：:]\s*<?https?://|[①-⑳]\s*$|附件[：:][^。]{2,120}（与[^（）]{2,40}）$"
)
"""Notes of the compilers: where a text comes from, which attachments are not printed again."""
_UNFINISHED = tuple("0123456789abcdefghijklmnopqrstuvwxyz/；，：①②③")
_WRAPPED_WORDS = re.compile(r"(?<=[A-Za-z,.;])\n(?=[A-Za-z])")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A line of a text as written, and where it stands."""

    text: str
    kind: BlockKind
    path: str = ""
    """The clause that it stands in: 二（三）."""
    label: str = ""
    line: int | None = None
    page: int | None = None
    joins: tuple[Join, ...] = ()
    """Where halves were put together; ``at`` counts in ``text``."""
    role: str = "text"
    """title, number, text, or the name of an attachment (of the official text)."""
    unit: Unit = field(compare=False, repr=False)
    """What is aligned: the same without marks of markup."""

    def line_at(self, place: int) -> int | None:
        """The line on which a place of the text stands."""
        return next((one.line for one in reversed(self.joins) if one.at <= place), self.line)

    def page_at(self, place: int) -> int | None:
        """The page on which a place of the text stands."""
        return next((one.page for one in reversed(self.joins) if one.at <= place), self.page)


def printed_passages(item: IssueItem) -> list[Passage]:
    """The passages of an item as printed, its heading first, without the number of the item."""
    trimmed = (replace(one, block=_trimmed(one.block)) for one in item.blocks)
    parts = [part for block in trimmed for part in _lines(block)]
    if parts:
        parts[0] = _without_number(parts[0], item.number)
    kept = [one for one in _official_like(parts) if fold(without_marks(one.block.text))]
    units = units_of(_cleaned(kept))
    return [
        Passage(
            text=part.block.text,
            kind=part.block.kind,
            path=unit.path,
            label=unit.label,
            line=part.line,
            page=part.page,
            joins=part.joins,
            role="title" if at == 0 else "text",
            unit=unit,
        )
        for at, (part, unit) in enumerate(zip(kept, units, strict=True))
    ]


def official_passages(blocks: Sequence[Block], role: str = "text") -> list[Passage]:
    """The passages of an official text; lines that a PDF broke are one again."""
    return [
        Passage(
            text=_one_line(unit.text),
            kind=unit.kind,
            path=unit.path,
            label=unit.label,
            role=role,
            unit=unit,
        )
        for unit in unwrapped(units_of(map(_trimmed, blocks)))
    ]


def _trimmed(block: Block) -> Block:
    """A table without the empty cells at the ends of its rows."""
    if block.kind != "table":
        return block
    return replace(block, text="\n".join(row.rstrip() for row in block.text.split("\n")))


def _one_line(text: str) -> str:
    """A line that was wrapped; words of Latin letters stay apart."""
    return _WRAPPED_WORDS.sub(" ", text).replace("\n", "")


def one_passage(text: str, role: str) -> Passage:
    """A title or a number by itself."""
    (unit,) = units_of([Block(kind="paragraph", text=text)])
    return Passage(text=text, kind="paragraph", role=role, unit=unit)


def said(passage: Passage) -> str:
    """What a passage says, folded: label included, marks of markup left out."""
    return fold(without_marks(passage.text))


def _lines(printed: PrintedBlock) -> Iterable[PrintedBlock]:
    """One for each line of a block; of a table, each row has a line of the issue."""
    text = printed.block.text
    if "\n" not in text:
        yield printed
        return
    start = 0
    for number, line in enumerate(text.split("\n")):
        inside = [one for one in printed.joins if start <= one.at <= start + len(line)]
        yield replace(
            printed,
            block=replace(printed.block, text=line, label="" if number else printed.block.label),
            line=None if printed.line is None else printed.line + number,
            joins=tuple(replace(one, at=one.at - start) for one in inside),
        )
        start += len(line) + 1


def _official_like(parts: Iterable[PrintedBlock]) -> Iterator[PrintedBlock]:
    """The parts without the notes of the compilers, however many lines one has."""
    in_note = False
    for part in parts:
        text = part.block.text.strip()
        if in_note or _COMPILERS.match(text):
            in_note = text.endswith(_UNFINISHED)
        else:
            yield part


def _without_number(printed: PrintedBlock, number: str) -> PrintedBlock:
    text = printed.block.text
    rest = text.removeprefix(number).lstrip()
    gone = len(text) - len(rest)
    if rest == text or not number:
        return printed
    return replace(
        printed,
        block=replace(printed.block, text=rest, label="", level=0),
        joins=tuple(replace(one, at=one.at - gone) for one in printed.joins),
    )


def _cleaned(parts: Sequence[PrintedBlock]) -> list[Block]:
    """Blocks for aligning, one for each part; rows of one table are one block."""
    found: list[Block] = []
    for at, part in enumerate(parts):
        text = without_marks(part.block.text)
        if part.block.kind == "table" and at and parts[at - 1].block.kind == "table":
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{text}")
        else:
            found.append(Block(kind=part.block.kind, text=text))
    return found

"""The paragraphs of a page and of its files: what is read for what it states. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from diffing.blocks import blocks_of
from diffing.units import Unit, units_of
from diffing.wrapping import unwrapped
from storage.records import Block, Content

_BELONGS = re.compile(r"\s*(?:[（(][^（()）]{0,60}\d[^（()）]{0,40}[）)](?!$)|[、，和及与等])")
"""What follows a title that ends a line: its number, the next one of the row."""
_LONGEST_GAP = 120
_APART = frozenset({"table", "image"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A paragraph made whole, or one row of a table."""

    text: str
    unit: Unit
    """Its first line, with its place."""

    @property
    def body(self) -> str:
        """Without its label."""
        return self.text[len(self.unit.head) :]


def paragraphs_in(
    content: Content, files: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, Sequence[Paragraph]]]:
    """The paragraphs of the page, and of each file by its name."""
    yield "", _of_page(content.blocks)
    for name, text in files:
        yield name, _of_file(text)


# What a document states is read several times over (relations, deadlines, key facts), each time
# from the same paragraphs: dividing a text costs as much as reading it.
@lru_cache(maxsize=1)
def _of_page(blocks: tuple[Block, ...]) -> tuple[Paragraph, ...]:
    return tuple(paragraphs_of(blocks))


@lru_cache(maxsize=4)
def _of_file(text: str) -> tuple[Paragraph, ...]:
    return tuple(paragraphs_of(blocks_of(text)))


def paragraphs_of(blocks: Iterable[Block]) -> list[Paragraph]:
    """The paragraphs in order; lines that a layout broke, in mid-sentence or in a name, are one."""
    return [
        Paragraph(text="".join(unit.text.replace("\n", "") for unit in lines), unit=lines[0])
        for lines in _lines_of_one(unwrapped(units_of(blocks)))
    ]


def _lines_of_one(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """The units that a 《…》, or what belongs to it, runs through, together."""
    lines: list[Unit] = []
    for unit in units:
        if lines and not _is_in_a_name(lines[-1], unit):
            yield lines
            lines = []
        lines.append(unit)
    if lines:
        yield lines


def _is_in_a_name(before: Unit, unit: Unit) -> bool:
    """Whether the line goes on with a 《…》 that is open, or with what belongs to one."""
    if before.kind in _APART or unit.kind in _APART:
        return False
    if _is_open(before.text) and -1 < unit.text.find("》") < _LONGEST_GAP:
        return True
    return before.text.rstrip().endswith("》") and _BELONGS.match(unit.text) is not None


def _is_open(text: str) -> bool:
    at = text.rfind("《")
    return at >= 0 and len(text) - at < _LONGEST_GAP and text.find("》", at) < 0

"""What the readers of all kinds of file give: the paragraphs and table rows of an issue."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from storage.records import Join, ReadingNote


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A paragraph as it stands in the file, or a row of a table (cells between tabs)."""

    text: str
    line: int | None = None
    page: int | None = None
    row: bool = False
    gap: bool = True
    """Something parts it from what stands before: a blank line, a new paragraph."""
    outline: int = 0
    """Of a heading that the file marks as one: its level from 1; 0 of all else."""
    note: bool = False
    """A footnote."""
    listed: bool = False
    """It stands in a table of contents that the file marks as one."""
    joins: tuple[Join, ...] = ()

    def with_more(self, other: "Piece", between: str = "") -> "Piece":
        """This paragraph and its second half, and where that begins."""
        at = len(self.text) + len(between)
        here = Join(at=at, line=other.line, page=other.page)
        moved = (replace(join, at=join.at + at) for join in other.joins)
        text = self.text + between + other.text
        return replace(self, text=text, joins=(*self.joins, here, *moved))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All of a file."""

    pieces: Sequence[Piece]
    notes: tuple[ReadingNote, ...] = ()
    spaced: bool = True
    """Blank lines, or the file itself, part paragraphs: lines side by side are not one."""


@dataclass
class Notes:
    """What is to be said of the reading, gathered on the way."""

    found: list[ReadingNote] = field(default_factory=list)

    def add(self, text: str, piece: Piece | None = None) -> None:
        """One more, and where."""
        line, page = (piece.line, piece.page) if piece else (None, None)
        self.found.append(ReadingNote(text=text, line=line, page=page))

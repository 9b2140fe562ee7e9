"""What is shown one after another: a clause that changed, or a stretch that did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diffing.showing.course import Course, Same
from diffing.showing.rows import Piece
from diffing.showing.tables import Table
from storage.records import Hunk


@dataclass(frozen=True, kw_only=True)
class Line:
    """What stands side by side; ``fold``: unchanged text that is named, and can be opened."""

    kind: Literal["changed", "same", "fold"]
    old: Sequence[Piece] = ()
    new: Sequence[Piece] = ()
    both: Sequence[Piece] = ()
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One clause that changed (or was left, by a move), or a stretch that did not."""

    kind: Literal["hunk", "gone", "same", "heading"]
    op: str = ""
    where: str = ""
    lines: Sequence[Line] = ()
    table: Table | None = None
    hunk: Hunk | None = None
    anchor: str = ""
    note: str = ""
    folded: bool = False
    """Nothing but terms that are replaced throughout."""

    @property
    def name(self) -> str:
        """The hunk's op, for styles."""
        return self.hunk.op if self.hunk else ""


def same_lines(course: Course, same: Same) -> Iterator[Line]:
    """The lines of an unchanged stretch, as each text writes them."""
    old = [course.before[at].text for at in same.before]
    new = [course.after[at].text for at in same.after]
    if len(old) != len(new):
        old, new = ["\n".join(old)], ["\n".join(new)]
    for before, after in zip(old, new, strict=True):
        piece = [Piece("equal", after)]
        yield Line(kind="same", old=[Piece("equal", before)], new=piece, both=piece)


def fold_of(lines: Sequence[Line], name: str) -> Line:
    """The lines folded to one that is called so."""
    text = "\n".join("".join(piece.text for piece in line.new) for line in lines)
    return Line(kind="fold", new=[Piece("equal", text)], name=name)

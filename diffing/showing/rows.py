"""A hunk's marks as rows: line by line, what the old text says, the new one, and both in one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from diffing.blocks import label_of
from diffing.keys import key_of
from storage.records import Hunk, MarkOp

_NEAR = 64
"""Parts looked at on either side of a line break that one text has."""
PieceOp = Literal["equal", "insert", "delete", "was", "fold"]


class Piece(NamedTuple):
    """A stretch to show: ``was`` is a former number, ``fold`` unchanged text left out."""

    op: PieceOp
    text: str


class Part(NamedTuple):
    """A stretch of both texts; ``equal`` ones may be spelled in two ways, ``label`` is a number."""

    op: Literal["equal", "insert", "delete", "label"]
    old: str
    new: str


Row = tuple[Part, ...]
"""What stands side by side: mostly one line of each text."""


def rows_of(hunk: Hunk, most: int | None = None) -> list[Row]:
    """The hunk's lines in pairs, at most so many; a line that came or went stands alone."""
    return [_with_label(row) for row in islice(_rows(_broken(_parts(hunk.marks))), most)]


def is_same(row: Row) -> bool:
    """Whether the row says the same in both texts."""
    return all(part.op in ("equal", "label") for part in row)


def side_of(row: Iterable[Part], side: Literal["old", "new"]) -> list[Piece]:
    """What one of the texts says, exactly; what the other has not is marked."""
    op: PieceOp = "delete" if side == "old" else "insert"
    texts = ((part.op, part.old if side == "old" else part.new) for part in row)
    return _joined(Piece(op if name == op else "equal", text) for name, text in texts if text)


def both_of(row: Iterable[Part]) -> list[Piece]:
    """Both texts in one; two spellings of the same words as the new text has them."""
    return _joined(piece for part in row for piece in _both(part))


def _both(part: Part) -> Iterator[Piece]:
    if part.op == "label":
        yield Piece("equal", part.new)
        yield Piece("was", part.old.strip())
    elif part.op == "equal":
        if part.new:
            yield Piece("equal", part.new)
    else:
        yield Piece(part.op, part.old or part.new)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].op == piece.op:
            found[-1] = Piece(piece.op, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def _parts(marks: Sequence[tuple[MarkOp, str]]) -> Iterator[Part]:
    """The marks, two spellings of the same words made one, spaces that came or went no change."""
    at = 0
    while at < len(marks):
        op, text = marks[at]
        following = marks[at + 1] if at + 1 < len(marks) else ("equal", "")
        at += 1
        if op == "equal":
            yield Part("equal", text, text)
        elif op == "delete" and following[0] == "insert" and key_of(text) == key_of(following[1]):
            yield Part("equal", text, following[1])
            at += 1
        else:
            name: Literal["equal", "insert", "delete"] = op if key_of(text) else "equal"
            yield Part(name, text, "") if op == "delete" else Part(name, "", text)


def _broken(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts with every line break a part of its own, where that is plain."""
    for part in parts:
        if part.old and part.new and part.old != part.new:
            yield part  # two spellings that may be broken into other lines
            continue
        for at, text in enumerate((part.old or part.new).split("\n")):
            if at:
                yield _cut(part, "\n")._replace(op="equal")
            if text:
                yield _cut(part, text)


def _cut(part: Part, text: str) -> Part:
    """The part with that text, on the sides that it has."""
    return part._replace(old=text if part.old else "", new=text if part.new else "")


def _rows(parts: Iterable[Part]) -> Iterator[Row]:
    parts = list(parts)
    row: list[Part] = []
    for at, part in enumerate(parts):
        if "\n" in (part.old, part.new) and _is_cut(parts, at):
            if row:
                yield tuple(row)
            row = []
        else:
            row.append(part)
    if row:
        yield tuple(row)


def _is_cut(parts: Sequence[Part], at: int) -> bool:
    """Whether neither text is in the midst of a line here."""
    part = parts[at]
    if part.old and part.new:
        return True
    side = 1 if part.new else 2  # the text that this break is not of
    before = next(
        (other[side] for other in reversed(parts[max(at - _NEAR, 0) : at]) if other[side]), "\n"
    )
    after = next((other[side] for other in parts[at + 1 : at + 1 + _NEAR] if other[side]), "\n")
    return "\n" in (before, after)


def _with_label(row: Row) -> Row:
    """A clause's number is no text of it: that it became another is told apart."""
    if len(row) < 2 or {row[0].op, row[1].op} != {"delete", "insert"}:
        return row
    first, second = sorted(row[:2], key=lambda part: part.op)
    if is_label(first.old) and is_label(second.new):
        return (Part("label", first.old, second.new), *row[2:])
    return row


def is_label(text: str) -> bool:
    """Whether the text is the number of a clause, and nothing else."""
    return label_of(text).text == text.strip() != ""

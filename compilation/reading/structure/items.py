"""The headings of items under a part.

A rule inside an item has headings of its own that look alike (2.1 项目业主): their numbers do not
go on from the last item, their words are not those of the contents, and they follow one another.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from compilation.reading.pieces import Notes, Piece
from compilation.reading.structure.contents import Entry
from compilation.reading.structure.numbering import (
    ItemHead,
    is_title,
    item_head,
    title_fold,
    without_label,
)
from crawlers.extract.numbers import from_line
from crawlers.extract.titles import type_of
from diffing.blocks import label_of

_ALIKE = 0.45
"""Titles of the same number that are less alike are not the same."""
_SAME = 0.85
"""Titles that are so alike are the same, whatever their numbers."""
_NEAR = 4
"""Pieces after a heading in which a document's number or addressee stands."""
_LONG = 240
_LONG_LINE = 120
_MOST_LINES = 3
_BETTER = 0.03
_JUMP = 3
"""So many numbers at most are left out by mistake."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Of a part (``place`` 0) or an item: the pieces ``start:end``."""

    start: int
    end: int
    part: int
    place: int
    title: str
    entry: Entry | None = None
    """What the contents have for it."""

    @property
    def number(self) -> str:
        return f"{self.part}.{self.place}"


@dataclass(frozen=True, kw_only=True)
class Segment:
    """The pieces ``start:end`` that stand under a part; ``part`` 0: the issue has no parts."""

    part: int
    start: int
    end: int


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1."""
    return float(Indel.normalized_similarity(title_fold(one), title_fold(other)))


def items_in(
    pieces: Sequence[Piece], segment: Segment, wanted: Sequence[Entry], notes: Notes
) -> list[Heading]:
    """The items' headings: those that the contents name, else those that go on counting."""
    if not wanted:
        return list(_Counted(pieces, segment, notes).all())
    named = list(_Named(pieces, segment, notes).all(wanted))
    extra = list(_unnamed(pieces, segment, named, notes))
    return sorted([*named, *extra], key=lambda heading: heading.start)


def _head(piece: Piece) -> ItemHead | None:
    return None if piece.row else item_head(piece.text)


# -- with contents ----------------------------------------------------------------------------


class _Named:
    """Looks for the entries of the contents, one after another."""

    def __init__(self, pieces: Sequence[Piece], segment: Segment, notes: Notes) -> None:
        self._pieces, self._segment, self._notes = pieces, segment, notes
        self._numbered: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        self._worded: list[tuple[int, str]] = []
        for at in range(segment.start, segment.end):
            piece = pieces[at]
            if piece.row or len(piece.text) > _LONG:
                continue
            head = item_head(piece.text)
            if head:
                self._numbered[head.part, head.place].append((at, head.title))
            self._worded.append((at, title_fold(head.title if head else _bare(piece.text))))

    def all(self, wanted: Sequence[Entry]) -> Iterator[Heading]:
        """The headings found."""
        after = self._segment.start
        for entry in wanted:
            at = self._place(entry, after)
            if at is None:
                continue
            head = _head(self._pieces[at])
            title = head.title if head else _bare(self._pieces[at].text)
            found = Heading(
                start=at, end=at + 1, part=entry.part, place=entry.place, title=title, entry=entry
            )
            found = _whole(self._pieces, found, self._segment.end)
            self._tell(entry, head, self._pieces[at])
            yield found
            after = found.end

    def _place(self, entry: Entry, after: int) -> int | None:
        numbered = [
            (likeness(title, entry.title), -at)
            for at, title in self._numbered[entry.part, entry.place]
            if at >= after
        ]
        likest, at = max(numbered, default=(0.0, 0))
        if likest >= _ALIKE:
            return -at
        wanted = title_fold(entry.title)
        alike = (at for at, words in self._worded if at >= after and _is_same(words, wanted))
        if (same := next(alike, None)) is not None:
            return same
        return -at if numbered and self._is_document(-at) else None

    def _is_document(self, at: int) -> bool:
        """Another title than in the contents, but with the number, and a document follows."""
        head = _head(self._pieces[at])
        return bool(head and is_title(head.title) and _is_led(self._pieces, at + 1))

    def _tell(self, entry: Entry, head: ItemHead | None, piece: Piece) -> None:
        if head is None and entry.numbered:
            self._notes.add(f"{entry.number} 的标题在正文中没有编号", piece)
        elif head and head.number != entry.number:
            self._notes.add(f"{entry.number} 的标题在正文中编号为 {head.number}", piece)


def _bare(text: str) -> str:
    """A title without what is no part of it."""
    return without_label(text) if label_of(text.strip("#* ")).level > 3 else text.strip("#* ")


def _is_same(one: str, other: str) -> bool:
    near = _SAME * len(one) <= len(other) <= len(one) / _SAME
    return near and Indel.normalized_similarity(one, other) >= _SAME


def _unnamed(
    pieces: Sequence[Piece], segment: Segment, named: Sequence[Heading], notes: Notes
) -> Iterator[Heading]:
    """Items that the contents have forgotten: they go on counting, and are surely documents."""
    ends = [*(heading.start for heading in named[1:]), segment.end]
    known = {(heading.part, heading.place) for heading in named}
    for last, end in zip(named, ends, strict=False):
        key = last.part, last.place + 1
        for at in range(last.end, end):
            head = _head(pieces[at])
            if head is None or (head.part, head.place) != key or key in known:
                continue
            if "关于" in head.title and is_title(head.title) and _is_led(pieces, at + 1):
                notes.add(f"{head.number} 不在目录中", pieces[at])
                known.add(key)
                yield _whole(pieces, _heading(at, head), end)
                key = head.part, head.place + 1


# -- without contents -------------------------------------------------------------------------


class _Counted:
    """Follows the numbers of items; headings that only look alike are passed over."""

    def __init__(self, pieces: Sequence[Piece], segment: Segment, notes: Notes) -> None:
        self._pieces, self._segment, self._notes = pieces, segment, notes
        self._last = (segment.part, 0)
        self._inner: tuple[int, int] | None = None
        """The last number that was no item's."""

    def all(self) -> Iterator[Heading]:
        """The headings found."""
        skip = self._segment.start
        for at in range(self._segment.start, self._segment.end):
            head = _head(self._pieces[at]) if at >= skip else None
            if head is None:
                continue
            found = _whole(self._pieces, _heading(at, head), self._segment.end)
            place = self._place(head, found)
            if place is None:
                self._inner = head.part, head.place
                continue
            self._last, self._inner, skip = (head.part, place), None, found.end
            yield replace(found, place=place)

    def _place(self, head: ItemHead, found: Heading) -> int | None:
        """Its number within the part, if it is an item."""
        part, place = self._last
        titled = is_title(found.title)
        document = titled and "关于" in found.title
        led = _is_led(self._pieces, found.end)
        if (head.part, head.place) in self._next():
            inner = self._inner == (head.part, head.place - 1)
            return head.place if document or led or not inner else None
        if head.part != part or not (document and led):
            return None
        piece = self._pieces[found.start]
        if place + 1 < head.place <= place + 1 + _JUMP:
            self._notes.add(f"编号由 {part}.{place} 跳到 {head.number}", piece)
            return head.place
        if head.place == place:
            self._notes.add(f"编号 {head.number} 重复，按顺序读作 {part}.{place + 1}", piece)
            return place + 1
        return None

    def _next(self) -> tuple[tuple[int, int], ...]:
        part, place = self._last
        following = (part, place + 1)
        return (following, (part + 1, 1)) if self._segment.part == 0 else (following,)


def _heading(at: int, head: ItemHead) -> Heading:
    return Heading(start=at, end=at + 1, part=head.part, place=head.place, title=head.title)


def _is_led(pieces: Sequence[Piece], at: int) -> bool:
    """A document's number or whom it is for comes right after."""
    near = pieces[at : at + _NEAR]
    return any(
        from_line(piece.text) or (len(piece.text) <= _LONG and piece.text.endswith(("：", ":")))
        for piece in near
        if not piece.row
    )


def _whole(pieces: Sequence[Piece], heading: Heading, end: int) -> Heading:
    """The heading with the lines that its title goes on over."""
    for at in range(heading.end, min(end, heading.start + _MOST_LINES)):
        piece = pieces[at]
        longer = heading.title + between(piece.text) + piece.text
        if piece.row or len(piece.text) > _LONG_LINE or _begins(piece.text):
            break
        if not _is_better(heading, longer):
            break
        heading = replace(heading, end=at + 1, title=longer)
    return heading


def between(text: str) -> str:
    """What stands between a title's line and the next: a space after the agencies' names."""
    return " " if text.startswith("关于") else ""


def _begins(text: str) -> bool:
    """A line that begins something of its own, or ends a sentence."""
    ends = text.endswith(("：", ":", "。", "；"))
    return ends or bool(label_of(text).text or item_head(text) or from_line(text))


def _is_better(heading: Heading, longer: str) -> bool:
    if heading.entry:
        now = likeness(heading.title, heading.entry.title)
        return likeness(longer, heading.entry.title) > now + _BETTER
    return type_of(heading.title) is None and is_title(longer) and type_of(longer) is not None

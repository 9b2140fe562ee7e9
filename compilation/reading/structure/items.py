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
    SAME,
    ItemHead,
    is_title,
    item_head,
    likeness,
    title_fold,
    without_label,
)
from compilation.reading.structure.title_lines import TitleLines
from crawlers.extract.numbers import from_line
from crawlers.extract.titles import type_of
from diffing.blocks import label_of

_ALIKE = 0.45
"""Titles of the same number that are less alike are not the same."""
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


def items_in(
    pieces: Sequence[Piece], segment: Segment, wanted: Sequence[Entry], notes: Notes
) -> list[Heading]:
    """The items' headings: those that the contents name, else those that go on counting."""
    if not wanted:
        return list(_Counted(pieces, segment, notes).all())
    named = list(Named(pieces, segment).all(wanted))
    extra = list(_unnamed(pieces, segment, named, notes))
    return sorted([*named, *extra], key=lambda heading: heading.start)


def _head(piece: Piece) -> ItemHead | None:
    return None if piece.row else item_head(piece.text)


# -- with contents ----------------------------------------------------------------------------


class Named:
    """Looks for the entries of the contents, one after another."""

    def __init__(self, pieces: Sequence[Piece], segment: Segment) -> None:
        self._pieces, self._segment = pieces, segment
        self._numbered: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        self._headed = TitleLines()
        self._worded = TitleLines()
        for at in range(segment.start, segment.end):
            piece = pieces[at]
            if piece.row or len(piece.text) > _LONG:
                continue
            head = item_head(piece.text)
            if head:
                self._numbered[head.part, head.place].append((at, head.title))
                self._headed.add(at, head.title)
            self._worded.add(at, head.title if head else without_label(piece.text))

    def all(self, wanted: Sequence[Entry]) -> Iterator[Heading]:
        """The headings found."""
        after = self._segment.start
        for entry in wanted:
            at = self._place(entry, after)
            if at is None:
                continue
            head = _head(self._pieces[at])
            title = head.title if head else without_label(self._pieces[at].text)
            found = Heading(
                start=at, end=at + 1, part=entry.part, place=entry.place, title=title, entry=entry
            )
            found = _whole(self._pieces, found, self._segment.end)
            yield found
            after = found.end

    def _place(self, entry: Entry, after: int) -> int | None:
        """Of the numbered lines the one most like it, else the first line with its words."""
        numbered = [
            (likeness(title, entry.title), 1, -at)
            for at, title in self._numbered[entry.part, entry.place]
            if at >= after
        ]
        alike = [one for one in numbered if one[0] >= _ALIKE]
        if found := self._headed.best(entry.title, after):
            alike.append((found[0], 0, -found[1]))
        if alike:
            return -max(alike)[2]
        begun = self._begun(title_fold(entry.title), after)
        places = [at for at in (self._worded.first(entry.title, after), begun) if at is not None]
        if places:
            return min(places)
        return next((-at for _, _, at in numbered if self._is_document(-at)), None)

    def _begun(self, wanted: str, after: int) -> int | None:
        """The first line whose words, with those of the next line, are what is wanted."""
        for at, words in self._worded.beginnings(wanted, after):
            rest = self._pieces[at + 1].text if at + 1 < self._segment.end else ""
            if Indel.normalized_similarity(words + title_fold(rest), wanted) >= SAME:
                return at
        return None

    def _is_document(self, at: int) -> bool:
        """Another title than in the contents, but with the number, and a document follows."""
        head = _head(self._pieces[at])
        return bool(head and is_title(head.title) and is_led(self._pieces, at + 1))


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
            if "关于" in head.title and is_title(head.title) and is_led(pieces, at + 1):
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
        led = is_led(self._pieces, found.end)
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


def is_led(pieces: Sequence[Piece], at: int) -> bool:
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

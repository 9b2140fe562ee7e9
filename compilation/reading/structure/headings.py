"""Where parts and items begin: contents, the sequence of numbers and the part decide."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from compilation.reading.pieces import Notes, Piece
from compilation.reading.structure.contents import Contents, Entry
from compilation.reading.structure.items import Heading, Named, Segment, items_in
from compilation.reading.structure.numbering import (
    PartHead,
    chapter_head,
    clause_head,
    is_title,
    item_head,
    labelled,
    likeness,
    part_head,
)

_PARTS = (part_head, chapter_head, clause_head)
_ALIKE = 0.5
_SHORT = 30
_SHOWN = 3
_AFTER = 2
"""Pieces after a part's heading among which its first item begins."""


def find_headings(
    pieces: Sequence[Piece], start: int, contents: Contents | None, notes: Notes
) -> list[Heading]:
    """The headings of parts and items in order; the text begins with piece ``start``."""
    entries = contents.entries if contents else ()
    if contents and contents.by_lines and contents.has_items():
        return _by_lines(pieces, contents, notes)
    listed = [entry for entry in entries if not entry.place]
    if contents and contents.by_lines:
        parts = list(Named(pieces, Segment(part=0, start=start, end=len(pieces))).all(listed))
    else:
        parts = _parts(pieces, start, listed)
    found: list[Heading] = []
    for heading, segment in _segments(pieces, start, parts):
        if heading:
            found.append(heading)
        wanted = [one for one in entries if one.place and segment.part in (0, one.part)]
        found += items_in(pieces, segment, wanted, notes)
    if not any(heading.place for heading in found):
        return _outlined(pieces, start)
    _tell_numbers(pieces, found, notes)
    _tell_missing(contents, found, notes)
    return found


def _by_lines(pieces: Sequence[Piece], contents: Contents, notes: Notes) -> list[Heading]:
    """Parts and items, each found by its words."""
    text = Segment(part=0, start=contents.end, end=len(pieces))
    found = items_in(pieces, text, contents.entries, notes)
    _tell_missing(contents, found, notes)
    return found if any(not one.place for one in found) else _parted(pieces, found)


def missing_of(contents: Contents | None, found: Sequence[Heading]) -> list[Entry]:
    """What the contents name and the text does not have."""
    met = {(one.entry.part, one.entry.place) for one in found if one.entry}
    entries = contents.entries if contents else ()
    return [entry for entry in entries if (entry.part, entry.place) not in met]


def _tell_missing(contents: Contents | None, found: Sequence[Heading], notes: Notes) -> None:
    for entry in missing_of(contents, found):
        what = f"{entry.number} {entry.title}" if entry.place else f"第 {entry.part} 编"
        notes.add(f"目录列有“{what}”，正文中没有找到")


def _tell_numbers(pieces: Sequence[Piece], found: Sequence[Heading], notes: Notes) -> None:
    """Headings with another number than in the contents; those with none in one line."""
    bare: list[Heading] = []
    for heading in found:
        if not (heading.place and heading.entry and heading.entry.numbered):
            continue
        piece = pieces[heading.start]
        head = item_head(piece.text)
        if head is None:
            bare.append(heading)
        elif head.number != heading.number:
            notes.add(f"{heading.number} 的标题在正文中编号为 {head.number}", piece)
    if bare:
        which = "、".join(heading.number for heading in bare[:_SHOWN])
        more = f"等 {len(bare)} 个文件" if len(bare) > _SHOWN else ""
        notes.add(f"{which} {more}的标题在正文中没有编号", pieces[bare[0].start])


# -- parts ------------------------------------------------------------------------------------


def _parts(pieces: Sequence[Piece], start: int, entries: Sequence[Entry]) -> list[Heading]:
    """The headings of parts: 第一编, or 第一章, or 一、 in an issue that has none of these."""
    for read in _PARTS:
        if parts := list(_parts_like(read, pieces, start, entries)):
            return parts
    return []


def _parts_like(
    read: Callable[[str], PartHead | None],
    pieces: Sequence[Piece],
    start: int,
    entries: Sequence[Entry],
) -> Iterator[Heading]:
    """Those that the contents name, or that lead up to an item.

    A law in an item has parts (编) too, and any text has clauses; none of them does either.
    """
    last = 0
    for at in range(start, len(pieces)):
        head = None if pieces[at].row else read(pieces[at].text)
        if head is None or head.number <= last:
            continue
        entry = next((one for one in entries if one.part == head.number), None)
        title, end = head.title, at + 1
        if not title and end < len(pieces) and len(pieces[end].text) <= _SHORT:
            title, end = pieces[end].text, end + 1
        named = entry is not None and likeness(title, entry.title) >= _ALIKE
        if named or _leads_up(read, pieces, end, head.number):
            yield Heading(start=at, end=end, part=head.number, place=0, title=title, entry=entry)
            last = head.number


def _parted(pieces: Sequence[Piece], items: Sequence[Heading]) -> list[Heading]:
    """The items, under the headings before them that are numbered like the one before the first."""
    first = items[0].start - 1 if items else -1
    shape = labelled(pieces[first].text)[0] if first >= 0 else ""
    if not shape:
        return list(items)
    found: list[Heading] = []
    part = place = 0
    for item in items:
        at = item.start - 1
        own, title = labelled(pieces[at].text)
        if own == shape and len(title) <= _SHORT and not is_title(title):
            part, place = part + 1, 0
            found.append(Heading(start=at, end=at + 1, part=part, place=0, title=title))
        place += 1
        found.append(replace(item, part=part, place=place))
    return found


def _leads_up(
    read: Callable[[str], PartHead | None], pieces: Sequence[Piece], at: int, part: int
) -> bool:
    """The first item of the part, or the next part, comes right after."""
    for piece in pieces[at : at + _AFTER]:
        item, head = item_head(piece.text), read(piece.text)
        if head or item:
            return bool((item and item.part == part) or (head and head.number == part + 1))
    return False


def _segments(
    pieces: Sequence[Piece], start: int, parts: Sequence[Heading]
) -> Iterator[tuple[Heading | None, Segment]]:
    """What stands under each part's heading; all of the text where there are none."""
    if not parts:
        yield None, Segment(part=0, start=start, end=len(pieces))
    ends = [part.start for part in parts[1:]] + [len(pieces)]
    for part, end in zip(parts, ends, strict=False):
        yield part, Segment(part=part.part, start=part.end, end=end)


# -- headings that only their style marks -----------------------------------------------------


def _outlined(pieces: Sequence[Piece], start: int) -> list[Heading]:
    """Parts and items of an issue without numbers: the two highest levels of its headings."""
    levels = sorted({piece.outline for piece in pieces[start:] if piece.outline})
    if len(levels) < _AFTER:
        return []
    found: list[Heading] = []
    part = place = 0
    for at in range(start, len(pieces)):
        if pieces[at].outline not in levels[:2]:
            continue
        if pieces[at].outline == levels[0]:
            part, place = part + 1, 0
        elif part:
            place += 1
        if part:
            title = pieces[at].text
            found.append(Heading(start=at, end=at + 1, part=part, place=place, title=title))
    items = [heading.title for heading in found if heading.place]
    return found if 2 * sum(map(is_title, items)) > len(items) else []

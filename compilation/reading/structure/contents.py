"""The table of contents: where it stands, and its entries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from compilation.reading.pieces import Piece
from compilation.reading.structure.numbering import (
    SAME,
    clause_head,
    is_title,
    item_head,
    likeness,
    part_head,
    without_label,
)

HEAD = re.compile(r"[#*\s]*目\s*[录錄次][*\s]*|[#*\s]*(?:CONTENTS|Contents)[*\s]*")
_PAGE = re.compile(
    r"(?P<title>.*?)(?:[\s.．。…·⋯‥_\-—–]*[\t.．。…·⋯‥_\-—–][\s.．。…·⋯‥_\-—–]*|\s+|(?<=[\u4e00-\u9fff）》”])(?!\d{4}))"
    r"[（(]?(?P<page>\d{1,4})[）)]?"
)
_ALONE = re.compile(r"(?P<title>)[\s.．…·⋯]*(?P<page>\d{1,4})")
"""The page of an entry that fills its line."""
_MARK = re.compile("【[^】]{1,8}】")
"""【待定】, alone on the line behind that of its page."""
_LONG = 120
_FEW = 3
"""Entries that stand together, with no text between them, are contents even without a heading."""
_FAR = 400


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A part or an item as the contents have it."""

    part: int
    place: int
    """Of an item: its number within the part; 0: the part itself."""
    title: str
    page: int | None
    clause: bool = False
    """A part named 一、 and not 第一编."""
    numbered: bool = True
    """Of an item: the contents give it a number of its own."""

    @property
    def number(self) -> str:
        return f"{self.part}.{self.place}"


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Pieces ``start:end`` (its heading included) and what they say."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    skipped: int = 0
    """Lines that name nothing."""
    by_lines: bool = False
    """Each line is an entry, whatever number it has: parts too are looked for by their words."""

    def has_items(self) -> bool:
        """Whether it names items, and not parts alone."""
        return any(entry.place for entry in self.entries)


def read_contents(pieces: Sequence[Piece]) -> Contents | None:
    """The table of contents, or None if there is none."""
    start = _start(pieces)
    if start is None:
        return None
    found = _read(pieces, start, numbered=True)
    if found and not found.has_items():
        return _read(pieces, start, numbered=False) or found
    return found


def _read(pieces: Sequence[Piece], start: int, *, numbered: bool) -> Contents | None:
    """The contents; not ``numbered``: under each part stand titles without numbers of their own."""
    at = start + bool(HEAD.fullmatch(pieces[start].text))
    entries: list[Entry] = []
    seen: dict[tuple[int, int], str] = {}
    skipped = 0
    while at < len(pieces):
        entry = _entry(pieces[at], entries)
        if entry is None and not numbered:
            entry = _titled(pieces[at], entries)
        if entry and _begins_body(entry, seen, pieces, at):
            break
        if entry:
            while (entry.part, entry.place) in seen:
                entry = replace(entry, place=entry.place + 1)
            entries.append(entry)
            seen[entry.part, entry.place] = entry.title
        elif not (longer := _goes_on(pieces[at], entries)):
            break
        else:
            skipped += longer is _Line.skipped
        at += 1
    if not entries:
        return None
    return Contents(start=start, end=at, entries=tuple(entries), skipped=skipped)


def _start(pieces: Sequence[Piece]) -> int | None:
    """Its heading; else what the file marks; else the first entries that stand together.

    None once an item of the text itself has begun: a list inside it is not the issue's.
    """
    run: list[Entry] = []
    for at, piece in enumerate(pieces[:_FAR]):
        if HEAD.fullmatch(piece.text) or piece.listed:
            return at
        if entry := _entry(piece):
            run.append(entry)
        elif run[1:] and not run[-2].place and run[-1].place:
            return None
        else:
            run = []
        if len(run) >= _FEW and sum(bool(one.place) for one in run) > 1:
            return at - len(run) + 1
    return None


def _entry(piece: Piece, before: Sequence[Entry] = ()) -> Entry | None:
    """The part or item that a line of the contents names; parts are 一、 only if the first is."""
    said, page = paged(piece.text.strip())
    part = part_head(said)
    if part is None and all(one.clause for one in before if not one.place):
        part = clause_head(said)
    if part:
        clause = part_head(said) is None
        return Entry(part=part.number, place=0, title=part.title, page=page, clause=clause)
    if item := item_head(said):
        return Entry(part=item.part, place=item.place, title=item.title, page=page)
    return None


def paged(text: str) -> tuple[str, int | None]:
    """What stands before the page's number, and that."""
    found = _PAGE.fullmatch(text)
    return (found["title"], int(found["page"])) if found else (text, None)


def _titled(piece: Piece, before: Sequence[Entry]) -> Entry | None:
    """A title with a page under a part, whatever stands before it."""
    said, page = paged(piece.text.strip())
    title = without_label(said)
    if page is None or not before or before[-1].page is None or not is_title(title):
        return None
    last = before[-1]
    return Entry(part=last.part, place=last.place + 1, title=title, page=page, numbered=False)


def _begins_body(
    entry: Entry, seen: Mapping[tuple[int, int], str], pieces: Sequence[Piece], at: int
) -> bool:
    """It was there before: the text begins; or a part comes after contents of items alone.

    A number that is printed twice, with another title and a page, is not the text.
    """
    if pieces[at].listed:
        return False
    key = (entry.part, entry.place)
    if key in seen:
        doubled = entry.place and entry.page is not None
        return not (doubled and all(likeness(entry.title, one) < SAME for one in seen.values()))
    items = any(place for _, place in seen)
    parts = any(not place for _, place in seen)
    return not entry.place and entry.page is None and items and not parts


class _Line(Enum):
    """What a line of the contents is that begins no entry."""

    rest = auto()
    skipped = auto()


def _goes_on(piece: Piece, entries: list[Entry]) -> _Line | None:
    """The rest of a title, or a line without a number; None: no line of the contents."""
    text = piece.text.strip()
    found = _PAGE.fullmatch(text) or _ALONE.fullmatch(text)
    if entries and entries[-1].page is None and len(text) <= _LONG:
        title, page = (found["title"], int(found["page"])) if found else (text, None)
        if page is not None or not title.endswith(("。", "：")):
            entries[-1] = replace(entries[-1], title=entries[-1].title + title, page=page)
            return _Line.rest
    if entries and _MARK.fullmatch(text):
        entries[-1] = replace(entries[-1], title=entries[-1].title + text)
        return _Line.rest
    return _Line.skipped if found or piece.listed else None

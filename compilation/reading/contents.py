"""The table of contents: where it stands, and its entries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from compilation.reading.numbering import clause_head, item_head, part_head
from compilation.reading.pieces import Piece

_HEAD = re.compile(r"[#*\s]*目\s*[录錄次][*\s]*|[#*\s]*(?:CONTENTS|Contents)[*\s]*")
_PAGE = re.compile(
    r"(?P<title>.*?)(?:[\s.．。…·⋯‥_\-—–]*[\t.．。…·⋯‥_\-—–][\s.．。…·⋯‥_\-—–]*|\s+|(?<=[\u4e00-\u9fff）》”])(?!\d{4}))"
    r"[（(]?(?P<page>\d{1,4})[）)]?"
)
_ALONE = re.compile(r"(?P<title>)[\s.．…·⋯]*(?P<page>\d{1,4})")
"""The page of an entry that fills its line."""
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

    @property
    def number(self) -> str:
        return f"{self.part}.{self.place}"


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Pieces ``start:end`` (its heading included) and what they say."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    def has_items(self) -> bool:
        """Whether it names items, and not parts alone."""
        return any(entry.place for entry in self.entries)


def read_contents(pieces: Sequence[Piece]) -> Contents | None:
    """The table of contents, or None if there is none."""
    start = _start(pieces)
    if start is None:
        return None
    first = start + bool(_HEAD.fullmatch(pieces[start].text))
    entries: list[Entry] = []
    seen: set[tuple[int, int]] = set()
    at = first
    while at < len(pieces):
        entry = _entry(pieces[at])
        if entry and _begins_body(entry, seen, pieces, at):
            break
        if entry:
            entries.append(entry)
            seen.add((entry.part, entry.place))
        elif not _goes_on(pieces[at], entries):
            break
        at += 1
    return Contents(start=start, end=at, entries=tuple(entries)) if entries else None


def _start(pieces: Sequence[Piece]) -> int | None:
    """Its heading; else what the file marks; else the first entries that stand together.

    None once an item of the text itself has begun: a list inside it is not the issue's.
    """
    run: list[Entry] = []
    for at, piece in enumerate(pieces[:_FAR]):
        if _HEAD.fullmatch(piece.text) or piece.listed:
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


def _entry(piece: Piece) -> Entry | None:
    text = piece.text.strip()
    found = _PAGE.fullmatch(text)
    said, page = (found["title"], int(found["page"])) if found else (text, None)
    if part := part_head(said) or clause_head(said):
        return Entry(part=part.number, place=0, title=part.title, page=page)
    if item := item_head(said):
        return Entry(part=item.part, place=item.place, title=item.title, page=page)
    return None


def _begins_body(
    entry: Entry, seen: set[tuple[int, int]], pieces: Sequence[Piece], at: int
) -> bool:
    """It was there before: the text begins; or a part comes after contents of items alone."""
    if pieces[at].listed:
        return False
    key = (entry.part, entry.place)
    if key in seen:
        return True
    items = any(place for _, place in seen)
    parts = any(not place for _, place in seen)
    return not entry.place and entry.page is None and items and not parts


def _goes_on(piece: Piece, entries: list[Entry]) -> bool:
    """A line of the contents that begins no entry: the rest of a title, or one without number."""
    if piece.listed:
        return True
    text = piece.text.strip()
    found = _PAGE.fullmatch(text) or _ALONE.fullmatch(text)
    if entries and entries[-1].page is None and len(text) <= _LONG:
        title, page = (found["title"], int(found["page"])) if found else (text, None)
        if page is not None or not title.endswith(("。", "：")):
            entries[-1] = replace(entries[-1], title=entries[-1].title + title, page=page)
            return True
    return bool(found)

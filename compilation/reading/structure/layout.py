"""How a file is laid out: of the ways to read it, the one that leaves least over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from compilation.faults import IssueError
from compilation.reading.pieces import Notes, Piece, Sheet
from compilation.reading.structure.contents import HEAD, Contents, paged, read_contents
from compilation.reading.structure.headings import find_headings, missing_of
from compilation.reading.structure.items import Heading, is_led
from compilation.reading.structure.listing import read_listed
from compilation.reading.structure.numbering import is_title, item_head, without_label

_FEW = 3
"""So many documents at least that the text lacks make a reading a wrong one."""
_MOST = 500
"""Documents of a month that we look for: the largest issues have some thirty."""
_LONG = 120


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the parts of a file are."""

    pieces: Sequence[Piece]
    front: Sequence[Piece]
    headings: Sequence[Heading]
    notes: Notes
    contents: Contents | None
    unmet: int
    """Parts and documents of the contents that were not found in the text."""
    missed: int
    """Of these the documents."""
    loose: int
    """Pieces of the text that belong to no document."""
    strays: Sequence[Piece]
    """What reads like the heading of a document, inside another one."""

    @property
    def count(self) -> int:
        """How many documents there are."""
        return sum(heading.place > 0 for heading in self.headings)

    @property
    def left(self) -> int:
        """How much of the contents this reading does not explain."""
        return self.unmet + (self.contents.skipped if self.contents else 0)


def laid_out(sheet: Sheet, name: str) -> Layout:
    """Where things are in the file of that name. Raises ``IssueError`` for what is read by half."""
    pieces = _contents_first(sheet.pieces)
    wanted = 0
    read: list[Layout] = []
    for contents in _contents_of(pieces):
        if _count(contents) > _MOST:
            raise IssueError(f"{name} 的目录列有 {_count(contents)} 个文件，过长，不像一期汇编")
        wanted = max(wanted, _count(contents))
        layout = _layout(sheet, pieces, contents)
        if layout and not (layout.left or _is_half(layout, 0)):
            return _told(layout)
        read += [layout] if layout else []
    read.sort(key=lambda one: (_is_half(one, 0), one.left))
    if not read or _is_half(read[0], 0):
        plain = _layout(sheet, pieces, None)
        if plain is None or _is_half(plain, wanted):
            raise IssueError(_why(name, next(iter(read), plain), wanted))
        read.insert(0, plain)
    return _told(read[0])


def _contents_of(pieces: Sequence[Piece]) -> Iterator[Contents]:
    """The contents as they are usually written; then line by line, whatever their numbers."""
    for read in (read_contents, read_listed):
        if contents := read(pieces):
            yield contents


def _told(layout: Layout) -> Layout:
    """The same, with notes on what may be headings that were not read as such."""
    first = layout.headings[0]
    contents = layout.contents
    if contents and first.place and contents.end < first.start:
        piece = layout.pieces[first.start - 1]
        said = f"“{piece.text[:30]}”不在目录中：如果是编的标题，本期的编没有认出"
        layout.notes.add(said, piece)
    for piece in layout.strays:
        if item_head(piece.text):
            said = f"“{piece.text[:30]}”像一个文件的标题，没有单列，归在前一个文件里"
            layout.notes.add(said, piece)
    return layout


def _count(contents: Contents) -> int:
    return sum(entry.place > 0 for entry in contents.entries)


def _layout(sheet: Sheet, pieces: Sequence[Piece], contents: Contents | None) -> Layout | None:
    """With those contents, or as if there were none; None if no document begins."""
    notes = Notes(list(sheet.notes))
    start = contents.end if contents else 0
    headings = find_headings(pieces, start, contents, notes)
    if not any(heading.place for heading in headings):
        return None
    front = [*pieces[: contents.start if contents else 0], *pieces[start : headings[0].start]]
    unmet = missing_of(contents, headings)
    return Layout(
        pieces=pieces,
        front=front,
        headings=headings,
        notes=notes,
        contents=contents,
        unmet=len(unmet),
        missed=sum(one.place > 0 for one in unmet),
        loose=sum(_loose(headings, len(pieces))) + headings[0].start - start,
        strays=list(_strays(pieces, headings)),
    )


def _loose(headings: Sequence[Heading], end: int) -> Iterator[int]:
    ends = [*(heading.start for heading in headings[1:]), end]
    for heading, after in zip(headings, ends, strict=True):
        if not heading.place:
            yield after - heading.end


def _strays(pieces: Sequence[Piece], headings: Sequence[Heading]) -> Iterator[Piece]:
    """Titles that a document's number or addressee follows, and that are no heading."""
    known = {heading.start for heading in headings}
    for at in range(headings[0].start, len(pieces)):
        piece = pieces[at]
        if at in known or piece.row or "关于" not in piece.text or len(piece.text) > _LONG:
            continue
        if is_title(without_label(piece.text)) and is_led(pieces, at + 1):
            yield piece


def _is_half(layout: Layout, wanted: int) -> bool:
    """Most of the text, or a good part of the contents, belongs to no document."""
    missed = max(layout.missed, wanted - layout.count)
    entries = max(wanted, layout.missed + layout.count)
    if missed >= _FEW and 4 * missed > entries:
        return True
    text = len(layout.pieces) - (layout.contents.end if layout.contents else 0)
    return 2 * layout.loose > text or len(layout.strays) > layout.count


def _why(name: str, layout: Layout | None, wanted: int) -> str:
    """One line on what is not read, and the mend."""
    if layout is None and not wanted:
        return f"{name} 里没有找到编和文件的标题（“第一编 …”“1.1 …”），不像一期汇编"
    count = layout.count if layout else 0
    found = f"目录列有 {wanted} 个文件，正文中" if wanted > count else ""
    rest = f"，另有 {len(layout.strays)} 处像文件标题而没有编号" if layout and layout.strays else ""
    return (
        f"{name} 读不全：{found}只认出 {count} 个文件的标题{rest}，没有导入。"
        "请把各文件的标题编成“1.1 …”、各编的标题写成“第一编 …”后再导入"
    )


# -- contents behind the text -----------------------------------------------------------------


def _contents_first(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces, with contents that stand at the very end before all else."""
    heads = [at for at, piece in enumerate(pieces) if HEAD.fullmatch(piece.text)]
    if not heads or 2 * heads[-1] < len(pieces):
        return pieces
    tail = pieces[heads[-1] :]
    titles = [is_title(without_label(paged(piece.text)[0])) for piece in tail[1:]]
    long = any(len(piece.text) > 2 * _LONG for piece in tail)
    if long or 2 * sum(titles) < max(len(titles), _FEW):
        return pieces
    return [*(replace(piece, listed=True) for piece in tail), *pieces[: heads[-1]]]

"""Lines of a PDF put together to paragraphs: indents, right ends and full stops tell.

A line goes on with the one before it if that one fills its column and this one begins at the edge.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from compilation.reading.pdf.lines import Line, between
from compilation.reading.pieces import Piece
from crawlers.extract.numbers import from_line
from crawlers.extract.signing import split_names
from diffing.blocks import label_of

_INDENT = 1.2
"""Of the font's height: so far from the edge a line begins a paragraph."""
_ROOM = 0.4
"""So much more room than what follows needs is left at the right end of a full line."""
_NARROW = 0.5
"""Of the column: a shorter line is not full, wherever it ends (a signature on the right)."""
_LONG = 0.7
_USUAL = 1.5
_PROSE = re.compile("[，。、；：]")
_SLACK = 0.3
_RARE = 30
"""Of so many lines a single one may stand out over the edge."""
_OTHER_SIZE = 0.05
_CENTRED = 1.0
_PITCH, _FAR = 1.2, 1.45
"""Of the usual distance of lines: after a greater one a paragraph begins; after the second, even
where indents tell."""
_INDENTED = 0.1
"""Of the lines: so many begin with an indent where paragraphs do."""
_ENDED = re.compile(r"[。；：！？;:!?][”’）\"]*$")
_PAGED = re.compile(r"(?:[.…·⋯\s]|[\u4e00-\u9fff》）])\d{1,3}$")
_ENTRY = re.compile(
    r"第\s?[一二三四五六七八九十\d]{1,3}\s?[编篇部辑]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．\-－]\d"
)
NOTE = re.compile(r"[①-⑳⑴-⒇＊*†]|\[?\d{1,2}\]?\s|注\s?\d?\s?[：:]")
"""How a footnote begins."""
_UNIT = re.compile(
    r"[（《“‘〔【(\[]*(?:[0-9A-Za-z.%/:\-]+|.)(?:[.,:;!?%/]+[0-9A-Za-z]*)*[，。、；：！？”’）》〕】…)\]]*"
)


@dataclass(frozen=True)
class Column:
    """Where the lines of a page, or of a box on it, begin and end."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1.0)


def column_of(lines: Sequence[Line]) -> Column:
    """The column that the lines stand in."""
    lefts = Counter(round(line.left) for line in lines)
    least = len(lines) // _RARE + 1
    often = [left for left, times in lefts.items() if times >= least] or list(lefts)
    rights = sorted(line.right for line in lines)
    return Column(min(often) - 0.5, rights[-1 - len(rights) // 50])


class Columns:
    """The columns of pages: those on the left side and on the right side of a sheet may differ."""

    def __init__(self, pages: Mapping[int, Sequence[Line]]) -> None:
        self._usual = [_column_of_side(pages, side) for side in (0, 1)]

    def of(self, page: int, lines: Sequence[Line]) -> Column:
        """The usual column of such pages; of a page that is wider, its own."""
        usual = self._usual[page % 2]
        if not lines:
            return usual
        size = median(line.size for line in lines)
        outside = sum(
            line.left < usual.left - 2 * size or line.right > usual.right + 2 * size
            for line in lines
        )
        return column_of(lines) if 3 * outside > len(lines) else usual


def _column_of_side(pages: Mapping[int, Sequence[Line]], side: int) -> Column:
    lines = [line for page, own in pages.items() if page % 2 == side for line in own]
    return column_of(lines) if lines else Column(0.0, 1.0)


@dataclass(frozen=True)
class Placed:
    """A line with its column, and how far below the one before it it stands (0: on a new page)."""

    line: Line
    column: Column
    drop: float
    box: int = 0
    """The box that it stands in, counted from 1; 0: in none."""
    note: bool = False
    """Of a footnote."""


class Paragraphs:
    """Puts lines together."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        drops = Counter(round(one.drop / one.line.size, 1) for one in placed if one.drop > 0)
        near = {drop: times for drop, times in drops.items() if 0.8 < drop < 4}
        self._pitch = max(near, key=lambda drop: near[drop], default=1.5)
        indents = Counter(round(_indent(one), 1) for one in placed)
        first = {indent: times for indent, times in indents.items() if _INDENT <= indent <= 3}
        self._first = max(first, key=lambda indent: first[indent], default=2.0)
        self._indented = sum(first.values()) >= _INDENTED * len(placed)
        """Paragraphs begin with an indent."""
        far = sum(times for drop, times in near.items() if drop > _PITCH * self._pitch)
        self._parted = far >= _INDENTED * len(placed)
        """Paragraphs stand apart."""

    def pieces(self, placed: Sequence[Placed], pages: Mapping[int, int]) -> Iterator[Piece]:
        """The paragraphs; ``pages`` are the numbers that the pages bear.

        A footnote comes behind the paragraph that the page's end, or it, has broken.
        """
        piece: Piece | None = None
        last: Placed | None = None
        notes: list[Piece] = []
        for one in placed:
            here = Piece(text=one.line.text, page=pages[one.line.page], note=one.note)
            if one.note:
                _add_note(notes, here)
                continue
            if piece and last and self.goes_on(last, one):
                piece = _longer(piece, here, broken=last.line.page != one.line.page)
            else:
                yield from (piece, *notes) if piece else notes
                piece, notes = here, []
            last = one
        yield from (piece, *notes) if piece else notes

    def goes_on(self, last: Placed, one: Placed) -> bool:
        """Whether the line is the rest of the paragraph that the last one belongs to."""
        size = max(last.line.size, one.line.size)
        if last.box != one.box or abs(last.line.size - one.line.size) > _OTHER_SIZE * size:
            return False
        if self._is_apart(one) or _stands_alone(last, one):
            return False
        if not _is_full(last, one.line) and not (self._indented and _is_torn(last, one)):
            return False
        if _indent(one) < _INDENT:
            return self._indented or self._is_near(one) or not _begins(last, one)
        if _is_centred(one) and (_is_centred(last) or _indent(last) < _INDENT):
            return not _begins(last, one) and "。" not in one.line.text
        return self._is_hanging(last, one) and not _begins(last, one)

    def _is_apart(self, one: Placed) -> bool:
        """More than a line below the last one; where indents tell, far more."""
        tells = self._indented and _indent(one) < _INDENT
        return one.drop > (_FAR if tells else _PITCH) * self._pitch * one.line.size

    def _is_near(self, one: Placed) -> bool:
        """Right below the last one, in a text whose paragraphs stand apart."""
        return self._parted and one.drop > 0

    def _is_hanging(self, last: Placed, one: Placed) -> bool:
        """All of the paragraph is indented, not its first line alone."""
        shift = (one.line.left - one.column.left) - (last.line.left - last.column.left)
        first = self._indented and abs(_indent(one) - self._first) < _SLACK
        signed = bool(split_names(one.line.text))
        return abs(shift) < one.line.size and _indent(last) > 0 and not (first or signed)


def _begins(last: Placed, one: Placed) -> bool:
    """Where no indent tells: a label, or a sentence that has ended before."""
    return bool(label_of(one.line.text).text or _ENDED.search(last.line.text))


def _stands_alone(last: Placed, one: Placed) -> bool:
    """A document's number, or an entry of the contents after another one with its page."""
    if from_line(one.line.text) or from_line(last.line.text):
        return True
    return bool(_ENTRY.match(one.line.text) and _PAGED.search(last.line.text))


def _longer(piece: Piece, more: Piece, *, broken: bool) -> Piece:
    mark = between(piece.text, more.text)
    if broken:
        return piece.with_more(more, mark)
    return replace(piece, text=piece.text + mark + more.text)


def _add_note(notes: list[Piece], more: Piece) -> None:
    """One more footnote, or one more line of the last one."""
    if notes and not NOTE.match(more.text):
        notes[-1] = _longer(notes[-1], more, broken=False)
    else:
        notes.append(more)


def _indent(one: Placed) -> float:
    return (one.line.left - one.column.left) / one.line.size


def _is_torn(last: Placed, one: Placed) -> bool:
    """The sentence of a long line goes on at the edge, where no paragraph begins."""
    long = last.line.right - last.line.left >= _LONG * last.column.width
    prose = _indent(last) < 2 * _USUAL and _indent(one) < _INDENT and _PROSE.search(last.line.text)
    return bool(long and prose) and not _begins(last, one)


def _is_full(last: Placed, following: Line) -> bool:
    """No more of what follows would have fitted on the line."""
    line, column = last.line, last.column
    if line.right - line.left < _NARROW * column.width:
        return False
    return column.right - line.right < _ROOM * line.size + _unbreakable(following)


def _unbreakable(line: Line) -> float:
    """The width of what a line begins with and cannot be parted from: a word, marks beside it."""
    found = _UNIT.match("".join(glyph.text for glyph in line.words))
    words = line.words[: len(found[0])] if found else line.words[:1]
    return words[-1].right - words[0].left


def _is_centred(one: Placed) -> bool:
    left, right = one.line.left - one.column.left, one.column.right - one.line.right
    return abs(left - right) <= _CENTRED * one.line.size and left > -one.line.size

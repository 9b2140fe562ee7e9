"""Characters put together to lines, as they are read."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from compilation.reading.pdf.glyphs import Glyph

_SAME = 0.35
"""Of the font's height: so far apart the base lines of one line's characters are at most."""
_RAISED = 0.65
"""The same of a small character: an index or a power."""
_SMALL = 0.8
_GAP, _WIDE_GAP = 0.18, 0.9
"""Of the font's height: a blank is as wide; between ideographs and letters some programs leave as
much of their own accord."""
_TYPED = 0.3
"""Of such gaps so many have a blank in them if people typed blanks there."""
_STRUCK = 0.15
"""A character set twice at so small a distance is set bold."""


@dataclass(frozen=True)
class Line:
    """One line of a page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int
    words: tuple[Glyph, ...] = ()
    """Its characters, in order."""


def has_typed_blanks(pages: Iterable[Sequence[Glyph]]) -> bool:
    """Whether blanks between ideographs and letters are the text's, and not the program's."""
    typed = gaps = 0
    for glyphs in pages:
        for before, glyph, after in zip(glyphs, glyphs[1:], glyphs[2:], strict=False):
            if glyph.text == " ":
                typed += _is_mixed(before.text, after.text)
            elif _is_mixed(before.text, glyph.text):
                gaps += _GAP < (glyph.left - before.right) / glyph.size < _WIDE_GAP
    return typed > _TYPED * (typed + gaps)


def lines_of(glyphs: Sequence[Glyph], page: int, *, typed: bool = False) -> list[Line]:
    """The lines that the characters make, from the top; ``typed``: see ``has_typed_blanks``."""
    shown = [glyph for glyph in glyphs if glyph.text.strip()]
    rows = _by_size(shown)
    for blank in glyphs:
        if not blank.text.strip() and (row := _row_beside(rows, blank)) is not None:
            row.append(blank)
    lines = [_line(row, page, typed=typed) for row in rows]
    return sorted((line for line in lines if line.text), key=lambda line: (-line.base, line.left))


def _by_size(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The rows that large characters make, small ones with the row they stand beside."""
    if not glyphs:
        return []
    usual = median(glyph.size for glyph in glyphs)
    rows = _rows([glyph for glyph in glyphs if glyph.size >= _SMALL * usual])
    loose: list[Glyph] = []
    for glyph in glyphs:
        if glyph.size < _SMALL * usual:
            row = _row_beside(rows, glyph)
            (row if row is not None else loose).append(glyph)
    return [*rows, *_by_size(loose)]


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: -one.base):
        if rows and rows[-1][0].base - glyph.base <= _SAME * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def without_marks(line: Line, marks: Container[str], *, typed: bool) -> Line:
    """The line without the raised marks of footnotes."""
    words = tuple(
        glyph
        for glyph in line.words
        if not (glyph.text in marks and glyph.size < _SMALL * line.size and glyph.base > line.base)
    )
    if len(words) == len(line.words):
        return line
    return replace(line, text=text_of(words, typed=typed), words=words)


def _row_beside(rows: Sequence[list[Glyph]], glyph: Glyph) -> list[Glyph] | None:
    """The line whose base is nearest, if it is near."""
    near = min(rows, key=lambda row: abs(row[0].base - glyph.base), default=None)
    if near is None or abs(near[0].base - glyph.base) > _RAISED * near[0].size:
        return None
    return near


def _line(row: Sequence[Glyph], page: int, *, typed: bool) -> Line:
    words = tuple(_once(sorted(row, key=lambda glyph: (glyph.left, glyph.right))))
    shown = [glyph for glyph in words if glyph.text.strip()]
    return Line(
        text=text_of(words, typed=typed),
        left=shown[0].left,
        right=max(glyph.right for glyph in shown),
        base=median(glyph.base for glyph in shown),
        size=median(glyph.size for glyph in shown),
        page=page,
        words=words,
    )


def _once(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    last: Glyph | None = None
    for glyph in glyphs:
        same = last is not None and glyph.text == last.text and glyph.text.isalnum()
        if not (same and last and abs(glyph.left - last.left) < _STRUCK * glyph.size):
            yield glyph
        last = glyph


def text_of(words: Sequence[Glyph], *, typed: bool) -> str:
    """The characters as a text: blanks as printed, and where words or columns stand apart."""
    out = ""
    last: Glyph | None = None
    usual = _usual_gap(words)
    for at, glyph in enumerate(words):
        if glyph.text.isspace():
            out += " " if out and not out.endswith(" ") else ""
            continue
        if last and not out.endswith(" "):
            lost = typed and _has_blank_behind(words, at)
            out += " " if _is_apart(last, glyph, usual, lost=lost) else ""
        out += glyph.text
        last = glyph
    return out.strip()


def _has_blank_behind(words: Sequence[Glyph], at: int) -> bool:
    """Whether a word of letters or figures has a blank, or no ideograph, behind it.

    Who types a blank there types one before it too; some files lose that one.
    """
    while at < len(words) and words[at].text.isascii() and not words[at].text.isspace():
        at += 1
    return at == len(words) or not _is_han(words[at].text)


def _usual_gap(words: Sequence[Glyph]) -> float:
    """The gap between characters of a line that was stretched to its column."""
    gaps = [(b.left - a.right) / a.size for a, b in pairwise(words)]
    return max(median(gaps), 0.0) if gaps else 0.0


def _is_apart(last: Glyph, glyph: Glyph, usual: float, *, lost: bool) -> bool:
    gap = (glyph.left - last.right) / max(last.size, glyph.size) - usual
    if _is_mixed(last.text, glyph.text) and not (lost and _is_han(last.text)):
        return gap > _WIDE_GAP
    return gap > _GAP


def _is_mixed(one: str, other: str) -> bool:
    """An ideograph beside a letter or digit."""
    return (_is_han(one) and other.isascii() and other.isalnum()) or (
        _is_han(other) and one.isascii() and one.isalnum()
    )


def _is_han(text: str) -> bool:
    return "\u4e00" <= text <= "\u9fff"


def between(last: str, following: str) -> str:
    """A space between words of letters that the end of a line parted."""
    words = last[-1:].isascii() and following[:1].isascii()
    return " " if words and last[-1:].isalnum() and following[:1].isalnum() else ""

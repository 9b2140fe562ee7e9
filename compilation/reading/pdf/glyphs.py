"""What stands on a page of a PDF: its characters and its ruled lines, with their places."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

_MOST_PATHS = 20_000
_MOST_POINTS = 400
_THIN, _LEAST = 2.5, 6.0
"""Points: how far a ruled line may be from straight, and how long it is at least."""
_HYPHENS = frozenset((0x02, 0xFFFE))
"""What the library says for a hyphen at the end of a line."""
_NOTHING = frozenset((0xFEFF, 0x200B, 0xAD, 0xFFFF))
_STEEP = 0.3
"""Radians from which a character is turned: a watermark, or a page that lies on its side."""


class Glyph(NamedTuple):
    """A character: its edges, its base line, the height of its font (in points)."""

    text: str
    left: float
    right: float
    base: float
    size: float


class Rule(NamedTuple):
    """A ruled line: across (``at`` is its height) or down (``at``: how far from the left)."""

    across: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Page:
    """One page; heights are counted from its foot."""

    number: int
    glyphs: Sequence[Glyph]
    rules: Sequence[Rule]
    height: float


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """The page of that number (from 1). Raises ``PdfiumError``."""
    page = document[number - 1]
    try:
        text = page.get_textpage()
        try:
            turned = list(_glyphs(text))
        finally:
            text.close()
        turn = Counter(angle for angle, _ in turned).most_common(1)
        angle = turn[0][0] if turn else 0
        glyphs = [_turned_glyph(glyph, angle) for one, glyph in turned if one == angle]
        rules = [_turned_rule(rule, angle) for rule in _rules(page)]
        return Page(number, glyphs, rules, float(page.get_height()))
    finally:
        page.close()


def _glyphs(text: Any) -> Iterator[tuple[int, Glyph]]:
    """The characters with the quarter turns they stand in, without what the library adds."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        shown = _char(code)
        if not shown or raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        angle = raw.FPDFText_GetCharAngle(text, at)
        quarter = _quarter(angle)
        if quarter is None:
            continue
        flat = quarter % 2 == 0
        wide, high = box.right - box.left, box.top - box.bottom
        wide, high = (wide, high) if flat else (high, wide)
        size = wide if _is_square(code) else _size(raw.FPDFText_GetFontSize(text, at), high)
        if flat:
            yield quarter, Glyph(shown, box.left, box.right, y.value, size)
        else:
            yield quarter, Glyph(shown, box.bottom, box.top, x.value, size)


def _is_square(code: int) -> bool:
    """An ideograph: as wide as its font is high."""
    return 0x4E00 <= code <= 0x9FFF


def _size(said: float, high: float) -> float:
    """The height of the font as it is said, unless the page is drawn to another scale."""
    return said if said > 0 and 0.7 * said <= high <= 2.2 * said else high / 1.4


def _char(code: int) -> str:
    """The character; private ones, broken halves and marks of no width are nothing."""
    if code in _HYPHENS:
        return "-"
    if code < 32 or 0xD800 <= code <= 0xF8FF or code in _NOTHING or code > 0x10FFFF:
        return ""
    return chr(code)


def _quarter(angle: float) -> int | None:
    """How many quarter turns; None for what stands aslant."""
    turns = angle / (math.pi / 2)
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) * math.pi / 2 < _STEEP else None


def _turned_glyph(glyph: Glyph, quarter: int) -> Glyph:
    """The character as it stands on a page that is turned so that its text is upright."""
    if quarter == 0:
        return glyph
    if quarter == 1:
        return glyph._replace(base=-glyph.base)
    if quarter == 2:
        return glyph._replace(left=-glyph.right, right=-glyph.left, base=-glyph.base)
    return glyph._replace(left=-glyph.right, right=-glyph.left)


def _turned_rule(rule: Rule, quarter: int) -> Rule:
    if quarter == 0:
        return rule
    if quarter == 2:
        return Rule(rule.across, -rule.at, -rule.end, -rule.start)
    if quarter == 1:  # x is the height downwards, y the distance
        return Rule(True, -rule.at, rule.start, rule.end) if not rule.across else Rule(
            False, rule.at, -rule.end, -rule.start)  # fmt: skip
    return Rule(True, rule.at, -rule.end, -rule.start) if not rule.across else Rule(
        False, -rule.at, rule.start, rule.end)  # fmt: skip


# -- ruled lines ------------------------------------------------------------------------------


def _rules(page: pypdfium2.PdfPage) -> Iterator[Rule]:
    objects = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)
    for seen, one in enumerate(objects):
        if seen >= _MOST_PATHS:
            return
        for start, end in _strokes(one):
            if rule := _rule(start, end):
                yield rule


_Point = tuple[float, float]


def _strokes(path: Any) -> Iterator[tuple[_Point, _Point]]:
    """The straight pieces of a path; a box too thin to hold words is one line."""
    points = list(_points(path))
    drawn = [point for _, point in points]
    if len(drawn) >= 4:
        xs, ys = [x for x, _ in drawn], [y for _, y in drawn]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield (min(xs), min(ys)), (max(xs), max(ys))
            return
    first = (0.0, 0.0)
    last = first
    for kind, point in points:
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
    if drawn and last != first:
        yield last, first


def _points(path: Any) -> Iterator[tuple[int, _Point]]:
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(min(raw.FPDFPath_CountSegments(path), _MOST_POINTS)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        yield raw.FPDFPathSegment_GetType(segment), matrix.on_point(x.value, y.value)


def _rule(start: _Point, end: _Point) -> Rule | None:
    wide, high = abs(start[0] - end[0]), abs(start[1] - end[1])
    if high <= _THIN and wide >= _LEAST:
        at = (start[1] + end[1]) / 2
        return Rule(True, at, min(start[0], end[0]), max(start[0], end[0]))
    if wide <= _THIN and high >= _LEAST:
        at = (start[0] + end[0]) / 2
        return Rule(False, at, min(start[1], end[1]), max(start[1], end[1]))
    return None

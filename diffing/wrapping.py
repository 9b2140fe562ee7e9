"""Lines that a page broke to fit its width, put together again as the paragraphs they were.

A text is taken for wrapped if a good part of its lines end at its right edge in the middle of a
sentence; a text of whole paragraphs has hardly any such lines, for its lines are of any length.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from diffing.blocks import Label
from diffing.units import Unit

_ENDED = re.compile(r"[。；;：:！!？?]\s*[”\"’）)]?\s*$")
_OPEN_ENDS = ("的", "，", ",")
_OPEN_LEAST = 20
"""A line of so many characters that ends so is in the midst of a sentence on any page."""
_WIDEST = 120
"""The widest page in half-width characters: sixty ideographs."""
_NARROWEST = 30
_LONGEST = 3_000
"""The most characters of a paragraph that lines are put together to."""
_EDGE = 0.8
_NEAR = 4
"""So much before the edge a line ends whose next sign is wide, or must not begin a line."""
_CROWD = 8
"""Lines that end at an edge, at least."""
_RUNS = re.compile("[，、。；]")
"""Of prose: names in a list have none of these."""
_SHARE = 0.2
_LEAST = 4


def unwrapped(units: Sequence[Unit]) -> list[Unit]:
    """The units with the lines of each paragraph as one; the same ones if nothing is wrapped."""
    width = _page_width(units)
    if not width and not any(unit.text.endswith(_OPEN_ENDS) for unit in units):
        return list(units)
    found: list[Unit] = []
    for unit in units:
        if found and _goes_on(found[-1], unit, width):
            unit = _together(found.pop(), unit)
        found.append(unit)
    return found


def _page_width(units: Sequence[Unit]) -> int:
    """Where the lines of a wrapped text end; 0 if it is none."""
    lines = [unit for unit in units if not unit.table]
    if len(lines) < _LEAST or 10 * sum(len(unit.text) > _WIDEST // 2 for unit in lines) > len(
        lines
    ):
        return 0
    widths = sorted(_width(unit.text) for unit in lines)
    wide = widths[len(widths) * 19 // 20]
    prose = Counter(_width(unit.text) for unit in lines if _RUNS.search(unit.text))
    for width in dict.fromkeys((_most_lines_end(prose), wide)):
        if not _NARROWEST <= width <= _WIDEST:
            continue
        broken = sum(_goes_on(one, other, width) for one, other in pairwise(lines))
        if broken >= max(_LEAST, _SHARE * len(lines)):
            return width
    return 0


def _most_lines_end(widths: Mapping[int, int]) -> int:
    """The edge at which, or right before which, most lines end: boxes may stand out over it.

    0 if these are few.
    """
    crowds = {
        width: sum(widths.get(near, 0) for near in range(width - _NEAR, width + 1))
        for width in widths
    }
    edge = max(crowds, key=lambda width: (crowds[width], width), default=0)
    return edge if edge and crowds[edge] >= _CROWD else 0


def _goes_on(unit: Unit, following: Unit, width: int) -> bool:
    """Whether a line ends at the edge in the middle of a sentence that the next one takes up."""
    if following.label or following.kind not in ("paragraph", "item") or unit.table:
        return False
    if len(unit.text) > _LONGEST:
        return False
    if unit.front and (following.path or not (following.front or "，" in unit.text)):
        return False
    last = unit.text.rsplit("\n", 1)[-1]
    if not width:
        return last.endswith(_OPEN_ENDS) and len(last) >= _OPEN_LEAST
    return _EDGE * width <= _width(last) and not _ENDED.search(last)


def _together(unit: Unit, following: Unit) -> Unit:
    text = f"{unit.text}\n{following.text}"
    whole = Unit(unit.kind, text, Label(unit.label, unit.level), unit.path)
    whole.clause, whole.article, whole.line = unit.clause, unit.article, unit.line
    whole.front = unit.front
    return whole


def _width(text: str) -> int:
    """In half-width characters; of a very long line, that it is one."""
    if len(text) > _WIDEST:
        return 2 * len(text)
    return len(text) + sum(char > "\u2e80" for char in text)

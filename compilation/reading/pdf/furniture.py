"""Running heads and the numbers of pages: what stands at a page's edge and comes again."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from compilation.reading.pdf.lines import Line
from storage.text import fold

_NUMBER = re.compile(
    r"[\s\-—–―－─·~|]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:[，,/\s]*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–―－─·~|]*"
)
_FOOT = re.compile(r"[\-—–―－─]{1,2}\s*(?:[IVXivx]{1,6}|[Ⅰ-Ⅻⅰ-ⅻ]|\d{1,4})\s*[\-—–―－─]{1,2}")
"""The number of a page, and nothing else, however few pages have one: those of the contents."""
_ROUNDS = 4
"""Lines at the top and at the foot of a page that are looked at."""
_BAND = 3.0
"""Points: heights that are taken for one."""
_TIMES = 3
_PAGES, _AGAIN, _STEADY = 0.25, 0.5, 0.7
"""Of the pages, so many have a line at that height; of these lines, so many say the same."""


def furniture_of(pages: Mapping[int, Sequence[Line]]) -> set[Line]:
    """The lines that belong to the pages, not to the text."""
    found: set[Line] = set()
    for _ in range(_ROUNDS):
        left = [[line for line in lines if line not in found] for lines in pages.values()]
        edges = [line for lines in left for line in (*lines[:1], *lines[1:][-1:])]
        more = _bands(edges, len(pages))
        if not more:
            break
        found |= more
    return found | {
        lines[-1] for lines in pages.values() if lines and _FOOT.fullmatch(lines[-1].text)
    }


def _bands(edges: Sequence[Line], pages: int) -> set[Line]:
    """The lines at heights where texts come again and again."""
    bands: dict[int, list[Line]] = defaultdict(list)
    for line in edges:
        bands[round(line.base / _BAND)].append(line)
    return {
        line
        for lines in bands.values()
        if len(lines) >= max(_PAGES * pages, min(_TIMES, pages))
        for line in _repeated(lines)
    }


def _repeated(lines: Sequence[Line]) -> list[Line]:
    texts = Counter(map(_key, lines))
    again = [line for line in lines if texts[_key(line)] >= min(_TIMES, len(lines))]
    if len(again) < max(2, _AGAIN * len(lines)):
        return []
    if len(again) < _STEADY * len(lines):
        return again
    size = Counter(round(line.size) for line in again).most_common(1)[0][0]
    return [line for line in lines if round(line.size) == size or line in again]


def _key(line: Line) -> str:
    return "#" if _NUMBER.fullmatch(line.text) else fold(line.text)


def printed_numbers(lines: set[Line], pages: Sequence[int]) -> dict[int, int]:
    """The number that each page bears; of a page without one, what the others make of it."""
    said: dict[int, int] = {}
    for line in lines:
        if found := _NUMBER.fullmatch(line.text):
            said[line.page] = int(found[1])
    offsets = Counter(page - number for page, number in said.items())
    usual = offsets.most_common(1)[0][0] if offsets else 0
    return {page: said.get(page, page - usual if page > usual else page) for page in pages}

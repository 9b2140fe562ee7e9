"""Lines that count the pages: one page more would shift them all, and no word has changed."""

import re
from collections import Counter
from collections.abc import Sequence

_PAGE_NUMBER = re.compile(
    r"[\s\-—–―－─·~]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:[，,/\s]*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–―－─·~]*"
)
_DASHED = re.compile(r"\s*[\-—–―－─]+\s*\d{1,4}\s*[\-—–―－─]+\s*")


def without_numbers(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without the lines that count them: an edit would shift them all."""
    marks = [_marks(lines, number) for number, lines in enumerate(pages)]
    counted = Counter(offset for page in marks for offset in set(page.values()))
    steady = {
        offset
        for offset, times in counted.items()
        if times >= 3 or (times >= 2 and times * 2 >= len(pages))
    }
    return [
        [
            line
            for at, line in enumerate(lines)
            if not (at in page and (page[at] in steady or _DASHED.fullmatch(line)))
        ]
        for lines, page in zip(pages, marks, strict=True)
    ]


def _marks(lines: Sequence[str], number: int) -> dict[int, int]:
    """Lines at the page's edges that look like its number, and how far that is from its place."""
    edges = {0, 1, len(lines) - 2, len(lines) - 1} & set(range(len(lines)))
    found = {at: _PAGE_NUMBER.fullmatch(lines[at]) for at in edges}
    return {at: int(match[1]) - number for at, match in found.items() if match}

"""A list that a source's own way no longer reads, read by general rules. Pure.

Only what the source is known to list, or what stands among such rows at addresses of the same
kind, becomes rows: a home page, a wall, or a column beside it must not.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from crawlers.families import read_list
from crawlers.families.base import ListReading
from crawlers.page import Page
from storage.ids import posting_id
from storage.records import Row
from storage.text import title_key

FEWEST = 3
_VARYING = re.compile(r"[0-9a-f]{8,}|\d+", re.I)
_LIKE = 0.8
_SOME = 2


class Known:
    """What a source's lists showed before: addresses, their kinds, and titles."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._ids = {posting_id(row.url) for row in rows}
        self._titles = {key for row in rows if len(key := title_key(row.title)) >= FEWEST}
        counted = Counter(pattern(row.url) for row in rows)
        self._patterns = {shape for shape, count in counted.items() if count > 1}

    def holds(self, row: Row) -> bool:
        """The source is known to list it."""
        return posting_id(row.url) in self._ids or title_key(row.title) in self._titles

    def resembles(self, row: Row) -> bool:
        """Its address is of a kind that the source is known to list."""
        return pattern(row.url) in self._patterns


def pattern(url: str) -> str:
    """The address with all that numbers a document left out."""
    parts = urlsplit(url)
    return f"{parts.hostname}{_VARYING.sub('#', parts.path)}"


def detected(page: Page, known: Known) -> ListReading | None:
    """The list of a page that the source's own way did not read; None if it is not the source's."""
    reading = read_list(page, families=False)
    rows = [row for row in reading.rows if known.holds(row) or known.resembles(row)]
    if not _is_convincing(reading.rows, rows, known):
        return None
    marked = tuple(replace(row, detected=True) for row in rows)
    return replace(reading, rows=marked, follow=(), reason="")


def _is_convincing(found: Sequence[Row], fitting: Sequence[Row], known: Known) -> bool:
    """At least half of the list is known; or some of it, and nearly all of it is of that kind."""
    count = sum(known.holds(row) for row in found)
    if len(fitting) < FEWEST:
        return False
    return count * 2 >= len(found) or (count >= _SOME and len(fitting) >= _LIKE * len(found))

"""What rows weigh as the list of a page, by their titles, dates, and where they lead."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from storage.records import Row

_FEWEST = 3
_DOCUMENT = re.compile(r"//[^/]+/.*(?:\d{4}|[0-9a-f]{16})[^/]*(?:/\w+\.\w+)?$")
_COLUMN = re.compile(r"/(?:index|default|\w*list|channel)\w{0,20}\.\w+$", re.I)


def is_document(row: Row) -> bool:
    """The address is numbered as those of documents are."""
    return bool(_DOCUMENT.search(row.url))


def names_document(row: Row) -> bool:
    """The address is that of a document, and not of a column, whose name is numbered as well."""
    return is_document(row) and not _COLUMN.search(row.url)


def weight_of(rows: tuple[Row, ...], url: str, shown: Sequence[bool] = ()) -> float:
    """What the rows weigh as the list of the page: titles, dates, and where they lead.

    ``shown``: which of the rows show a day, where that is more than those that have one.
    """
    told = shown or [row.published_on is not None for row in rows]
    total = sum(
        (min(len(row.title), 40) + 5) * (2.0 if day else 0.7)
        for row, day in zip(rows, told, strict=True)
    )
    return total * (1 + 2 * near(rows, url) / max(1, len(rows)))


def near(rows: tuple[Row, ...], url: str) -> int:
    """How many rows lie below the page's own folder."""
    own = urlsplit(url)
    folder = f"//{own.hostname}{own.path.rpartition('/')[0]}/"
    return sum(row.url.partition(":")[2].startswith(folder) for row in rows)


def leads_below(rows: tuple[Row, ...], url: str) -> bool:
    """Most of the rows lie below the page's own folder: they are its list if anything is."""
    return len(rows) >= _FEWEST and near(rows, url) * 2 >= len(rows)

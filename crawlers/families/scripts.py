"""Rows that a page carries in its scripts: records of a datastore, markup to be written, arrays.

What a script holds is data until proven otherwise: only what looks like a list of documents, with
titles, addresses and mostly dates, is one.
"""

import re
from collections.abc import Iterator

import chompjs
from selectolax.lexbor import LexborHTMLParser

from crawlers.families.json_rows import find_json_rows
from crawlers.families.rows import find_rows
from crawlers.families.weights import leads_below, names_document
from crawlers.page import Page
from storage.records import Row

_ARRAY = re.compile(r"\[\s*\{")
_WRITTEN = re.compile(r"<\\?/(?:li|tr|dl|a)>", re.I)
_LINKED = re.compile(r"<a\s", re.I)
_MOST_SCRIPTS = 200
_MOST_ARRAYS = 20
_MOST_RECORDS = 2000
_MOST_CHARS = 2_000_000
_FEWEST = 3


def script_rows(page: Page) -> tuple[Row, ...]:
    """The rows that the page's scripts hold; empty if none of them holds a list of documents."""
    texts = [node.text() or "" for node in page.tree.css("script, xml, textarea")[:_MOST_SCRIPTS]]
    texts = [text for text in texts if len(text) <= _MOST_CHARS]
    found = [_records(text, page.url) for text in texts]
    loose = (read(text, page.url) for text in texts for read in (_written, _arrays))
    listed = (rows for rows in loose if _is_list(rows, page.url))
    return max((*found, *listed), key=len, default=())


def _is_list(rows: tuple[Row, ...], url: str) -> bool:
    """Titles with days; or titles of documents below the page's own folder."""
    dated = sum(row.published_on is not None for row in rows)
    long = sum(len(row.title) >= 8 for row in rows)
    if len(rows) < _FEWEST or long * 2 < len(rows):
        return False
    own = leads_below(rows, url) and all(map(names_document, rows))
    return dated * 2 >= len(rows) or own


def _records(text: str, url: str) -> tuple[Row, ...]:
    """The rows of a datastore, whose records are markup."""
    if "<record" not in text.lower():
        return ()
    pieces = re.split(r"<record>", text, maxsplit=_MOST_RECORDS, flags=re.I)[1:]
    held = (piece.partition("</record>")[0].strip() for piece in pieces)
    markup = "\n".join(one.removeprefix("<![CDATA[").removesuffix("]]>") for one in held)
    return find_rows(LexborHTMLParser(markup), url)


def _written(text: str, url: str) -> tuple[Row, ...]:
    """The rows of markup that stands in strings, to be written by the script."""
    if "<record" in text.lower() or not (_WRITTEN.search(text) and _LINKED.search(text)):
        return ()
    markup = text.replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")
    return find_rows(LexborHTMLParser(markup), url)


def _arrays(text: str, url: str) -> tuple[Row, ...]:
    """The longest list among the arrays of objects that the script spells out."""
    found = [find_json_rows(data, url) for data in _objects(text)]
    return max(found, key=len, default=())


def _objects(text: str) -> Iterator[object]:
    at = 0
    for _ in range(_MOST_ARRAYS):
        start = _ARRAY.search(text, at)
        if not start:
            return
        at = start.end()
        try:
            yield chompjs.parse_js_object(text[start.start() :], loader_kwargs={"strict": False})
        except (ValueError, RecursionError):
            continue

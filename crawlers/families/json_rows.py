"""The rows of a list that comes as JSON: the largest array of objects with a title and an address.

Search interfaces and feeds of agencies differ in the names of a few fields; the names are gathered
here once. Walking is iterative and bounded: the body is fetched matter.
"""

import json
import re
from collections.abc import Iterator
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from crawlers.families.dates import json_date, lone_number, title_number
from crawlers.families.links import absolute
from crawlers.page import Page
from storage.records import Row
from storage.text import document_number, squeeze

_MOST_BYTES = 24_000_000
_MOST_NODES = 400_000
_MOST_ROWS = 5000
_CALLBACK = re.compile(r"^\s*[\w.$]{1,60}\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$", re.S)
# Without markup first; compared in lower case without _ and -.
_TITLE = (
    "titlenotag", "normaltitle", "doctitle", "newsdoctitle", "title", "bt", "filename",
    "docsubtitle", "basictitle", "infotitle", "contenttitle", "name",
)  # fmt: skip
_URL = ("url", "publishurl", "docpuburl", "viewurl", "link", "href", "puburl", "pageurl", "urls")
_PUBLISHED = (
    "publishedtimestr", "pubtimestr", "pubtime", "pubdate", "pubdateinfo", "publishtime",
    "publishdate", "publishedtime", "docrelpubtime", "docpubtime", "fbrq", "releasetime",
    "docdate", "deploytime", "addtime", "time", "date", "ptime", "displaypublishtime",
)  # fmt: skip
_SIGNED = ("cwrq", "builddate", "signdate", "writedate")
_NUMBER = (
    "pcode", "documentnumber", "filenum", "fwzh", "documentno", "filenumbername", "wenhao",
)  # fmt: skip
_INDEX = ("identifier", "idxid", "indexno", "indexcode", "index", "syh")
# Search engines put the record one level down.
_WRAPPERS = ("data", "source", "_source", "fields")
_DATE_KEY = re.compile(r"(?:pub|fb|release|issue|doc|news|info|display|trs)\w*(?:date|time|rq|sj)")
_INDEX_SHAPE = re.compile(r"\w{6,20}/\d{4}-\d{2,8}")
_BODIES = ("publisher", "puborg", "fwjgname", "orginfo", "publishgroupname", "agencytypename")


def load(page: Page) -> object | None:
    """The page as JSON (a JSONP call is unwrapped); None if it is not, or too large or deep."""
    if len(page.body) > _MOST_BYTES:
        return None
    text = page.text
    if call := _CALLBACK.match(text):
        text = call[1]
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def dig(data: object, *path: str) -> object | None:
    """The value at a path of keys, None where there is none."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def whole(value: object) -> int:
    """A count as JSON may give it; 0 if it is none."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip()):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def find_json_rows(data: object, base: str) -> tuple[Row, ...]:
    """The rows of the largest list in the data, with lists of the same name beside it."""
    by_name: dict[str, list[Row]] = {}
    for name, items in _lists(data):
        rows = [row for item in items[:_MOST_ROWS] if (row := json_row(item, base))]
        if rows:
            by_name.setdefault(name, []).extend(rows)
    longest = max((len(rows) for rows in by_name.values()), default=0)
    return next((tuple(rows) for rows in by_name.values() if len(rows) == longest), ())


def _lists(data: object) -> Iterator[tuple[str, list[object]]]:
    """(key, list) of every array of objects, in the order of the text."""
    stack: list[tuple[str, object]] = [("", data)]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        name, value = stack.pop()
        if isinstance(value, dict):
            stack.extend((str(key), held) for key, held in reversed(value.items()))
        elif isinstance(value, list) and value:
            if isinstance(value[0], dict):
                yield name, value
            stack.extend((name, held) for held in reversed(value[:_MOST_ROWS]))


def json_row(item: object, base: str) -> Row | None:
    """One object as a row; None without a title and an address."""
    if not isinstance(item, dict):
        return None
    inner = next((v for k in _WRAPPERS if isinstance(v := item.get(k), dict)), {})
    item = {**item, **inner}
    held = {re.sub(r"[_\-]", "", str(key)).lower(): value for key, value in item.items()}
    url = absolute(_text(held, _URL), base)
    title = plain(_text(held, _TITLE))
    if not url or not title:
        return None
    return Row(
        url=url,
        title=title,
        published_on=_published(held),
        signed_on=next((day for key in _SIGNED if (day := json_date(held.get(key)))), None),
        document_number=_number(held) or title_number(title),
        index_number=_text(held, _INDEX) or _index(held),
        issuing_bodies=_bodies(held),
    )


def _published(held: dict[str, object]) -> date | None:
    keys = (*_PUBLISHED, *(key for key in held if _DATE_KEY.fullmatch(key)))
    return next((day for key in keys if (day := json_date(held.get(key)))), None)


def markup_in(data: object) -> str:
    """The HTML that an answer carries in its strings, joined; empty if there is none."""
    found: list[str] = []
    stack = [data]
    for _ in range(_MOST_NODES):
        if not stack:
            break
        value = stack.pop()
        if isinstance(value, str) and "<a " in value:
            found.append(value)
        elif isinstance(value, dict | list):
            held = list(value.values()) if isinstance(value, dict) else value[:_MOST_ROWS]
            stack.extend(reversed(held))
    return "\n".join(found)


def plain(markup: str) -> str:
    """Text without the marks of a search engine: <em>, <span style>, entities."""
    if "<" in markup or "&" in markup:
        body = LexborHTMLParser(markup).body
        markup = body.text() if body is not None else ""
    return squeeze(markup)


def _text(held: dict[str, object], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = held.get(key)
        if isinstance(value, str) and value.strip() and value.strip().lower() != "null":
            return _desktop(value) if key == "urls" else value.strip()
    return ""


def _desktop(value: str) -> str:
    """The address for desktops of 大汉's ``urls``, which is JSON in a string."""
    try:
        return str(dig(json.loads(value), "pc") or "")
    except (ValueError, RecursionError):
        return value


def _number(held: dict[str, object]) -> str | None:
    """By the field's name; else the value that is a document number and nothing else."""
    text = squeeze(_text(held, _NUMBER))
    if re.search(r"\d", text):
        return document_number(text) or text
    values = (value for value in held.values() if isinstance(value, str) and len(value) < 60)
    return next((number for value in values if (number := lone_number(value))), None)


def _index(held: dict[str, object]) -> str | None:
    values = (value for value in held.values() if isinstance(value, str) and len(value) < 40)
    return next((value for value in values if _INDEX_SHAPE.fullmatch(value)), None)


def _bodies(held: dict[str, object]) -> tuple[str, ...]:
    for key in _BODIES:
        value = held.get(key)
        names = value if isinstance(value, list) else [value]
        told = [squeeze(name) for name in names if isinstance(name, str) and name.strip()]
        if told:
            return tuple(word for name in told for word in name.split(" "))
    return ()

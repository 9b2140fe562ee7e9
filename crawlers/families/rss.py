"""RSS 2.0 and Atom feeds."""

import re
from datetime import date
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.dates import json_date, title_number
from crawlers.families.html import start_requests
from crawlers.families.json_rows import plain
from crawlers.families.links import absolute
from crawlers.page import Page
from storage.clock import day_of
from storage.records import Row, Source

_MOST_BYTES = 8_000_000
_MOST_ITEMS = 2000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


class Rss:
    name = "rss"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        """The feed's entries. A document type is refused: entities can be made to explode."""
        if len(page.body) > _MOST_BYTES or re.search(r"<!(?:DOCTYPE|ENTITY)", page.text[:4000]):
            return ListReading(reason=f"{page.url} 不是可以安全读取的 RSS（过大或带有 DOCTYPE）")
        try:
            root = ElementTree.fromstring(_DECLARATION.sub("", page.text))
        except ElementTree.ParseError as error:
            return ListReading(reason=f"{page.url} 不是格式正确的 RSS：{error}")
        items = [node for node in root.iter() if _name(node) in ("item", "entry")][:_MOST_ITEMS]
        rows = tuple(row for item in items if (row := _row(item, page.url)))
        return ListReading(rows=rows, reason="" if rows else f"{page.url} 的 RSS 里没有条目")


def _name(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2].lower()


def _row(item: ElementTree.Element, base: str) -> Row | None:
    held: dict[str, str] = {}
    for node in item:
        name, text = _name(node), (node.text or "").strip()
        if name == "link" and not text and node.get("rel", "alternate") == "alternate":
            text = node.get("href", "")
        held.setdefault(name, text)
    url, title = absolute(held.get("link"), base), plain(held.get("title", ""))
    if not url or not title:
        return None
    days = (_day(held[k]) for k in ("pubdate", "published", "date", "updated") if held.get(k))
    published = next((day for day in days if day), None)
    return Row(url=url, title=title, published_on=published, document_number=title_number(title))


def _day(text: str) -> date | None:
    """The day in China of a feed's moment, in either of the two ways of writing it."""
    if re.match(r"\d{4}", text):
        return json_date(text)
    try:
        return day_of(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None

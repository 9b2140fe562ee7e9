"""大汉 jpaas: a shell page names its list units; a unit answers with HTML inside JSON (FACTS 1.4).

The keys of a unit change whenever a site is re-templated: they are read from the shell each time.
"""

import json
import re
from urllib.parse import unquote, urlencode, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_reading, start_requests
from crawlers.families.json_rows import dig, find_json_rows, load, whole
from crawlers.families.links import absolute, attribute
from crawlers.families.pagers import request_for, with_query
from crawlers.families.rows import find_rows, select_rows
from crawlers.page import Page
from storage.records import Row, Source

_PAIR = re.compile(r"['\"](\w{1,40})['\"]\s*:\s*['\"]([^'\"]{0,400})['\"]")
_LISTY = re.compile(r"列表|分页|内容|list|右侧", re.I)
_MOST_UNITS = 4


class HanwebJpaas:
    name = "hanweb_jpaas"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        if page.body.lstrip()[:1] == b"{":
            return _unit(source, request, page)
        reading = html_reading(source, request, page)
        served = [row for row in reading.rows if "/art/" in row.url and row.published_on]
        units = () if len(served) >= 3 else _units(request, page)
        return ListReading(follow=units) if units else reading


def _units(request: ListRequest, page: Page) -> tuple[ListRequest, ...]:
    """Requests for the units of a shell, those first whose tag speaks of a list."""
    found = sorted(unit_addresses(page), key=lambda url: not _LISTY.search(unquote(url)))
    asked = (request_for(page, url, request.page, "unit") for url in found[:_MOST_UNITS])
    return tuple(unit for unit in asked if unit)


def unit_addresses(page: Page) -> list[str]:
    """The addresses of the units that fill a shell, in its order."""
    nodes = [n for n in page.tree.css("script[querydata]")[:60] if "build" in _kind(n)]
    return [url for node in nodes if (url := _unit_address(node, page.url))]


def _kind(node: LexborNode) -> str:
    return f"{attribute(node, 'parsetype')} {attribute(node, 'url')}".lower()


def _unit_address(node: LexborNode, base: str) -> str | None:
    pairs = _PAIR.findall(attribute(node, "querydata")[:4000])
    url = absolute(attribute(node, "url"), base)
    return f"{url}?{urlencode(pairs)}" if pairs and url else None


def _unit(source: Source, request: ListRequest, page: Page) -> ListReading:
    data = load(page)
    html = dig(data, "data", "html")
    if not isinstance(html, str):
        rows = find_json_rows(data, page.url)
        return ListReading(rows=rows, reason="" if rows else f"{page.url} 没有返回列表内容")
    tree = LexborHTMLParser(html)
    # Addresses in a unit are relative to the column page, which is its referer.
    base = urljoin(page.url, request.referer or "")
    rows = (
        select_rows(tree, base, source.select) if "rows" in source.select else find_rows(tree, base)
    )
    if not rows:
        return ListReading(
            reason=f"{source.source_id}：列表单元返回了内容，但其中没有条目（{base}）"
        )
    return ListReading(rows=rows, next_page=_next(tree, rows, request, page))


def _next(
    tree: LexborHTMLParser, rows: tuple[Row, ...], request: ListRequest, page: Page
) -> ListRequest | None:
    """The unit's next page, by the count that its pager carries."""
    pager = tree.css_first("[count]")
    if pager is None:
        return None
    held = (whole(attribute(pager, name)) for name in ("rows", "limit", "pagesize"))
    size = next((number for number in held if number), len(rows))
    if whole(attribute(pager, "count")) <= request.page * size:
        return None
    wanted = json.dumps({"pageNo": request.page + 1, "pageSize": size}, separators=(",", ":"))
    following = with_query(page.url, paramJson=wanted)
    return ListRequest(
        url=following, page=request.page + 1, referer=request.referer or page.url, step="unit"
    )

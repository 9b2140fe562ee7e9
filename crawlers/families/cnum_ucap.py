"""开普 UCAP portals with c-number columns: HTML lists, and JSON behind the column's channel id.

CSRC and the State Post Bureau (FACTS 1.5). The channel id is read from the column page.
"""

import re
from urllib.parse import urljoin, urlsplit

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_rows, no_rows, start_requests
from crawlers.families.json_rows import dig, find_json_rows, load, whole
from crawlers.families.links import attribute
from crawlers.families.pagers import next_page, query_value, request_for, with_query
from crawlers.page import Page
from storage.records import Source

_CHANNEL = re.compile(r"channel_?id['\"]?\s*[:=]\s*['\"]([0-9a-f]{32})['\"]", re.I)
_QUERY = (
    "_isAgg=true&_isJson=true&_pageSize={size}&_template=index&_rangeTimeGte=&_channelName=&page=1"
)


class CnumUcap:
    name = "cnum_ucap"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        if page.body.lstrip()[:1] in (b"{", b"["):
            return _json(source, request, page)
        if rows := html_rows(source, page):
            return ListReading(rows=rows, next_page=next_page(page, request.page, request.step))
        channel = _channel(page)
        if channel is None or request.page > 1:
            return ListReading(reason=no_rows(source, page))
        return ListReading(follow=(_search(source, channel, page),))


def _channel(page: Page) -> str | None:
    """The 32-digit id of the column: in a meta tag, else in the page's script."""
    meta = page.tree.css_first("meta[name='channelid' i]")
    told = attribute(meta, "content") if meta else ""
    if re.fullmatch(r"[0-9a-f]{32}", told):
        return told
    found = _CHANNEL.search(page.text)
    return found[1] if found else None


def _search(source: Source, channel: str, page: Page) -> ListRequest:
    """The interface for a channel; CSRC calls it searchList, others common/search."""
    path = source.options.get("interface", "common/search")
    query = _QUERY.format(size=source.options.get("page_size", "18"))
    url = urljoin(page.url, f"/{path}/{channel}?{query}")
    return ListRequest(url=url, referer=page.url, step="search")


def _json(source: Source, request: ListRequest, page: Page) -> ListReading:
    data = load(page)
    levels = dig(data, "results", "channelLevel")
    if isinstance(levels, list):
        return _levels(source, page, levels)
    rows = find_json_rows(data, page.url)
    if not rows:
        return ListReading(reason=f"{page.url} 的 JSON 里没有条目")
    size = whole(dig(data, "data", "rows")) or whole(query_value(page.url, "_pageSize"))
    at = whole(query_value(page.url, "page")) or request.page
    more = whole(dig(data, "data", "total")) > at * max(size, len(rows))
    following = with_query(page.url, page=str(at + 1)) if more else None
    return ListReading(
        rows=rows, next_page=request_for(page, following, request.page + 1, "search")
    )


def _levels(source: Source, page: Page, levels: list[object]) -> ListReading:
    """The answer of getLocalList: the channel that the request asked for, by its code."""
    code = query_value(page.url, "channelCode")
    found = [dig(level, "channelId") for level in levels if dig(level, "channelCode") == code]
    channel = next((str(c) for c in found if re.fullmatch(r"[0-9a-f]{32}", str(c))), None)
    if channel is None:
        return ListReading(reason=f"{urlsplit(page.url).hostname} 没有给出栏目 {code} 的 channelId")
    return ListReading(follow=(_search(source, channel, page),))

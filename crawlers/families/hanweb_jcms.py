"""大汉 JCMS: rows are records of a datastore in the page, further ones come from dataproxy.jsp."""

import re
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_reading, start_requests
from crawlers.families.json_rows import find_json_rows, load
from crawlers.families.pagers import query_value, request_for, with_query
from crawlers.families.rows import find_rows, select_rows
from crawlers.page import Page
from storage.records import Row, Source

_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,8})\s*</totalrecord>", re.I)
_PROXY = re.compile(r"['\"]([^'\"\s]{0,200}/dataproxy\.jsp[^'\"\s]{0,200})['\"]")
_FIELD = re.compile(r"\b(\w{2,30})\s*:\s*['\"]?([\w/.%\-\u4e00-\u9fff]{0,80})['\"]?\s*[,}]")
_HREF = re.compile(r"href=['\"]([^'\"\s]{1,400})['\"]", re.I)
_ASKED = {
    "col", "appid", "webid", "path", "columnid", "sourcecontenttype", "unitid", "webname",
    "permissiontype",
}  # fmt: skip
_MOST_RECORDS = 2000


class HanwebJcms:
    name = "hanweb_jcms"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        if page.body.lstrip()[:1] == b"{":
            rows = find_json_rows(load(page), page.url)
            return ListReading(rows=rows, reason="" if rows else f"{page.url} 里没有条目")
        rows = _records(source, request, page)
        if rows:
            return ListReading(rows=rows, next_page=_next(request, page, len(rows)))
        reading = html_reading(source, request, page)
        proxy = None if reading.rows or request.step == "proxy" else _proxy(request, page)
        return ListReading(follow=(proxy,)) if proxy else reading


def _records(source: Source, request: ListRequest, page: Page) -> tuple[Row, ...]:
    """The rows of the records; their links are relative to the column page."""
    pieces = page.text.split("<record>", _MOST_RECORDS + 1)[1:]
    records = [_markup(piece.partition("</record>")[0]) for piece in pieces]
    if not records:
        return ()
    base = urljoin(page.url, request.referer or "") if request.step == "proxy" else page.url
    tree = LexborHTMLParser("\n".join(records))
    if "rows" in source.select:
        return select_rows(tree, base, source.select)
    return find_rows(tree, base)


def _markup(record: str) -> str:
    """A record without its CDATA marks."""
    return record.strip().removeprefix("<![CDATA[").removesuffix("]]>")


def _next(request: ListRequest, page: Page, count: int) -> ListRequest | None:
    """The next records: by the proxy's own range, else by pageNum of the column page."""
    total = _TOTAL.search(page.text)
    if request.step == "proxy" and total:
        first = int(query_value(page.url, "endrecord") or count) + 1
        if first > int(total[1]):
            return None
        url = with_query(page.url, startrecord=str(first), endrecord=str(first + count - 1))
        return ListRequest(
            url=url, page=request.page + 1, form=request.form, referer=request.referer, step="proxy"
        )
    group = page.text.partition("<nextgroup>")[2].partition("</nextgroup>")[0]
    if link := _HREF.search(group):
        return request_for(page, link[1].replace("&amp;", "&"), request.page + 1)
    if not total or int(total[1]) <= request.page * count:
        return None
    following = with_query(page.url, pageNum=str(request.page + 1))
    return request_for(page, following, request.page + 1)


def _proxy(request: ListRequest, page: Page) -> ListRequest | None:
    """The request that a column page without records makes for its first ones."""
    address = _PROXY.search(page.text)
    if not address:
        return None
    around = page.text[max(0, address.start() - 3000) : address.end() + 3000]
    form = {k: v for k, v in _FIELD.findall(around) if k.lower() in _ASKED}
    url = with_query(urljoin(page.url, address[1]), startrecord="1", endrecord="45", perpage="15")
    found = request_for(page, url, request.page, "proxy")
    if found is None or not form:
        return None
    return ListRequest(
        url=found.url, page=request.page, form=tuple(form.items()), referer=page.url, step="proxy"
    )

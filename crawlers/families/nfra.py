"""金融监管总局: lists as JSON, static or live; a row's address is made of two ids."""

import re
from urllib.parse import urljoin

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.dates import json_date, title_number
from crawlers.families.html import start_requests
from crawlers.families.json_rows import dig, find_json_rows, load, plain, whole
from crawlers.families.pagers import query_value, request_for, with_query
from crawlers.page import Page
from storage.records import Row, Source

_STATIC = re.compile(r"pageIndex=(\d{1,5}),pageSize=(\d{1,4})")


class Nfra:
    name = "nfra"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        data = load(page)
        items = dig(data, "data", "lists") or dig(data, "data", "rows")
        listed = items if isinstance(items, list) else []
        rows = tuple(row for item in listed[:1000] if (row := _row(item, page.url)))
        rows = rows or find_json_rows(data, page.url)
        if not rows:
            return ListReading(reason=f"{page.url} 的 JSON 里没有条目")
        total = whole(dig(data, "data", "total"))
        following = _following(page.url, total, request.page, len(rows))
        return ListReading(rows=rows, next_page=request_for(page, following, request.page + 1))


def _row(item: object, base: str) -> Row | None:
    number, kind = str(dig(item, "docId") or ""), str(dig(item, "itemId") or "")
    title = plain(str(dig(item, "docSubtitle") or dig(item, "docTitle") or ""))
    if not re.fullmatch(r"\d{1,12}", number) or not title:
        return None
    tail = f"&itemId={kind}" if re.fullmatch(r"\d{1,8}", kind) else ""
    return Row(
        url=urljoin(base, f"/cn/view/pages/ItemDetail.html?docId={number}{tail}"),
        title=title,
        published_on=json_date(dig(item, "publishDate")),
        signed_on=json_date(dig(item, "builddate")),
        document_number=title_number(title),
    )


def _following(url: str, total: int, page: int, count: int) -> str | None:
    if found := _STATIC.search(url):
        at, size = int(found[1]), int(found[2])
        more = total > at * size
        return _STATIC.sub(f"pageIndex={at + 1},pageSize={size}", url) if more else None
    at = whole(query_value(url, "pageIndex")) or page
    size = whole(query_value(url, "pageSize")) or count
    return with_query(url, pageIndex=str(at + 1)) if total > at * size else None

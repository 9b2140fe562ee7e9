"""www.gov.cn: static JSON feeds, the policy library's interface, and lists as HTML (FACTS 3.1)."""

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_reading, start_requests
from crawlers.families.json_rows import dig, find_json_rows, json_row, load, whole
from crawlers.families.pagers import query_value, request_for, with_query
from crawlers.page import Page
from storage.records import Row, Source


class GovCn:
    name = "gov_cn"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        if page.body.lstrip()[:1] not in (b"{", b"["):
            return html_reading(source, request, page)
        data = load(page)
        found = dig(data, "searchVO")
        if isinstance(found, dict):
            return _library(request, page, found)
        rows = find_json_rows(data, page.url)
        return ListReading(rows=rows, reason="" if rows else f"{page.url} 的 JSON 里没有条目")


def _library(request: ListRequest, page: Page, found: dict[str, object]) -> ListReading:
    """One page of the library. A combined search keeps its rows by category, counted apart."""
    categories = dig(found, "catMap")
    parts = [found, *(categories.values() if isinstance(categories, dict) else ())]
    rows: list[Row] = []
    for part in parts:
        listed = dig(part, "listVO")
        items = listed if isinstance(listed, list) else []
        rows += [row for item in items[:1000] if (row := json_row(item, page.url))]
    size = whole(query_value(page.url, "n")) or 20
    total = max(whole(dig(part, "totalCount")) for part in parts)
    at = whole(query_value(page.url, "p")) or request.page
    more = rows and total > at * size
    following = with_query(page.url, p=str(at + 1)) if more else None
    # No result of a search is an answer, not a fault.
    return ListReading(rows=tuple(rows), next_page=request_for(page, following, request.page + 1))

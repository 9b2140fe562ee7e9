"""The CMS of www.hebei.gov.cn: a column page loads its rows from a block (FACTS 1.9).

The block's address is found in the column page on every pass: it changes within weeks.
"""

import re

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_rows, no_rows, start_requests
from crawlers.families.pagers import next_page, query_value, request_for, with_query
from crawlers.page import Page
from storage.records import Source

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_BLOCK = re.compile(rf"/columns/{_UUID}/templates/{_UUID}/blocks/{_UUID}", re.I)
_MOST_BLOCKS = 3


class ColumnsUuid:
    name = "columns_uuid"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        rows = html_rows(source, page)
        if _BLOCK.search(page.url):
            return _block(source, request, page)
        if rows:
            return ListReading(rows=rows, next_page=next_page(page, request.page))
        blocks = list(dict.fromkeys(_BLOCK.findall(page.text)))[:_MOST_BLOCKS]
        found = (
            request_for(page, f"{path}?page=1&fix=0", request.page, "block") for path in blocks
        )
        follow = tuple(block for block in found if block)
        return ListReading(follow=follow, reason="" if follow else no_rows(source, page))


def _block(source: Source, request: ListRequest, page: Page) -> ListReading:
    """One page of a block. Its pages carry no total: the first one without rows is the end."""
    rows = html_rows(source, page)
    if not rows:
        return ListReading(reason=no_rows(source, page) if request.page == 1 else "")
    at = int(query_value(page.url, "page") or request.page)
    following = with_query(page.url, page=str(at + 1))
    return ListReading(rows=rows, next_page=request_for(page, following, request.page + 1, "block"))

"""zycms (河北省生态环境厅, 河北省住房城乡建设厅): rows in the page, a pager with numbered links."""

import re

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_rows, no_rows, start_requests
from crawlers.families.links import attribute
from crawlers.families.pagers import next_page, request_for
from crawlers.page import Page
from storage.records import Source

_LAST = re.compile(r"^(.{0,300}?index)_(\d{1,5})(\.s?html?)$")


class Zycms:
    name = "zycms"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        rows = html_rows(source, page)
        if not rows:
            return ListReading(reason=no_rows(source, page))
        return ListReading(
            rows=rows, next_page=next_page(page, request.page) or _end(request, page)
        )


def _end(request: ListRequest, page: Page) -> ListRequest | None:
    """Without a link to the next page, the last page's name says how the others are called."""
    last = page.tree.css_first("a.pb_end_page[href]")
    found = _LAST.match(attribute(last, "href")) if last else None
    wanted = request.page + 1
    if not found or wanted > int(found[2]):
        return None
    return request_for(page, f"{found[1]}_{wanted}{found[3]}", wanted)

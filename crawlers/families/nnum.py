"""The numbered node CMS (国务院国资委, 税务总局): older pages are fragments counted downwards.

``maxPageNum<id>=16``: page 1 is index.html, page 2 index_<id>_15.html, the oldest
index_<id>_1.html (FACTS 1.8).
"""

import re

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_rows, no_rows, start_requests
from crawlers.families.pagers import next_page, request_for
from crawlers.page import Page
from storage.records import Source

_MOST = re.compile(r"maxPageNum(\d{3,12})\s*=\s*(\d{1,5})")
_FRAGMENT = re.compile(r"/index_(\d{3,12})_(\d{1,5})\.html$")


class Nnum:
    name = "nnum"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        rows = html_rows(source, page)
        if not rows:
            return ListReading(reason=no_rows(source, page))
        if at := _FRAGMENT.search(page.url):
            component, older = at[1], int(at[2]) - 1
        elif most := _MOST.search(page.text):
            component, older = most[1], int(most[2]) - 1
        else:
            return ListReading(rows=rows, next_page=next_page(page, request.page))
        href = f"index_{component}_{older}.html" if older >= 1 else None
        return ListReading(rows=rows, next_page=request_for(page, href, request.page + 1))

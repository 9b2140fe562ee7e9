"""EasySite/ePortal (中国人民银行, 河北工信厅和科技厅): pager files named by an 8-digit hex id.

``<id>-N.html`` beside the column, or ``<id>/indexN.html`` below it; the id is per column and read
from the page (FACTS 1.10).
"""

import re

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_rows, no_rows, start_requests
from crawlers.families.pagers import next_page, request_for
from crawlers.page import Page
from storage.records import Source

_FILE = re.compile(
    r"['\"=]((?:[\w./:-]{0,300}/)?[0-9a-f]{8}(?:-(?P<n>\d{1,5})|/index(?P<m>\d{1,5}))\.s?html?)\b"
)


class EportalHash:
    name = "eportal_hash"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        rows = html_rows(source, page)
        if not rows:
            return ListReading(reason=no_rows(source, page))
        wanted = request.page + 1
        named = (m[1] for m in _FILE.finditer(page.text) if int(m["n"] or m["m"]) == wanted)
        following = request_for(page, next(named, None), wanted)
        return ListReading(rows=rows, next_page=following or next_page(page, request.page))

"""No family in particular: HTML rows by general rules, JSON by the usual names, HTML in JSON."""

from selectolax.lexbor import LexborHTMLParser

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_reading, start_requests
from crawlers.families.json_rows import find_json_rows, load, markup_in
from crawlers.families.rows import find_rows
from crawlers.page import Page
from storage.records import Source


class General:
    name = "general"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        if page.body.lstrip()[:1] not in (b"{", b"["):
            return html_reading(source, request, page)
        data = load(page)
        rows = find_json_rows(data, page.url)
        if not rows and (markup := markup_in(data)):
            rows = find_rows(LexborHTMLParser(markup), page.url)
        return ListReading(rows=rows, reason="" if rows else f"{page.url} 的 JSON 里没有列表条目")

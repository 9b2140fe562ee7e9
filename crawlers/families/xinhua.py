"""Xinhua web publishing (国家能源局, 雄安): ``ds_<id>.json`` beside the page, or HTML rows."""

import re

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_reading, start_requests
from crawlers.families.json_rows import find_json_rows, load
from crawlers.families.links import attribute
from crawlers.families.pagers import request_for
from crawlers.page import Page
from storage.records import Source

_SOURCE = re.compile(r"datasource:([0-9a-f]{16,40})")


class Xinhua:
    name = "xinhua"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        if page.body.lstrip()[:1] in (b"{", b"["):
            rows = find_json_rows(load(page), page.url)
            reason = "" if rows else f"{page.url} 里没有条目"
            return ListReading(rows=rows, reason=reason)
        held = page.tree.css_first("#showData0[data]") or page.tree.css_first(
            "[data^='datasource']"
        )
        found = _SOURCE.search(attribute(held, "data")) if held else None
        data = request_for(page, f"ds_{found[1]}.json", request.page, "data") if found else None
        return ListReading(follow=(data,)) if data else html_reading(source, request, page)

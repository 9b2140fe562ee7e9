"""A site that nobody has looked at: each answer is read by the family that its own marks tell."""

from collections.abc import Mapping
from dataclasses import replace

from crawlers.families.base import Family, ListReading, ListRequest
from crawlers.families.html import start_requests
from crawlers.families.links import SCRIPTED
from crawlers.families.pagers import next_page
from crawlers.families.recognise import recognise
from crawlers.families.rows import find_rows
from crawlers.families.weights import leads_below, weight_of
from crawlers.page import Page
from storage.records import Source


class Auto:
    name = "auto"

    def __init__(self, families: Mapping[str, Family]) -> None:
        self._families = families

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        """As the recognised family reads it; where that finds nothing, by general rules."""
        general = self._families["general"]
        family = self._families.get(recognise(page) or "", general)
        reading = family.read(source, request, page)
        if not (reading.rows or reading.follow or family is general):
            found = general.read(source, request, page)
            reading = found if found.rows else reading
        return with_scripted(page, reading, request.page)


def with_scripted(page: Page, reading: ListReading, number: int = 1) -> ListReading:
    """The reading, or the rows of a weightier list whose elements lead on by script."""
    if page.body.lstrip()[:1] in (b"{", b"[") or leads_below(reading.rows, page.url):
        return reading
    if not page.tree.css_first(SCRIPTED):
        return reading
    rows = find_rows(page.tree, page.url, scripted=True)
    if weight_of(rows, page.url) <= weight_of(reading.rows, page.url):
        return reading
    following = next_page(page, number)
    return replace(reading, rows=rows, follow=(), next_page=following, reason="")

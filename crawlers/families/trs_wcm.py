"""TRS WCM (拓尔思): static lists with pagers in script; the list may stand in a frame."""

from urllib.parse import urlsplit

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.html import html_reading, start_requests
from crawlers.families.links import absolute, attribute
from crawlers.page import Page
from storage.records import Source


class TrsWcm:
    name = "trs_wcm"

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        return start_requests(source)

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        """Rows by general rules or ``select``; a page without rows is asked for its frame.

        The disclosure lists of the Ministry of Ecology and Environment are frames (FACTS 3.4).
        """
        reading = html_reading(source, request, page)
        frame = None if reading.rows or request.step == "frame" else frame_of(page)
        if frame is None:
            return reading
        follow = ListRequest(url=frame, page=request.page, referer=page.url, step="frame")
        return ListReading(follow=(follow,))


def frame_of(page: Page) -> str | None:
    """The first frame of the same host."""
    host = urlsplit(page.url).hostname
    for node in page.tree.css("iframe[src]")[:20]:
        url = absolute(attribute(node, "src"), page.url)
        if url and url != page.url and urlsplit(url).hostname == host:
            return url
    return None

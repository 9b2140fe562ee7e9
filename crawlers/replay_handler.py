"""Scrapy's downloads answered from WARC archives, never from the network."""

from datetime import datetime
from typing import Protocol, cast

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Headers, Response

from crawlers.replay import Archive, replay_address

UNARCHIVED = "X-Policywatch-Unarchived"
"""Header of the archive's own 404: nothing is known of the page."""


class _Replaying(Protocol):
    archive: Archive
    at: datetime


class ReplayHandler(BaseDownloadHandler):
    """Answers with the newest capture of the address not later than the pass's moment."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider = cast(_Replaying, crawler.spider)
        self._archive = spider.archive
        self._at = spider.at
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    async def download_request(self, request: Request) -> Response:
        """The captured answer, or a 404 that is marked as the archive's."""
        form: tuple[tuple[str, str], ...] = request.meta.get("form", ())
        found = self._archive.find(replay_address(request.url, form), self._at, self._limit)
        if found is None and form:
            found = self._archive.find(request.url, self._at, self._limit)
        if found is None:
            return Response(request.url, status=404, headers={UNARCHIVED: "1"})
        if not found.whole:
            raise DownloadCancelledError(f"more than {self._limit} bytes")
        headers = Headers()
        for name, value in found.headers:
            headers.appendlist(name, value.encode("utf-8"))
        return Response(request.url, status=found.status, headers=headers, body=found.body)

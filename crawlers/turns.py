"""Requests wait for their host's turn, and busy answers are heard: where Scrapy meets manners."""

from typing import Protocol, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawlers.answers import headers_of
from crawlers.manners import Manners


class _Mannered(Protocol):
    manners: Manners | None


def manners_of(crawler: Crawler) -> Manners | None:
    """The manners of the pass; ``None`` in a replay."""
    return cast(_Mannered, crawler.spider).manners if crawler.spider else None


class TurnHandler(HTTP11DownloadHandler):
    """Waits last, after Scrapy's own queue: a turn is taken when it is used."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._manners = manners_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises ``Refused`` if the host is at rest."""
        if self._manners:
            await self._manners.turn(urlparse_cached(request).hostname or "")
        return await super().download_request(request)


class BusyMiddleware:
    """Hears each answer before Scrapy's retries do."""

    def __init__(self, crawler: Crawler) -> None:
        self._manners = manners_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BusyMiddleware":
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response; the request is marked if the host is not to be pressed."""
        host = urlparse_cached(request).hostname or ""
        if self._manners and self._manners.answered(
            host, request.url, response.status, headers_of(response)
        ):
            request.meta["dont_retry"] = True
        return response

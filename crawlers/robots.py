"""robots.txt as RFC 9309 has it: 4xx allows, 5xx and silence forbid, and each says so."""

import asyncio
from dataclasses import dataclass

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, ResponseDataLossError
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawlers.answers import describe
from crawlers.guard import SILENT, Refused
from crawlers.monitors import Answer
from crawlers.turns import manners_of

_UNREADABLE = (DownloadCancelledError, ResponseDataLossError, IgnoreRequest, OSError)
_MOST = 500 << 10
"""RFC 9309, 2.5: at least 500 KiB are read."""


@dataclass(frozen=True)
class _Rules:
    """What one host's robots.txt allows; ``reason`` if it could not be had."""

    parsed: Protego | None = None
    reason: str = ""
    answer: Answer = "refused"


class RobotsMiddleware:
    """Asks each host for its robots.txt once a pass, and refuses what it forbids."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[_Rules]] = {}
        self._retried: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises ``Refused``."""
        if request.meta.get("robots"):
            return
        rules = await self._for(request)
        if rules.reason:
            raise Refused(rules.reason, rules.answer)
        if rules.parsed and not rules.parsed.can_fetch(request.url, self._agent):
            raise Refused("robots.txt 不允许抓取")

    async def _for(self, request: Request) -> _Rules:
        parts = urlparse_cached(request)
        host = f"{parts.scheme}://{parts.netloc}"
        known = self._rules.get(host)
        if known is None or self._worth_another(request, host, known):
            known = self._rules[host] = asyncio.ensure_future(self._fetch(host, request))
        return await known

    def _worth_another(self, request: Request, host: str, known: asyncio.Future[_Rules]) -> bool:
        """At the end of the pass, once: the host may have come back."""
        again = bool(request.meta.get("again")) and known.done() and bool(known.result().reason)
        if not again or host in self._retried:
            return False
        self._retried.add(host)
        return True

    async def _fetch(self, host: str, request: Request) -> _Rules:
        asked = Request(
            f"{host}/robots.txt",
            callback=NO_CALLBACK,
            priority=2000,
            meta={
                "robots": True,
                "trusted": request.meta.get("trusted", frozenset()),
                "private": request.meta.get("private", False),
                "again": request.meta.get("again", False),
                "download_maxsize": _MOST * 4,
            },
        )
        try:
            response = await self._crawler.engine.download_async(asked)
        except Refused as refused:
            return _Rules(reason=refused.reason, answer=refused.answer)
        except (*SILENT, *_UNREADABLE) as error:
            answer, reason = describe(error, _MOST * 4)
            return _Rules(reason=f"robots.txt 取不到：{reason}", answer=answer)
        if response.status >= 500:
            return _Rules(reason=f"robots.txt 取不到：HTTP {response.status}", answer="silence")
        if response.status != 200:
            return _Rules()
        parsed = Protego.parse(response.body[:_MOST].decode("utf-8", "replace"))
        if (manners := manners_of(self._crawler)) and (delay := parsed.crawl_delay(self._agent)):
            manners.slow_down(urlparse_cached(asked).hostname or "", delay)
        return _Rules(parsed=parsed)

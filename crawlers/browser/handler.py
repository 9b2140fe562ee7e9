"""Scrapy's downloads, those marked for it by a browser: needs the extra ``browser``."""

from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Page
from playwright.async_api import TimeoutError as PageTimeout
from scrapy import Request
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers.turns import TurnHandler

_IDLE_MILLISECONDS = 8_000
"""How long a page may go on loading what its scripts ask for."""


class RenderingHandler(TurnHandler, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """A page at a time; faults of the browser are those of any download."""

    async def download_request(self, request: Request) -> Response:
        """The answer, as the browser made it if the request is marked ``rendered``.

        Raises ``Refused``, ``DownloadTimeoutError``, ``DownloadFailedError``.
        """
        if not request.meta.get("rendered"):
            return await super().download_request(request)
        request.meta.update(self._marks())
        try:
            return await super().download_request(request)
        except PageTimeout as fault:
            raise DownloadTimeoutError(str(fault)) from fault
        except (Error, RuntimeError) as fault:  # the latter: it began to download a file
            raise DownloadFailedError(str(fault)) from fault

    def _marks(self) -> dict[str, Any]:
        return {
            "playwright": True,
            "playwright_context_kwargs": {
                "user_agent": self._crawler.settings["BROWSER_AGENT"],
                "accept_downloads": False,
                "service_workers": "block",
                "locale": "zh-CN",
            },
            "playwright_page_methods": [PageMethod(_settled)],
        }


async def _settled(page: Page) -> None:
    """Wait until the page asks for nothing any more; one that never ends is taken as it is."""
    with suppress(PageTimeout):
        await page.wait_for_load_state("networkidle", timeout=_IDLE_MILLISECONDS)

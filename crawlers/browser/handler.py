"""Scrapy's downloads, those marked for it by a browser: needs the extra ``browser``."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Page, TimeoutError as PageTimeout
from scrapy import Request
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers.turns import TurnHandler

_IDLE_MILLISECONDS = 8_000
"""How long a page may go on loading what its scripts ask for."""
_LATE_SECONDS = 8.0
"""How long a page that says hardly anything may take until its scripts have written."""
_POLL_SECONDS = 0.25
# How many words are seen; all there is to wait for where rows of a list are.
_SEEN = """() => {
  const words = text => ((text || '').match(/[\\u4e00-\\u9fff]|\\w+/g) || []).length;
  const rows = [...document.querySelectorAll('a[href]')].filter(a => words(a.textContent) >= 8);
  return rows.length >= 3 ? Infinity : words(document.body && document.body.innerText);
}"""
_FEWEST_WORDS = 30


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
    """Wait until the page asks for nothing any more, and says something; one that never ends, or
    never does, is taken as it is."""
    with suppress(PageTimeout):
        await page.wait_for_load_state("networkidle", timeout=_IDLE_MILLISECONDS)
    end, before = time.monotonic() + _LATE_SECONDS, -1.0
    while time.monotonic() < end:
        words = await _words(page)
        if words >= _FEWEST_WORDS and words == before:  # nothing is being written any more
            return
        before = words
        await asyncio.sleep(_POLL_SECONDS)


async def _words(page: Page) -> float:
    """How many words the page shows; none while it leads on to another."""
    try:
        return float(await page.evaluate(_SEEN))
    except Error:
        return 0.0

"""A browser as the last resort, for pages that only their own scripts fill.

It is the same visitor: the same name and contact, robots obeyed, the same turns. A site that
declines machines is not asked again by it; nothing pretends to be a person.
"""

import os
import shutil
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from storage.records import Source
from storage.settings import Settings

TO_BROWSER = "页面内容由脚本生成，改由浏览器读取"
"""The error of an answer that a browser's answer follows in the same pass."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FILES = (".pdf", ".doc", ".docx", ".wps", ".ofd", ".xls", ".xlsx", ".zip", ".rar", ".json", ".xml")
_MOST_SECONDS = 30
_FLAGS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--no-first-run",
)
# Where a request is led on to by an answer is not asked about: such addresses lead nowhere.
_INNER = (
    "localhost", "*.localhost", "*.local", "*.internal", "0.0.0.0", "127.*", "10.*", "192.168.*",
    "169.254.*", "100.100.100.200", *(f"172.{n}.*" for n in range(16, 32)),
    "[*",  # any address of IPv6, spelled out
)  # fmt: skip


def executable(settings: Settings) -> str | None:
    """The Chromium that is set, or found on the path."""
    if settings.chromium:
        return settings.chromium if Path(settings.chromium).is_file() else None
    return next(filter(None, map(shutil.which, _NAMES)), None)


def obstacle(settings: Settings) -> str:
    """Why no browser can be used, with the mend, in Chinese; empty if one can."""
    if find_spec("scrapy_playwright") is None:
        return "没有安装浏览器支持，请运行 pip install 'policywatch[browser]'"
    if executable(settings) is None:
        if settings.chromium:
            return f"POLICYWATCH_CHROMIUM 所指的程序不存在：{settings.chromium}"
        return "没有找到 Chromium，请安装 chromium，或设 POLICYWATCH_CHROMIUM 为它的路径"
    return ""


def asking(sources: Iterable[Source]) -> list[Source]:
    """The sources whose entries let a browser read their pages."""
    return [source for source in sources if source.render != "never"]


def is_page(url: str) -> bool:
    """Whether the address may be a page that scripts fill; a file is none."""
    return not urlsplit(url).path.lower().endswith(_FILES)


def browser_settings(settings: Settings, sources: Iterable[Source]) -> dict[str, Any]:
    """What the pass's Scrapy settings need so that requests marked for it go to the browser."""
    from crawlers.browser.gate import Gate

    hosts = {urlsplit(url).hostname or "" for one in asking(sources) for url in one.start_urls}
    handler = "crawlers.browser.handler.RenderingHandler"
    nowhere = dict.fromkeys(("data", "file", "ftp", "s3"))
    rules = [f"MAP {name} ~NOTFOUND" for name in _INNER]
    rules += [f"EXCLUDE {host}" for host in sorted(hosts)]
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, **nowhere},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": executable(settings),
            "headless": True,
            "args": [*_FLAGS, f"--host-resolver-rules={','.join(rules)}"],
            # The sandbox needs an account of its own: the superuser has none.
            "chromium_sandbox": os.geteuid() != 0 if hasattr(os, "geteuid") else True,
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_MAX_CONTEXTS": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": _MOST_SECONDS * 1000,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1000,
        "PLAYWRIGHT_RESTART_DISCONNECTED_BROWSER": False,
        "PLAYWRIGHT_ABORT_REQUEST": Gate(frozenset(hosts)),
        "BROWSER_AGENT": settings.user_agent,
    }

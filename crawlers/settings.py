"""Scrapy settings: who we say we are, what we obey, how slowly we go."""

from dataclasses import dataclass
from typing import Any

from scrapy.settings import default_settings

from storage.settings import Settings

BOT_NAME = "policywatch"
SPIDER_MODULES = ["crawlers.spiders"]

ROBOTSTXT_OBEY = False  # ours obeys: crawlers.robots, which also knows 5xx and silence
COOKIES_ENABLED = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
METAREFRESH_ENABLED = False  # what a page says is read later, from the store
DOWNLOAD_MAXSIZE = 50 << 20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
# A text must not be altered on its way: a host that cannot prove itself is not read, and named.
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
REDIRECT_MAX_TIMES = 8
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
# The spider asks for each address once by itself.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
LOG_ENABLED = False  # crawlers.run sets up the log
LOG_INSTALL_ROOT_HANDLER = False
LOG_FORMATTER = "crawlers.spiders.quiet.QuietFormatter"
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = False
# Callbacks return requests, not items: a hundred workers an answer would only cost time.
CONCURRENT_ITEMS = 1
DOWNLOADER_STATS = False
DOWNLOADER_MIDDLEWARES = {
    "crawlers.guard.GuardMiddleware": 60,
    "crawlers.robots.RobotsMiddleware": 100,
    "crawlers.turns.BusyMiddleware": 560,  # hears an answer before Scrapy's retries (550) do
}


def _without(standard: dict[str, int], *names: str) -> dict[str, int]:
    """A standard set without some. What is only set to None is loaded all the same: one such
    extension, a server that is off, took a tenth of a short pass."""
    return {path: place for path, place in standard.items() if not path.endswith(names)}


# Not needed, and each costs every request something.
DOWNLOADER_MIDDLEWARES_BASE = _without(
    default_settings.DOWNLOADER_MIDDLEWARES_BASE,
    ".OffsiteMiddleware",
    ".RobotsTxtMiddleware",
    ".HttpAuthMiddleware",
    ".MetaRefreshMiddleware",
    ".DownloaderStats",
    ".HttpCacheMiddleware",
)
# Every status is an observation; nothing is dropped before it is stored.
SPIDER_MIDDLEWARES_BASE = _without(
    default_settings.SPIDER_MIDDLEWARES_BASE,
    ".HttpErrorMiddleware",
    ".DepthMiddleware",
    ".MetaCopyDetectionMiddleware",
)
EXTENSIONS_BASE = {"scrapy.extensions.throttle.AutoThrottle": 0}


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast a pass goes. The defaults are for other people's servers."""

    delay: float = 2.0
    """Least seconds between two requests to a host; AutoThrottle adds to it."""
    per_host: int = 1
    """At a time. Without any delay Scrapy 2.19 lets a burst exceed this: it counts a request only
    when its task runs."""
    total: int = 16
    timeout: float = DOWNLOAD_TIMEOUT

    @property
    def polite(self) -> bool:
        return self.delay > 0


UNHURRIED = Pace()
AT_ONCE = Pace(delay=0, per_host=8, total=16)
"""For archives and simulated sites: nobody is there to be spared."""


def scrapy_settings(settings: Settings, pace: Pace, *, replay: bool) -> dict[str, Any]:
    """The settings of one pass, as Scrapy takes them."""
    base = {name: value for name, value in globals().items() if name.isupper()}
    for name in ("UNHURRIED", "AT_ONCE"):
        del base[name]
    base |= {
        "USER_AGENT": settings.user_agent,
        "DOWNLOAD_DELAY": pace.delay,
        "AUTOTHROTTLE_ENABLED": pace.polite,
        "AUTOTHROTTLE_START_DELAY": pace.delay,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "CONCURRENT_REQUESTS": pace.total,
        "CONCURRENT_REQUESTS_PER_DOMAIN": pace.per_host,
        "DOWNLOAD_TIMEOUT": pace.timeout,
    }
    handler = "crawlers.replay_handler.ReplayHandler" if replay else "crawlers.turns.TurnHandler"
    nowhere = dict.fromkeys(("data", "file", "ftp", "s3"))
    base["DOWNLOAD_HANDLERS"] = {"http": handler, "https": handler, **nowhere}
    if replay:
        base["RETRY_ENABLED"] = False
    return base

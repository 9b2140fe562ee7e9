"""What may be asked: not an inner address that a public page points to, not a host that is down.

Answers to the agencies' machines come first: a host that gave no answer, or refused us, several
times in a row is left alone for the rest of the pass, one that asked for rest until that is over.
"""

import ipaddress
from collections import Counter
from typing import Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from crawlers.monitors import Answer

SILENT = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
WALLS = frozenset({403, 412, 418, 429, 521})
_SILENT_LIMIT = 3
_WALL_LIMIT = 5


class Refused(IgnoreRequest):
    """A request that we do not make: why, in Chinese."""

    def __init__(self, reason: str, answer: Answer = "refused", *, noted: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer
        self.noted = noted
        """Worth a snapshot; not so what was merely left out after others had failed."""


class Inner(Refused):
    """A request to an address that a page must not lead to."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "astray")


class _Resting(Protocol):
    def resting(self, host: str) -> str: ...


def _never(_host: str) -> str:
    return ""


class GuardMiddleware:
    """Refuses requests, and keeps redirects in the queue of the host they lead to."""

    def __init__(self, crawler: Crawler) -> None:
        self._replay = bool(getattr(crawler.spider, "archive", None))
        manners: _Resting | None = getattr(crawler.spider, "manners", None)
        self._resting = manners.resting if manners else _never
        self._silent: Counter[str] = Counter()
        self._walls: Counter[str] = Counter()
        self._addresses: dict[str, _Address | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GuardMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises ``Refused``."""
        host = urlparse_cached(request).hostname or ""
        # Scrapy keeps a redirected request in the queue of the host that sent it.
        request.meta["download_slot"] = host
        if rest := self._resting(host):
            raise Refused(rest, noted=False)
        if not request.meta.get("again"):
            if self._silent[host] >= _SILENT_LIMIT:
                raise Refused(f"主机 {host} 没有应答，本次不再请求", "silence", noted=False)
            if self._walls[host] >= _WALL_LIMIT:
                raise Refused(f"主机 {host} 一再拒绝访问，本次不再请求", noted=False)
        trusted: frozenset[str] = request.meta.get("trusted", frozenset())
        if not self._replay:
            await self._keep_out(host, trusted, private=bool(request.meta.get("private")))

    async def _keep_out(self, host: str, trusted: frozenset[str], *, private: bool) -> None:
        """Raises ``Inner``. An entry may open inner networks, never the machine's own service."""
        address = address_of(host) if host in trusted else await self._address(host)
        if address is not None and is_machines_own(address):
            raise Inner(f"不允许的地址 {host}（链路本地或云主机元数据），不予请求")
        if private or host in trusted or not await self._is_inner(host):
            return
        if not any([await self._is_inner(known) for known in trusted]):
            raise Inner(f"公网页面指向内部地址 {host}，不予请求")

    def process_response(self, request: Request, response: Response) -> Response:
        """The response; remembers whether the host answers us."""
        host = urlparse_cached(request).hostname or ""
        self._silent[host] = 0
        if response.status not in WALLS:
            self._walls[host] = 0
        elif not request.meta.get("robots"):
            self._walls[host] += 1
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, SILENT):
            self._silent[urlparse_cached(request).hostname or ""] += 1

    async def _is_inner(self, host: str) -> bool:
        address = await self._address(host)
        return address is not None and not address.is_global

    async def _address(self, host: str) -> "_Address | None":
        if host not in self._addresses:
            self._addresses[host] = address_of(host) or await _resolve(host)
        return self._addresses[host]


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_METADATA = frozenset(
    map(ipaddress.ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"))
)
"""Where hosts of clouds ask for what they are, keys included, beside the link-local addresses."""


def is_machines_own(address: _Address) -> bool:
    """Whether the address is a service of the machine's own link or cloud: no site is there."""
    return address.is_link_local or address in _METADATA


def address_of(text: str) -> _Address | None:
    """The IP address that the text spells; ``None`` if it is a name."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


async def _resolve(host: str) -> _Address | None:
    """The address that the download will use too: Scrapy's resolver remembers its answers."""
    from twisted.internet import reactor  # the reactor is chosen when the crawl starts

    try:
        return address_of(await maybe_deferred_to_future(reactor.resolve(host)))  # type: ignore[arg-type]
    except (DNSLookupError, OSError, UnicodeError):
        return None

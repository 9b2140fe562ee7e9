"""What a page may load while a browser reads it: no pictures, and nothing from inner addresses."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address
from typing import Protocol
from urllib.parse import urlsplit

from crawlers.guard import address_of, is_machines_own

_UNREAD = frozenset({"image", "media", "font", "manifest", "ping", "websocket", "eventsource"})


class BrowserRequest(Protocol):
    """A request of the browser."""

    @property
    def url(self) -> str: ...

    @property
    def resource_type(self) -> str: ...


class Gate:
    """BrowserRequest of every request that a page makes; true: it is not made."""

    def __init__(self, trusted: frozenset[str]) -> None:
        self._trusted = trusted
        """Hosts that the sources' entries name: asked even if they are inner ones."""
        self._inner: dict[str, bool] = {}

    async def __call__(self, request: BrowserRequest) -> bool:
        if request.resource_type in _UNREAD:
            return True
        try:
            parts = urlsplit(request.url)
            host = parts.hostname or ""
        except ValueError:
            return True
        if parts.scheme not in ("http", "https"):
            return parts.scheme not in ("data", "blob", "about")
        if host in self._trusted:
            address = address_of(host)
            return address is not None and is_machines_own(address)
        return await self._is_inner(host)

    async def _is_inner(self, host: str) -> bool:
        if host not in self._inner:
            self._inner[host] = await _is_inner(host)
        return self._inner[host]


async def _is_inner(host: str) -> bool:
    """Whether any address of the host is an inner one; of a name without one, nothing comes."""
    if address := address_of(host):
        return _is_kept_out(address)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    addresses = [address_of(str(one[4][0]).partition("%")[0]) for one in found]
    return any(address is None or _is_kept_out(address) for address in addresses)


def _is_kept_out(address: IPv4Address | IPv6Address) -> bool:
    return not address.is_global or is_machines_own(address)

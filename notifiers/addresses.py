"""Which addresses webhooks and robots may have, and which of the network they may reach: decided on
the IP address, when connecting."""

import asyncio
import ipaddress
import socket

import httpx

_MOST_PORT = 65_535
_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_INTERNET6 = ipaddress.IPv6Network("2000::/3")
"""All that is given out of IPv6; the rest of it is somebody's own, or a way of writing IPv4."""
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        # Special ones that ``is_global`` takes for public ones in some versions of Python: of the
        # protocols, relays and tunnels to IPv4 (6to4, Teredo), documentation, benchmarks.
        (
            "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ),
    )
)  # fmt: skip


class PrivateAddressError(Exception):
    """The host leads into a private network."""


def is_public(address: str) -> bool:
    """Whether an IP address is of the public Internet, also where one is wrapped in another."""
    ip: _Ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            ip = ipaddress.IPv4Address(ip.packed[-4:])
        elif ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip not in _INTERNET6:
            return False
    if any(ip.version == network.version and ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast


def parsed(address: str) -> httpx.URL:
    """The address as a URL. Raises ``ValueError`` (one Chinese line) for what can be none."""
    if any(char.isspace() or not char.isprintable() for char in address):
        raise ValueError(f"网址里有空白或看不见的字符，请重新复制：{address!r}")
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise ValueError(f"不是网址：{address!r}") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise ValueError(f"应为 http(s) 网址，不含用户名：{address!r}")
    if url.port is not None and not 0 < url.port <= _MOST_PORT:
        raise ValueError(f"网址的端口应为 1 至 {_MOST_PORT}：{address!r}")
    return url


async def resolve(host: str, port: int, *, allow_private: bool) -> str:
    """One address of the host, to be connected to as it stands: asking the name server a second
    time could give another answer (DNS rebinding).

    Raises ``PrivateAddressError`` if any of its addresses is private, ``OSError`` if it has none.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is too long, or empty
        raise OSError(f"不是主机名：{host[:80]!r}") from error
    addresses = [str(info[4][0]) for info in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise PrivateAddressError(host)
    # IPv4 first: half-configured IPv6 is more common than hosts without IPv4.
    return min(addresses, key=lambda address: ":" in address)

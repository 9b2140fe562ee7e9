"""Which network addresses a webhook may reach: decided on the address, when connecting."""

import asyncio
import ipaddress
import socket

_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateAddressError(Exception):
    """The host leads into a private network."""


def is_public(address: str) -> bool:
    """Whether an IP address is of the public Internet, also where one is wrapped in another."""
    ip: _Ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            ip = ipaddress.IPv4Address(ip.packed[-4:])
        elif ip.teredo or ip.sixtofour:
            return False
        elif ip.ipv4_mapped:
            ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


async def resolve(host: str, port: int, *, allow_private: bool) -> str:
    """One address of the host, to be connected to as it stands: asking the name server a second
    time could give another answer (DNS rebinding).

    Raises ``PrivateAddressError`` if any of its addresses is private, ``OSError`` if it has none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise PrivateAddressError(host)
    # IPv4 first: half-configured IPv6 is more common than hosts without IPv4.
    return min(addresses, key=lambda address: ":" in address)

"""How many requests one network may make in an hour: counted in this process alone, and for no
longer than that hour."""

import ipaddress
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

_HOUR = timedelta(hours=1)
_MOST_NETWORKS = 10_000
"""Counted at once; from then on those that were quiet for longest are counted anew."""


def network_of(address: str) -> str:
    """The network of a client: of IPv4 a /24, of IPv6 a /64; of what is no address, itself."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    bits = 24 if ip.version == 4 else 64
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False))


@dataclass(kw_only=True)
class Limit:
    """So many requests an hour from each network."""

    most: int
    _seen: dict[str, deque[datetime]] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock)

    def allows(self, address: str, now: datetime) -> bool:
        """Whether one more may come from the client's network; if so, it is counted."""
        network = network_of(address)
        with self._guard:
            seen = self._seen.pop(network, deque())
            while seen and seen[0] <= now - _HOUR:
                seen.popleft()
            allowed = len(seen) < self.most
            if allowed:
                seen.append(now)
            self._seen[network] = seen
            if len(self._seen) > _MOST_NETWORKS:
                del self._seen[next(iter(self._seen))]
            return allowed

"""Since when a feed has been what it is: what ``Last-Modified`` says of it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

_MOST = 10_000
"""Addresses that are remembered."""
_SECOND = timedelta(seconds=1)


@dataclass(kw_only=True)
class Answered:
    """Of each address the fingerprint of its last answer, and since when that is the answer, as far
    as this process knows: nothing that is stored tells when a text changed that is made anew."""

    _since: OrderedDict[str, tuple[str, datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def since(self, address: str, fingerprint: str, now: datetime) -> datetime:
        """Since when this has been the answer, in whole seconds: another answer is later."""
        moment = now.replace(microsecond=0)
        with self._lock:
            before, at = self._since.pop(address, ("", None))
            if at and before == fingerprint:
                moment = at
            elif at:
                moment = max(moment, at + _SECOND)
            self._since[address] = fingerprint, moment
            if len(self._since) > _MOST:
                self._since.popitem(last=False)
        return moment

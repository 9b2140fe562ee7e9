"""Moments at which all robots of the world speak, and chats refuse some of them: pure."""

import hashlib
from datetime import datetime, timedelta

_HALF_HOUR = timedelta(minutes=30)
_BEFORE, _AFTER = timedelta(seconds=15), timedelta(minutes=1)
"""Around each full and half hour: clocks differ, and an attempt takes its time."""
_SPREAD = 240
"""Seconds over which what is put off is spread."""
_EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def off_peak(whose: str, moment: datetime) -> datetime | None:
    """When to send instead, the same for the same addressee; nothing: the moment is a good one."""
    into = (moment + _BEFORE - _EPOCH) % _HALF_HOUR
    if into >= _BEFORE + _AFTER:
        return None
    digest = hashlib.sha256(whose.encode()).digest()
    spread = timedelta(seconds=int.from_bytes(digest[:4]) % _SPREAD)
    return moment + _BEFORE - into + _AFTER + spread

"""What becomes of a delivery that was not accepted, and when it is tried next: pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from notifiers import NOTIFIERS, DeliveryError
from pipeline.telling.sending.lanes import Hold
from storage.queries.sending import Outcome
from storage.records import Delivery

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240, 480, 480))
"""Between attempts, each a tenth more or less: the first ones are what greylisting asks for; a day
in all, then the delivery is given up. A channel with a plan of its own has it as ``DELAYS``."""
_DAY = timedelta(days=1)
_JITTER = 1.1
"""What a plan takes at most, of what its delays add up to."""
_ASKED_FOR = 86_400
"""Seconds: no receiver makes us wait longer."""


def delays_of(one: Delivery) -> Sequence[timedelta]:
    """The plan by which the delivery is tried again: its channel's own, else the common one.

    Of a test none: somebody waits for what became of it.
    """
    if one.kind == "test":
        return ()
    plan: Sequence[timedelta] = getattr(NOTIFIERS.get(one.channel), "DELAYS", DELAYS)
    return plan


def failure(
    taken: Delivery, error: DeliveryError, now: datetime, delays: Sequence[timedelta] = DELAYS
) -> Outcome:
    """What becomes of a delivery whose attempt (the ``attempts``-th) raised ``error``."""
    if error.unknown:
        return Outcome(state="unknown", error=error.reason)
    if not error.transient:
        return Outcome(state="failed", error=error.reason, gone=error.gone)
    if taken.attempts > len(delays) or _is_over(taken, delays, now):
        return Outcome(state="given_up", error=error.reason, gone=error.gone)
    asked_for = timedelta(seconds=min(error.retry_after or 0, _ASKED_FOR))
    wait = max(_jittered(taken, delays[taken.attempts - 1]), asked_for)
    return Outcome(state="planned", error=error.reason, next_attempt_at=now + wait)


def held_back(planned: Delivery, hold: Hold, now: datetime) -> Outcome:
    """What becomes of a delivery that is not attempted, since its lane takes no more just now.

    Our own pace holds for as long as it takes, a receiver's refusal of all as long as the plan.
    """
    if hold.reason and _is_over(planned, delays_of(planned), now):
        return Outcome(state="given_up", error=hold.reason)
    said = f"暂缓（同一去处刚答复过）：{hold.reason}"[:500] if hold.reason else planned.error
    return Outcome(state="planned", error=said, next_attempt_at=hold.until)


def _is_over(one: Delivery, delays: Sequence[timedelta], now: datetime) -> bool:
    """Whether the plan is over by the clock: most of the time it may have been held back."""
    longest = max(_DAY, sum(delays, timedelta(0)) * _JITTER)
    return now - (one.tried_since or now) > longest


def _jittered(taken: Delivery, delay: timedelta) -> timedelta:
    """By the id, so that it is the same whoever computes it."""
    seed = hashlib.sha256(f"{taken.delivery_id}:{taken.attempts}".encode()).digest()
    return delay * (0.9 + 0.2 * int.from_bytes(seed[:4]) / 0xFFFFFFFF)

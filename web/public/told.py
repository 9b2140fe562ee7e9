"""The digests that a reader was sent, as their own page names them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifiers.summary import span_words
from storage.clock import day_of
from storage.records import DELIVERY_WORDS, Delivery
from web.public.context import Public


@dataclass(frozen=True, kw_only=True)
class Told:
    """One digest, as its reader is told of it."""

    days: str
    """2026年11月16日—22日."""
    state: str
    at: datetime
    copy: str
    """The path of its copy on the web; empty: there is none."""


def told(public: Public, one: Delivery) -> Told:
    """What is said of it."""
    return Told(
        days=_days(one),
        state=DELIVERY_WORDS[one.state],
        at=one.accepted_at or one.planned_at,
        copy=public.path(f"/digests/{one.copy_id}") if one.copy_id else "",
    )


def _days(one: Delivery) -> str:
    """Of which it tells; of one of which that is not stored, its name."""
    if not one.since or not one.until:
        return one.period
    return span_words(day_of(one.since), day_of(one.until - timedelta(microseconds=1)))

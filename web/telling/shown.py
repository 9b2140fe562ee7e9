"""Subscriptions and deliveries as the desk's pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifiers import channel_name
from notifiers.masking import short_address
from notifiers.wanted import rate_words, wanted
from pipeline.deliver import REPLAYABLE
from pipeline.desk import topic_names
from pipeline.telling.composing.periods import next_sent
from pipeline.telling.what_for import what_for
from storage.records import DELIVERY_WORDS, ENDED_WORDS, Delivery, Office, Subscription


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A subscription with what is said of it."""

    who: Subscription
    channel: str
    address: str
    """Short: that of a chat is a key."""
    wants: tuple[str, ...]
    when: str
    state: str
    """active failing ended"""
    state_words: str
    next_due: datetime | None

    @property
    def heading(self) -> str:
        return self.who.name or self.address


def shown(who: Subscription, office: Office, now: datetime) -> Shown:
    """The subscription as the pages show it."""
    state = "ended" if not who.active else "failing" if who.failing_since else "active"
    words = {"ended": ENDED_WORDS[who.ended] or "已停用", "failing": "接收失败", "active": "启用"}
    return Shown(
        who=who,
        channel=channel_name(who.channel),
        address=short_address(who.address),
        wants=wanted(who.filter, topic_names(), office, doubtful=who.include_doubtful),
        when=rate_words(who),
        state=state,
        state_words=words[state],
        next_due=next_sent(who, now),
    )


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A delivery with what is said of it."""

    record: Delivery
    what_for: str
    """2026-W47, 确认信, …"""
    channel: str
    address: str
    state_words: str
    can_retry: bool


def sent(record: Delivery) -> Sent:
    """The delivery as the pages show it."""
    return Sent(
        record=record,
        what_for=what_for(record),
        channel=channel_name(record.channel),
        address=short_address(record.address) or "（已删除）",
        state_words=DELIVERY_WORDS[record.state],
        can_retry=record.state in REPLAYABLE,
    )


def all_sent(records: Sequence[Delivery]) -> list[Sent]:
    """The deliveries as the pages show them."""
    return [sent(one) for one in records]

"""Telling people: subscriptions, digests, messages and deliveries."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.records.changes import Change
from storage.records.documents import Document
from storage.records.issues import Printing
from storage.records.sources import Posting
from storage.records.words import DeliveryState, Part


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a subscription wants; an empty field does not restrict."""

    topics: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    regions: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    words_not: tuple[str, ...] = ()
    least_significance: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Subscription:
    subscription_id: str
    channel: str
    """A key of ``notifiers.NOTIFIERS``: email, webhook."""
    address: str
    """Mail address or URL."""
    name: str = ""
    filter: Filter = field(default_factory=Filter)
    include_doubtful: bool = True
    """Documents that are for a person to decide go out too, marked 待定."""
    secret: str = ""
    active: bool = True
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The clauses that changed, as mails show them."""

    html: str
    """Markup: all that is of the texts is escaped in it."""
    lines: tuple[str, ...]
    """The same as plain text."""


@dataclass(frozen=True, kw_only=True)
class DigestItem:
    change: Change
    document: Document
    postings: tuple[Posting, ...]
    text: str = ""
    """The document's body, where a filter asks for words."""
    note: str = ""
    """What else happened to the document in the period, in Chinese."""
    missing: str = ""
    """Which attachments are promised and not there, in Chinese."""
    printings: tuple[Printing, ...] = ()
    """In which published issues the document stands."""
    printed: str = ""
    """The same in Chinese."""
    comparison: Comparison | None = None
    """What changed, where a text did."""


@dataclass(frozen=True, kw_only=True)
class CoverageLine:
    """One part of the coverage statement."""

    part: Part
    read: int
    total: int
    unread: tuple[str, ...] = ()
    """Of each source not read: its name and since when."""


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One subscription's items of one period."""

    digest_id: str
    """Hash of subscription and period: a row of this id exists once."""
    subscription: Subscription
    period: str
    """ISO week: 2026-W47."""
    since: datetime
    until: datetime
    added: tuple[DigestItem, ...] = ()
    changed: tuple[DigestItem, ...] = ()
    withdrawn: tuple[DigestItem, ...] = ()
    late: tuple[DigestItem, ...] = ()
    coverage: tuple[CoverageLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """One rendered digest for one channel."""

    message_id: str
    """Stable: the same digest gives the same id."""
    channel: str
    address: str
    secret: str = ""
    subject: str
    text: str
    html: str = ""
    payload: str = ""
    """JSON, for channels that post it."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The account of one message's sending. ``digest_id`` is unique: twice is impossible."""

    delivery_id: str
    digest_id: str
    subscription_id: str
    period: str
    state: DeliveryState
    message: Message
    attempts: int = 0
    planned_at: datetime
    last_attempt_at: datetime | None = None
    next_attempt_at: datetime | None = None
    accepted_at: datetime | None = None
    error: str = ""

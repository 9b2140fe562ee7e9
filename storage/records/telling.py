"""Telling people: subscriptions, digests, messages and deliveries."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from storage.records.changes import Change
from storage.records.documents import Document, KeyFact
from storage.records.issues import Printing
from storage.records.offices import Office
from storage.records.sources import Posting
from storage.records.words import AmendedField, ChangeKind, DeliveryState, Part


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a subscription wants, and a search finds; an empty field does not restrict.

    All fields must hold, of each one entry. What it means is ``pipeline.searching.wanted``.
    """

    topics: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    regions: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Each as people type a search: all that is in it must be found."""
    words_not: tuple[str, ...] = ()
    least_significance: float = 0.0
    kinds: tuple[ChangeKind, ...] = ()
    """Of changes, as ``least_significance`` is: a search for documents does not ask."""
    validity: tuple[str, ...] = ()
    """Standings: in-force, repealed …"""
    relevant: tuple[Literal["yes", "person", "no"], ...] = ()
    since: date | None = None
    """The first day of publication, …"""
    until: date | None = None
    """… and the last."""


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
    """As people decided it, …"""
    amended: tuple[AmendedField, ...] = ()
    """… and in what they corrected the program."""
    postings: tuple[Posting, ...]
    texts: tuple[str, ...] = ()
    """The document's texts, where a filter asks for words."""
    state: str | None = None
    """Whether the document holds, where a filter asks for it."""
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
    key_facts: tuple[KeyFact, ...] = ()
    """What the document sets: targets, then tasks by date, then addressees."""
    gist: str = ""
    """The two or three of them that matter, in Chinese."""


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
    office: Office
    """Whose parts it is arranged by."""


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

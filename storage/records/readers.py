"""Readers beside their digests: sign-ups, bounces, calendar entries, canaries."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.records.documents import Deadline
from storage.records.telling import Filter
from storage.records.words import BounceKind, CanaryStage, DeadlineKind, Rate


@dataclass(frozen=True, kw_only=True)
class Signup:
    """What somebody asked for on the public page, until the mailbox confirms it."""

    signup_id: str
    address: str
    filter: Filter
    rate: Rate
    weekday: int = 1
    hour: int = 8
    subscription_id: str = ""
    """Whose new address it is; empty: a new subscription is asked for."""
    created_at: datetime
    expires_at: datetime
    """Then it is deleted: an address that never answered is not kept."""


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """A mail that came back, or a complaint about one."""

    bounce_id: str
    """Hash of the report: one that is read twice counts once."""
    address: str
    delivery_id: str
    """Empty: it does not say which mail came back."""
    kind: BounceKind
    said: str
    """What the mail server answered."""
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """What a document sets for one day, as calendars know it: a day that changes is the same
    entry with a new day."""

    uid: str
    """Never changes, and is never another's."""
    document_id: str
    kind: DeadlineKind
    day: date | None
    """Nothing: it was taken back."""
    said: tuple[Deadline, ...]
    """Where the document says so; of one that was taken back where it said so last."""
    sequence: int
    """Raised with each change (RFC 5545 3.8.7.4)."""
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FeedPlace:
    """Where a change stands in all feeds: its place is given once and never again."""

    place: int | None = None
    """Rises in the order in which changes became news, whenever they were detected."""
    change_id: str
    news_at: datetime
    """When it was detected, or taken by a person."""
    doubtful: bool
    """It is news for those who are told also of what a person has yet to decide, …"""
    sure: bool
    """… and for those who are not. Neither: its document does not belong, or not any more."""


@dataclass(frozen=True, kw_only=True)
class Canary:
    """One run of our own change through the whole line."""

    canary_id: str
    started_at: datetime
    stage: CanaryStage
    """The last one that was reached."""
    reached_at: datetime
    mailed_at: datetime | None = None
    """When its mail was found in the mailbox."""
    posted_at: datetime | None = None
    """When its webhook came in."""
    failed_at: datetime | None = None
    """When the alarm was given: the next stage was not reached in time."""
    closed_at: datetime | None = None
    """When all had arrived."""

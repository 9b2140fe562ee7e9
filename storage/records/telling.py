"""Telling people: subscriptions and digests."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from storage.records.changes import Change
from storage.records.documents import Deadline, Document, KeyFact, Review
from storage.records.issues import Printing
from storage.records.offices import Office
from storage.records.sources import Posting, Source
from storage.records.words import (
    AmendedField,
    ChangeKind,
    EndedReason,
    Part,
    Rate,
)


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
class Held:
    """A run that announced too much to be told at once: it is told the next morning."""

    run_id: str
    detected_at: datetime


@dataclass(frozen=True, kw_only=True)
class OldSecret:
    """One that was changed, and signs as well until then."""

    secret: str
    until: datetime


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
    previous: tuple[OldSecret, ...] = ()
    """Those before, the latest first: receivers change theirs meanwhile."""
    rate: Rate = "weekly"
    weekday: int = 1
    """Of a weekly one: 1 (Monday) to 7."""
    hour: int = 8
    """Of a daily or weekly one, in China: what was detected before that day goes out then."""
    after_holidays: bool = False
    """A digest that is due on a day off goes out on the first working day after it."""
    quiet: str = ""
    """Hours in which nothing is sent, in China's time: 22:00-07:00."""
    empties: bool = True
    """A daily or weekly digest is sent even if it has no item: it says what was watched."""
    approval: bool = False
    """Each digest waits until a person approves it."""
    contact: str = ""
    """The mail address of who is told when a webhook or chat no longer takes anything."""
    active: bool = True
    ended: EndedReason = ""
    """Why it is not active."""
    ended_at: datetime | None = None
    failing_since: datetime | None = None
    """Since when a webhook or chat has taken nothing of what was sent to it."""
    told_until: datetime | None = None
    """Up to when it has been told everything."""
    told_at: datetime | None = None
    """When the digest was made that did so: what people decide later may be news."""
    held: tuple[Held, ...] = ()
    """What was held back, of one that is told at once."""
    link_key: str = ""
    """What signed links of it are bound to: with another one, all that were sent are void."""
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When subscriptions are told, and how far they are: many have the same one."""

    rate: Rate
    weekday: int
    hour: int
    after_holidays: bool
    quiet: str
    """Of those that are told at once; else empty."""
    told_until: datetime | None
    told_at: datetime | None
    held: tuple[Held, ...] = ()
    joined_at: datetime | None = None
    """When it began, of one that is told at once and was not told yet."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The clauses that changed, as mails show them."""

    html: str
    """Markup: all that is of the texts is escaped in it."""
    lines: tuple[str, ...]
    """The same as plain text."""


@dataclass(frozen=True, kw_only=True)
class AheadLine:
    """A date ahead that a document sets, as digests show it."""

    document: Document
    url: str
    """Of its leading page; empty: that is gone."""
    said: Deadline
    when: str
    """The day as precise as the text is: 2025年底, 2024年6月底, 2024年1月31日."""
    what: str
    """What falls on it: 意见反馈截止, 施行."""
    gist: str
    """The sentence from the clause of the date on, shortened."""


@dataclass(frozen=True, kw_only=True)
class DigestItem:
    change: Change
    document: Document
    """As people decided it, …"""
    amended: tuple[AmendedField, ...] = ()
    """… and in what they corrected the program."""
    reviews: tuple[Review, ...] = ()
    """Of a document that was announced before the period and taken in it: every decision."""
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
    opening: str = ""
    """The first sentence of its text that says something, of a new one without a ``gist``."""
    reason: str = ""
    """Why it is for a person to decide, where it is."""
    reckoned_on: date | None = None
    """From when it holds, where its text says so and its page does not, …"""
    reckoned: bool = False
    """… which had to be reckoned from another date: 自公布之日起30日后."""
    deadlines: tuple[AheadLine, ...] = ()
    """The dates ahead that it sets, the first day first; of a consultation its end though over."""


@dataclass(frozen=True, kw_only=True)
class SourceRead:
    """Whether one source was read in a period, and whose documents it carries."""

    source: Source
    part: Part | None
    """Of the office, that its documents get by default."""
    read: bool
    why: str = ""
    """Since when not, or why not: 11月3日起无法连接."""
    known: bool = False
    """An open fault stands behind it."""
    since: date | None = None
    """The day on which it was read for the first time, if that is in the period: what was there by
    then is no news to anybody, however young."""
    as_of: date | None = None
    """The day on which it was read last, if that is well before the period's end."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """That a source led to documents of that part, region and issuers."""

    source_id: str
    part: Part | None
    region: str
    issuing_bodies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CoverageLine:
    """One part of the coverage statement."""

    part: Part | None
    read: int
    total: int
    unread: tuple[str, ...] = ()
    """Of each source not read: its name and since when."""
    since: date | None = None
    """The last day before which one of those that were read had never been read, if that is in the
    period."""
    as_of: date | None = None
    """The first day after which one of those that were read was not read again, if that is well
    before the period's end."""


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One subscription's items of one period."""

    digest_id: str
    """Hash of subscription and period: a row of this id exists once."""
    subscription: Subscription
    period: str
    """2026-W47 (a week), 2026-W48-5 (a week until that day), 2026-11-25, 2026-11-26T091203."""
    since: datetime
    until: datetime
    made_at: datetime | None = None
    """When it is made, by which its readers count: days of another year say so; without it, at
    the end of its period."""
    added: tuple[DigestItem, ...] = ()
    changed: tuple[DigestItem, ...] = ()
    withdrawn: tuple[DigestItem, ...] = ()
    late: tuple[DigestItem, ...] = ()
    held: tuple[str, ...] = ()
    """What is told the next morning only, a line of Chinese for each source."""
    coverage: tuple[CoverageLine, ...] = ()
    """Of the sources behind its filter."""
    ahead: tuple[AheadLine, ...] = ()
    """What comes up in documents that its filter wants, whenever they were found."""
    office: Office
    """Whose parts it is arranged by."""

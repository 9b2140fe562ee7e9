"""Sources, and what was fetched from them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from storage.records.words import (
    How,
    Level,
    PageKind,
    PostingRole,
    Render,
    SnapshotKind,
    SourceState,
)


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What a pass over a source must find, or a Problem opens."""

    min_rows: int = 1
    max_silence_days: int = 0
    """Days without a new row before the source counts as silent; 0: not watched."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One column (栏目) of one agency's site, declared in ``crawlers/sources/*.toml``."""

    source_id: str
    name: str
    agency: str
    """The agency's usual short name, as it signs: 国家发展改革委."""
    family: str
    level: Level
    """Of the agency whose documents the column carries."""
    start_urls: tuple[str, ...]
    region: str = "全国"
    column: PageKind = "document"
    """What the column carries when a page does not say otherwise."""
    enabled: bool = True
    verified: bool = False
    """Checked against a real page; else ``rests_on`` says what the entry was written from."""
    rests_on: str = ""
    pages: int = 5
    """The most list pages read in a pass."""
    every_minutes: int = 120
    window: str = ""
    """When scheduled passes may start, in China's time: 22:00-06:00; empty: the setting's."""
    private: bool = False
    """Its public pages may point to inner addresses."""
    render: Render = "never"
    """Whether a browser may read its pages: those that only a script fills, or all of them."""
    select: dict[str, str] = field(default_factory=dict)
    """CSS selectors that differ from the family's: rows, link, title, date, body, …"""
    options: dict[str, str] = field(default_factory=dict)
    """Values that the family asks for: channel ids, page sizes, …"""
    expect: Expectation = field(default_factory=Expectation)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a list page: a link to a document, and what the list says of it."""

    url: str
    title: str
    published_on: date | None = None
    document_number: str | None = None
    issuing_bodies: tuple[str, ...] = ()
    index_number: str | None = None
    signed_on: date | None = None
    detected: bool = False
    """Found by general rules after the source's own way of reading had failed."""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One URL of a source that carries a document."""

    posting_id: str
    """Hash of the canonical URL."""
    source_id: str
    """The source that owns it, of those that list it: one of its own host, else the first by id."""
    url: str
    row: Row
    """As the owner last listed it."""
    first_listed_at: datetime
    first_run_id: str
    last_listed_at: datetime
    document_id: str | None = None
    role: PostingRole | None = None
    version_id: str | None = None
    """The version that the page shows now; ``None`` before the first one."""
    body_sha256: str | None = None
    """Of the answer that was interpreted last: the same bytes again say nothing new."""
    gone_run_id: str | None = None
    """The pass in which the page was last found gone (404, 410, or the agency's own "removed")."""
    missing_since: datetime | None = None
    """First of an unbroken series of such answers, with the host otherwise well."""
    withdrawn: bool = False
    at_home: bool = False
    """The source that owns it starts at the page's own host."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """That a source's list shows a posting; several sources may list one."""

    source_id: str
    posting_id: str
    first_run_id: str
    first_listed_at: datetime
    last_run_id: str
    last_listed_at: datetime
    dated_on: date | None = None
    """The date of the row, as first listed."""
    checked_at: datetime | None = None
    """When the page was last asked for; ``None``: not yet."""
    due_at: datetime | None = None
    """When it is to be asked for again; ``None``: at once."""
    backfilled: bool = False
    """Found by reaching back into an old list: never news."""


@dataclass(frozen=True, kw_only=True)
class Host:
    """A host that is asked, by whatever process: when it may be asked again."""

    host: str
    next_at: datetime
    """No request before: the delay between two of them."""
    rest_until: datetime | None = None
    """It asked for rest (429, 503), or gets it for answering so again and again."""
    reason: str = ""
    """Its answer: HTTP 429."""
    strikes: int = 0
    """So many such rests lately: each doubles the next one."""


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A page that said where its text is: what of it is needed to read it with what it led to."""

    how: How
    url: str
    """Its final address."""
    body_sha256: str
    media_type: str = ""
    charset: str | None = None


OWN_SOURCE = "policywatch_canary"
"""The source of our own page, by which the line tests itself: no agency's, and nobody is told."""
GONE = frozenset({404, 410})
"""Statuses by which a host says that there is no such page."""
PAGE_GONE = "gone"
"""What a snapshot shows in the place of a version, if the page is no more."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One answer to one request, verbatim: a row an observation; bodies are stored once by hash."""

    snapshot_id: str
    run_id: str
    source_id: str
    kind: SnapshotKind
    url: str
    """As requested (canonical)."""
    final_url: str
    """After redirects."""
    redirects: tuple[str, ...] = ()
    parent_url: str | None = None
    """The page that links an attachment, or whose text stands here."""
    led_by: tuple[Lead, ...] = ()
    """Of a second address: the pages that led to it, the document's own first."""
    leads_to: str = ""
    """The second address that was asked for, since the text is not here."""
    rendered: bool = False
    """A browser ran the page's scripts: the body is what they made of it."""
    fetched_at: datetime
    status: int
    """HTTP status; 0 if no answer came."""
    headers: dict[str, str] = field(default_factory=dict)
    body_sha256: str | None = None
    """Of a 304: that of the answer it confirms."""
    body_bytes: int = 0
    media_type: str = ""
    error: str = ""
    """Why no answer came, why its body was not kept, or why it is not the site's word on the page:
    an error page with a 200, a wall that says 404."""
    processed: bool = False
    shows: str | None = None
    """The version that it was found to show, or ``PAGE_GONE``; ``None``: it says neither."""

    @property
    def says_gone(self) -> bool:
        """The host says that there is no such page; a wall that answers 404 does not."""
        return self.status in GONE and not self.error


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """What one fetch of a page, of its text at a second address, or of a file came to."""

    snapshot_id: str
    run_id: str
    url: str
    posting_id: str
    """Of the page itself, or of the one that it belongs to."""
    is_file: bool
    at: datetime
    body_sha256: str | None
    """``None`` if nothing that can be kept came."""
    shows: str | None
    """As of the snapshot."""


@dataclass(frozen=True, kw_only=True)
class CrawlRun:
    """One pass over one source."""

    run_id: str
    source_id: str
    started_at: datetime
    finished_at: datetime | None = None
    """``None``: under way, or ended before its time."""
    complete: bool = False
    """Every list page that was wanted was read: only then does a pass count as a baseline."""
    baseline: bool = False
    """No complete pass came before it."""
    state: SourceState | None = None
    problem: str | None = None
    rows: int = 0
    requests: int = 0
    fetched: int = 0
    not_modified: int = 0
    unarchived: int = 0
    """In a replay: addresses that the archive does not hold."""
    snapshots: int = 0
    versions: int = 0
    rendered: int = 0
    """Pages that a browser read."""
    waiting: int = 0
    """Documents that were due and not asked for: later passes come to them."""
    reached_on: date | None = None
    """The date of the oldest row read."""
    by_detection: bool = False
    """Some rows were found by general rules, after the source's own way of reading had failed."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One open fault of a source: opened once, closed by itself."""

    problem_id: str
    source_id: str
    state: str
    """blocked broken unreachable redesigned silent flapping extract emptied doubtful; of our own
    line ``canary``, of the mailbox of returned mails ``mailbox``, of drafts that nobody answers
    ``drafts``, of a job that stands still what ``job_state`` says."""
    cause: str
    """One line in Chinese: what, where, the mend."""
    opened_at: datetime
    last_seen_at: datetime
    closed_at: datetime | None = None
    told_at: datetime | None = None
    """When the operator was told of it (last)."""
    acknowledged_at: datetime | None = None
    """Since then a person knows: it leaves the red line, not the books."""
    acknowledged_by: str = ""
    note: str = ""
    """What that person said of it."""
    proposal: str = ""
    """Of a redesigned source, as JSON: selectors that would read it again, and how they did."""
    over_told_at: datetime | None = None
    """When the operator was told that it is over; before ``told_at``: it came back since."""

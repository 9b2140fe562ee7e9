"""The vocabulary: every thing the program speaks of, as frozen keyword-only records.

Every stage takes records and returns records. Moments are aware UTC datetimes, legal dates plain
dates; what a page does not say is ``None``, never a guess. The tables of ``storage.tables`` mirror
the records that are stored (a test compares columns with fields).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

Part = Literal["central", "mee", "ministry", "province"]
PARTS: tuple[Part, ...] = get_args(Part)
"""In the order of an issue."""
PageState = Literal["ok", "blocked", "broken", "not-found", "moved", "truncated"]
SourceState = Literal["ok", "blocked", "broken", "unreachable", "silent", "skipped"]
UNREADABLE: tuple[SourceState, ...] = ("blocked", "broken", "unreachable")
"""States in which nothing new of a source can be seen."""
UNREAD: tuple[str, ...] = (*UNREADABLE, "redesigned")
"""Problems of a source that its entry does not read; general rules read a redesigned one."""
STATE_WORDS: dict[str, str] = {
    "blocked": "拒绝访问",
    "broken": "无法解读",
    "unreachable": "无法连接",
    "silent": "久无更新",
}
"""How people are told of a source's state."""
PROBLEM_WORDS: dict[str, str] = STATE_WORDS | {
    "flapping": "反复改动",
    "extract": "个别页面无法解读",
    "emptied": "个别页面正文变空",
    "doubtful": "列表可疑",
    "redesigned": "版面改变",
}
"""The same of every problem that a source may have."""
SPEAKING: tuple[Literal["interpretation", "news"], ...] = ("interpretation", "news")
"""Kinds of page, and roles of posting, that speak of a document without carrying it."""
SnapshotKind = Literal["list", "document", "content", "attachment"]
"""``content``: the second address of a document whose page does not hold its own text."""
How = Literal["redirect", "frame", "interface", "file"]
"""By what a page says that its text stands at another address."""
Render = Literal["never", "when_blocked", "always"]
PageKind = Literal[
    "document",
    "consultation",
    "law",
    "interpretation",
    "news",
    "personnel",
    "procurement",
    "statistics",
    "meeting",
    "publicity_list",
    "speech",
]
PostingRole = Literal["original", "repost", "interpretation", "news", "attachment_only"]
ChangeKind = Literal[
    "baseline", "added", "amended", "attachment", "metadata", "withdrawn", "restored"
]
BlockKind = Literal[
    "heading",
    "paragraph",
    "item",
    "table",
    "addressee",
    "signature",
    "date",
    "image",
    "box",
    "attachments",
]
Nature = Literal["substance", "wording", "formality", "furniture"]
ValueKind = Literal[
    "date", "number", "percent", "amount", "unit", "modal", "scope", "document_number", "attachment"
]
HunkOp = Literal["insert", "delete", "replace", "move", "renumber"]
RelationKind = Literal[
    "cites",
    "implements",
    "amends",
    "repeals",
    "replaces",
    "forwards",
    "promulgates",
    "interprets",
    "draft-of",
]
LinkKind = Literal["number", "title", "text", "kept", "speaks", "doubt"]
RulingKind = Literal["same", "apart", "split"]
DeadlineKind = Literal["report", "apply", "consultation", "effective", "expiry", "target"]
Precision = Literal["day", "month", "year"]
MarkOp = Literal["equal", "insert", "delete"]
Decision = Literal["approve", "reject"]
DeliveryState = Literal["planned", "handed_over", "accepted", "failed", "unknown", "given_up"]


# -- sources, and what was fetched from them --------------------------------------------------


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
    part: Part
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
    """blocked broken unreachable redesigned silent flapping extract emptied doubtful."""
    cause: str
    """One line in Chinese: what, where, the mend."""
    opened_at: datetime
    last_seen_at: datetime
    closed_at: datetime | None = None
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    """Since then a person knows: it leaves the red line, not the books."""
    acknowledged_by: str = ""
    note: str = ""
    """What that person said of it."""
    proposal: str = ""
    """Of a redesigned source, as JSON: selectors that would read it again, and how they did."""


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """One of the few hashes of sentences by which copies of a page's text are found."""

    posting_id: str
    value: int


@dataclass(frozen=True, kw_only=True)
class Trait:
    """What of a page tells which document it carries."""

    posting_id: str
    version_id: str
    """Of which version this is."""
    title: str
    title_key: str
    number_key: str | None
    issuing_bodies: tuple[str, ...]
    signed_on: date | None
    dated_on: date | None
    speaking: bool
    """It speaks of a document, and carries none."""
    chars: int
    """Of the text, folded, as far as it is compared."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """That two pages are one document in the program's eyes, or (``doubt``) may be."""

    posting_id: str
    """The lesser of the two ids."""
    other_id: str
    kind: LinkKind
    likeness: float
    """Of the texts, 0 to 1; 0 where there is none to compare."""
    reason: str
    """In Chinese: by what."""


@dataclass(frozen=True, kw_only=True)
class Founder:
    """The page that a document's id was first given for: the id goes where that page goes."""

    document_id: str
    posting_id: str
    founded_at: datetime
    run_id: str


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A person's decision on which pages are one document; undone, it stays in the books."""

    ruling_id: int | None = None
    kind: RulingKind
    person: str
    reason: str
    decided_at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, kw_only=True)
class RulingPage:
    """A page that a decision speaks of, and on which side of it the page stands."""

    ruling_id: int
    posting_id: str
    split_off: bool
    """It is on the second side: what was split off, or the second of two documents."""


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """A decision with the pages of its two sides."""

    ruling_id: int
    kind: RulingKind
    one: frozenset[str]
    other: frozenset[str]


# -- what a page says -------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Block:
    """A unit of text with its place. A table's text is one row a line, cells separated by tabs."""

    kind: BlockKind
    text: str
    """As shown, label included."""
    level: int = 0
    """0 body text; 1 编, 2 章, 3 节, 4 条 or 一、, 5 （一）, 6 1., 7 （1）."""
    label: str = ""
    """第一条, （二）, 3. … as shown; empty without one."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that a page links."""

    name: str
    url: str
    media_type: str = ""
    sha256: str | None = None
    text_chars: int = 0


@dataclass(frozen=True, kw_only=True)
class Content:
    """What one page says, extracted and normalised."""

    title: str
    page_state: PageState = "ok"
    state_reason: str = ""
    document_number: str | None = None
    """〔〕 form, no spaces."""
    issuing_bodies: tuple[str, ...] = ()
    document_type: str | None = None
    """通知 公告 意见 办法 …"""
    index_number: str | None = None
    signed_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    validity: str | None = None
    subject: str | None = None
    source_label: str | None = None
    """来源, as the page names it."""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    inferred: tuple[str, ...] = ()
    """Names of the fields that were inferred."""
    disagreements: tuple[str, ...] = ()
    """Lines on fields that two places of the page say differently, in Chinese."""
    text_url: str = ""
    """Where the text stands, if not on the page itself."""

    @property
    def text(self) -> str:
        """The body, one block a line."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a posting's snapshot says. The same words again are the same version."""

    version_id: str
    """Hash of posting and content."""
    posting_id: str
    snapshot_id: str
    created_at: datetime
    content_sha256: str
    content: Content
    technical: bool = False
    """Rebuilt after our own extractor changed: yields no change."""
    extractor: str = ""
    """Fingerprint of what made it: ``pipeline.extractor``; empty: before that was recorded."""
    rebuilt_as: str | None = None
    """The version that took its place when the extractor changed; changes still name this one."""


@dataclass(frozen=True, kw_only=True)
class AttachmentFile:
    """The file behind an attachment's address, as last fetched."""

    posting_id: str
    url: str
    name: str
    media_type: str
    body_sha256: str
    text_sha256: str | None
    """Of the extracted text; ``None`` where none could be had."""
    text: str
    problem: str
    """Why there is no text, or not all of it, in Chinese; empty if there is."""
    seen_at: datetime
    extractor: str = ""
    """Fingerprint of what read the text: ``pipeline.extractor``; empty: before it was recorded."""
    partial: bool = False
    """The text ends before the file does."""
    text_of: str | None = None
    """The body whose text this is, if that of the file cannot be read: of the edition before."""

    @property
    def own_text(self) -> str:
        """The text of the file itself; empty if what stands here is that of an edition before."""
        return "" if self.text_of else self.text


@dataclass(frozen=True, kw_only=True)
class AbsentFile:
    """A link to an attachment behind which no file has been found yet."""

    posting_id: str
    url: str
    since: datetime
    answered: bool
    """The host says that it is not there; else something stood before it: a wall, another page."""


# -- what changed -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ValueChange:
    kind: ValueKind
    before: str | None
    after: str | None
    label: str = ""
    """Clause path: 第三章 第十条（二）."""


@dataclass(frozen=True, kw_only=True)
class Hunk:
    """A change of one clause; ``marks`` spell before (equal, delete) and after (equal, insert)."""

    op: HunkOp
    label_before: str = ""
    label_after: str = ""
    before: str = ""
    after: str = ""
    marks: tuple[tuple[MarkOp, str], ...] = ()
    line_before: int = -1
    """The line of the old text that ``before`` begins with; -1: none of its lines (a title)."""
    line_after: int = -1
    column: int = -1
    """Of a column of a table that came or went: its place, from 0; its cells are the lines."""
    rows: tuple[int, ...] = ()
    """The lines that each have a cell of that column."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The same words written otherwise, or broken into other lines: no change, so no hunk."""

    before: str
    after: str
    line_before: int
    line_after: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What ``diffing.compare`` returns."""

    significance: float
    """0 to 1."""
    summary: str
    """One line in Chinese, made of values and labels only."""
    reasons: tuple[str, ...] = ()
    values: tuple[ValueChange, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    natures: tuple[Nature, ...] = ()
    """Of each hunk: what it is a change of."""
    gave_up: str = ""
    """What was not compared, and why."""
    variants: tuple[Variant, ...] = ()
    """What has to be exchanged beside the hunks for the new text as it is written."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Between two versions of a posting (or two files behind one attachment address)."""

    change_id: str
    document_id: str
    posting_id: str
    source_id: str
    run_id: str
    url: str
    kind: ChangeKind
    detected_at: datetime
    before_id: str | None = None
    """Version id, or body hash of an attachment."""
    after_id: str | None = None
    late: bool = False
    reverted: bool = False
    significance: float = 0.0
    summary: str = ""
    values: tuple[ValueChange, ...] = ()
    hunks: tuple[Hunk, ...] = ()


# -- documents --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Evidence:
    field: str
    """title issuing_bodies body attachment column …"""
    text: str
    start: int = 0
    end: int = 0
    """Character offsets in the field's text."""


@dataclass(frozen=True, kw_only=True)
class TopicScore:
    id: str
    """``top`` or ``top.sub`` of the taxonomy."""
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Classification:
    """The program's verdict on a document, with its reasons."""

    page_kind: PageKind
    relevant: bool | None
    """``None``: for a person."""
    relevance: float
    topics: tuple[TopicScore, ...] = ()
    part: Part | None = None
    reasons: tuple[str, ...] = ()
    """Chinese sentences: which rule said what."""
    evidence: tuple[Evidence, ...] = ()
    rules: str = ""
    """Fingerprint of the topics and rules used."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One work, whatever the number of its postings."""

    document_id: str
    title: str
    """Of the original posting, else of the earliest."""
    title_key: str
    """Folded title from 关于 on: what postings of one work share."""
    number_key: str | None
    document_number: str | None
    issuing_bodies: tuple[str, ...]
    signed_on: date | None
    published_on: date | None
    effective_on: date | None
    part: Part | None
    region: str
    page_kind: PageKind
    relevant: bool | None
    relevance: float
    classification: Classification
    lead_posting_id: str
    version_id: str
    detected_at: datetime
    first_run_id: str
    stated_by: str = ""
    """What read its relations and deadlines, and of which version; else they are read anew."""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What a text says of another document, by the name that it gives it."""

    kind: RelationKind
    title: str
    """As written, without the outer 《》; empty where only a number stands."""
    document_number: str | None
    """In its normal form."""
    sentence: str
    """The words it stands in."""
    label: str = ""
    """Clause path."""
    attachment: str = ""
    """The file it stands in; empty: the page's own text."""
    since: date | None = None
    """From when a repeal or an amendment holds, where that is said."""


@dataclass(frozen=True, kw_only=True)
class StoredRelation:
    """A relation of a document, with the keys by which the other one is found."""

    document_id: str
    place: int
    """Its number among those of the document, in the order of the text."""
    kind: RelationKind
    title_key: str
    number_key: str | None
    said: Relation


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A date that a text sets, with the words that set it."""

    date: date | None
    """The last day that is meant; ``None`` where it depends on what the text does not say."""
    precision: Precision
    kind: DeadlineKind
    text: str
    """The date as written: 自公布之日起30日后."""
    sentence: str
    label: str = ""
    """Clause path."""
    attachment: str = ""
    """The file it stands in; empty: the page's own text."""
    inferred: bool = False
    """Reckoned from another date, or its year taken from the document's."""


@dataclass(frozen=True, kw_only=True)
class StoredDeadline:
    """A deadline of a document."""

    document_id: str
    place: int
    kind: DeadlineKind
    dated_on: date | None
    said: Deadline


@dataclass(frozen=True, kw_only=True)
class SeriesAnswer:
    """What a person said of a number that was never seen, or of a whole series; append-only."""

    answer_id: int | None = None
    series: str
    """Its key: 国发2023."""
    serial: int | None
    """``None``: of the series, in every year."""
    shown: str
    """What it is about, as people read it: 国发〔2023〕17号."""
    person: str
    reason: str
    answered_at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a person decided of a document: append-only; the newest counts."""

    review_id: int | None = None
    document_id: str
    decision: Decision
    person: str
    reason: str
    decided_at: datetime
    proposed: bool | None
    """What the program had proposed then."""
    said_of: str = ""
    """The document as it was called then; it may have become part of another since."""


# -- topics -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Topic:
    """An entry of ``pipeline/topics.toml``."""

    id: str
    name: str
    name_en: str
    any_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    """Terms that support a topic but do not make one."""
    should_match: tuple[str, ...] = ()
    should_not_match: tuple[str, ...] = ()


# -- telling people ---------------------------------------------------------------------------


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

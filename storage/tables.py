"""One table a stored record: columns are the record's fields (a test proves it)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.columns import Json, Moment, Packed
from storage.records import (
    AbsentFile,
    AttachmentFile,
    Change,
    Classification,
    Content,
    CrawlRun,
    Deadline,
    Delivery,
    Document,
    Draft,
    Filter,
    Founder,
    Host,
    Hunk,
    Issue,
    IssueDecision,
    IssueKey,
    Lead,
    Link,
    Listing,
    Message,
    Posting,
    Printing,
    Problem,
    Relation,
    Review,
    Row,
    Ruling,
    RulingPage,
    SeriesAnswer,
    Sketch,
    Snapshot,
    StoredDeadline,
    StoredIssue,
    StoredRelation,
    Subscription,
    Trait,
    ValueChange,
    Version,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(32)

crawl_runs = Table(
    "crawl_runs",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("source_id", String(80), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("complete", Boolean, nullable=False),
    Column("baseline", Boolean, nullable=False),
    Column("state", String(16)),
    Column("problem", Text),
    Column("rows", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("fetched", Integer, nullable=False),
    Column("not_modified", Integer, nullable=False),
    Column("unarchived", Integer, nullable=False),
    Column("snapshots", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("rendered", Integer, nullable=False),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("reached_on", Date),
    Column("by_detection", Boolean, nullable=False, server_default=false()),
    Index(None, "source_id", "started_at"),
)

postings = Table(
    "postings",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("source_id", String(80), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("row", Json(Row), nullable=False),
    Column("first_listed_at", Moment, nullable=False),
    Column("first_run_id", Id, nullable=False),
    Column("last_listed_at", Moment, nullable=False),
    Column("document_id", Id, index=True),
    Column("role", String(16)),
    Column("version_id", Id),
    Column("body_sha256", String(64)),
    Column("gone_run_id", Id, index=True),
    Column("missing_since", Moment),
    Column("withdrawn", Boolean, nullable=False),
    Column("at_home", Boolean, nullable=False, server_default=false()),
)

listings = Table(
    "listings",
    metadata,
    Column("source_id", String(80), primary_key=True),
    Column("posting_id", Id, primary_key=True),
    Column("first_run_id", Id, nullable=False),
    Column("first_listed_at", Moment, nullable=False),
    Column("last_run_id", Id, nullable=False),
    Column("last_listed_at", Moment, nullable=False),
    Column("dated_on", Date),
    Column("checked_at", Moment),
    Column("due_at", Moment),
    Column("backfilled", Boolean, nullable=False, server_default=false()),
    Index(None, "posting_id"),
    Index("ix_listings_due", "source_id", "due_at"),
    Index("ix_listings_dated", "source_id", "dated_on"),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("rest_until", Moment),
    Column("reason", Text, nullable=False),
    Column("strikes", Integer, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("snapshot_id", Id, primary_key=True),
    Column("run_id", Id, nullable=False, index=True),
    Column("source_id", String(80), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("url", Text, nullable=False, index=True),
    Column("final_url", Text, nullable=False),
    Column("redirects", Json(tuple[str, ...]), nullable=False),
    Column("parent_url", Text),
    Column("led_by", Json(tuple[Lead, ...]), nullable=False),
    Column("leads_to", Text, nullable=False),
    Column("rendered", Boolean, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Json(dict[str, str]), nullable=False),
    Column("body_sha256", String(64)),
    Column("body_bytes", Integer, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("error", Text, nullable=False),
    Column("processed", Boolean, nullable=False, index=True),
    Column("shows", Id),
)

versions = Table(
    "versions",
    metadata,
    Column("version_id", Id, primary_key=True),
    Column("posting_id", Id, nullable=False, index=True),
    Column("snapshot_id", Id, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("content", Packed(Content), nullable=False),
    Column("technical", Boolean, nullable=False),
    Column("extractor", String(16), nullable=False),
    Column("rebuilt_as", Id),
)

attachment_files = Table(
    "attachment_files",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("text_sha256", String(64)),
    Column("text", Packed(str), nullable=False),
    Column("problem", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("extractor", String(16), nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("text_of", String(64)),
)

absent_files = Table(
    "absent_files",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("answered", Boolean, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("change_id", Id, primary_key=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("posting_id", Id, nullable=False, index=True),
    Column("source_id", String(80), nullable=False),
    Column("run_id", Id, nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("detected_at", Moment, nullable=False, index=True),
    Column("before_id", String(64)),
    Column("after_id", String(64)),
    Column("late", Boolean, nullable=False),
    Column("reverted", Boolean, nullable=False),
    Column("significance", Float, nullable=False),
    Column("summary", Text, nullable=False),
    Column("values", Json(tuple[ValueChange, ...]), nullable=False),
    Column("hunks", Packed(tuple[Hunk, ...]), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("number_key", String(120), index=True),
    Column("document_number", String(120)),
    Column("issuing_bodies", Json(tuple[str, ...]), nullable=False),
    Column("signed_on", Date),
    Column("published_on", Date, index=True),
    Column("effective_on", Date),
    Column("part", String(16)),
    Column("region", String(40), nullable=False),
    Column("page_kind", String(16), nullable=False),
    Column("relevant", Boolean),
    Column("relevance", Float, nullable=False),
    Column("classification", Json(Classification), nullable=False),
    Column("lead_posting_id", Id, nullable=False),
    Column("version_id", Id, nullable=False),
    Column("detected_at", Moment, nullable=False, index=True),
    Column("first_run_id", Id, nullable=False),
    Column("stated_by", String(80), nullable=False, server_default=""),
)

relations = Table(
    "relations",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("number_key", String(120), index=True),
    Column("said", Json(Relation), nullable=False),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("dated_on", Date, index=True),
    Column("said", Json(Deadline), nullable=False),
)

sketches = Table(
    "sketches",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("value", BigInteger, primary_key=True, index=True),
)

traits = Table(
    "traits",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("version_id", Id, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("number_key", String(120), index=True),
    Column("issuing_bodies", Json(tuple[str, ...]), nullable=False),
    Column("signed_on", Date),
    Column("dated_on", Date),
    Column("speaking", Boolean, nullable=False),
    Column("chars", Integer, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("posting_id", Id, primary_key=True),
    Column("other_id", Id, primary_key=True, index=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("likeness", Float, nullable=False),
    Column("reason", Text, nullable=False),
)

founders = Table(
    "founders",
    metadata,
    Column("document_id", Id, primary_key=True),
    Column("posting_id", Id, nullable=False, index=True),
    Column("founded_at", Moment, nullable=False),
    Column("run_id", Id, nullable=False),
)

rulings = Table(
    "rulings",
    metadata,
    Column("ruling_id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text, nullable=False),
)

ruling_pages = Table(
    "ruling_pages",
    metadata,
    Column("ruling_id", Integer, primary_key=True),
    Column("posting_id", Id, primary_key=True, index=True),
    Column("split_off", Boolean, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("decision", String(16), nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("proposed", Boolean),
    Column("said_of", Id, nullable=False, server_default="", index=True),
)

problems = Table(
    "problems",
    metadata,
    Column("problem_id", Id, primary_key=True),
    Column("source_id", String(80), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("cause", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("told_at", Moment),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("proposal", Text, nullable=False, server_default=""),
)

series_answers = Table(
    "series_answers",
    metadata,
    Column("answer_id", Integer, primary_key=True, autoincrement=True),
    Column("series", String(120), nullable=False, index=True),
    Column("serial", Integer),
    Column("shown", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("subscription_id", Id, primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("filter", Json(Filter), nullable=False),
    Column("include_doubtful", Boolean, nullable=False),
    Column("secret", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Id, primary_key=True),
    Column("digest_id", Id, nullable=False, unique=True),
    Column("subscription_id", Id, nullable=False),
    Column("period", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("message", Packed(Message), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("last_attempt_at", Moment),
    Column("next_attempt_at", Moment),
    Column("accepted_at", Moment),
    Column("error", Text, nullable=False),
    UniqueConstraint("subscription_id", "period"),
)

issues = Table(
    "issues",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("origin", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("person", Text, nullable=False),
    Column("stated_at", Moment, nullable=False),
    Column("content", Packed(Issue), nullable=False),
    Column("draft", Packed(Draft)),
)

printings = Table(
    "printings",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("item", String(16), primary_key=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("basis", String(16), nullable=False),
    Column("differs", Json(tuple[str, ...]), nullable=False),
    Column("title", Text, nullable=False),
    Column("document_number", Text),
    Column("signed_on", Date),
    Column("page", Integer),
)

issue_keys = Table(
    "issue_keys",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("item", String(16), primary_key=True),
    Column("key", Id, primary_key=True, index=True),
)

issue_decisions = Table(
    "issue_decisions",
    metadata,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("month", String(7), nullable=False, index=True),
    Column("document_id", Id, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("value", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
)

MIRRORS: dict[type, Table] = {
    AbsentFile: absent_files,
    AttachmentFile: attachment_files,
    Change: changes,
    CrawlRun: crawl_runs,
    Delivery: deliveries,
    Document: documents,
    Founder: founders,
    Host: hosts,
    IssueDecision: issue_decisions,
    IssueKey: issue_keys,
    Link: links,
    Listing: listings,
    Posting: postings,
    Printing: printings,
    Problem: problems,
    Review: reviews,
    Ruling: rulings,
    RulingPage: ruling_pages,
    SeriesAnswer: series_answers,
    Sketch: sketches,
    Snapshot: snapshots,
    StoredDeadline: deadlines,
    StoredIssue: issues,
    StoredRelation: relations,
    Subscription: subscriptions,
    Trait: traits,
    Version: versions,
}
"""The table of each stored record."""

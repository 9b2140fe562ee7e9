"""What was fetched, from where, and how the sources fare."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, false

from storage.columns import Json, Moment
from storage.records import Lead, Row
from storage.tables.base import Id, metadata

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
    Column("over_told_at", Moment),
)

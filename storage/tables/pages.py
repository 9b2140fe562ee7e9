"""What the pages and their files say."""

from sqlalchemy import Boolean, Column, Float, String, Table, Text

from storage.columns import Json, Moment, Packed
from storage.records import Content, Hunk, ValueChange
from storage.tables.base import Id, metadata

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

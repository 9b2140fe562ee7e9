"""Monthly issues of the compilation."""

from sqlalchemy import Column, Date, Integer, String, Table, Text

from storage.columns import Json, Moment, Packed
from storage.records import Draft, Issue
from storage.tables.base import Id, metadata

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

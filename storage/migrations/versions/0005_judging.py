"""Judging: key facts, spot checks, kept searches."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _key_facts()
    _spot_checks()
    _amendments()
    _saved_searches()
    _search_index()
    _models()
    _advices()


def _models() -> None:
    op.create_table(
        "models",
        sa.Column("model_id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("topics_file", sa.String(16), nullable=False),
        sa.Column("started_from", sa.String(16), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("decisions", sa.Integer, nullable=False),
        sa.Column("learned_rows", sa.Integer, nullable=False),
        sa.Column("decided_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("held_back", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("model_id", name="pk_models"),
    )
    op.create_table(
        "adoptions",
        sa.Column("adoption_id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("model_id", sa.Integer, nullable=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("adoption_id", name="pk_adoptions"),
    )


def _advices() -> None:
    op.create_table(
        "advices",
        sa.Column("advice_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("relevant", sa.Boolean, nullable=True),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("tokens", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("advice_id", name="pk_advices"),
    )
    for name in ("document_id", "asked_at"):
        op.create_index(f"ix_advices_{name}", "advices", [name])


def _key_facts() -> None:
    op.create_table(
        "key_facts",
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "place", name="pk_key_facts"),
    )


def _spot_checks() -> None:
    op.create_table(
        "spot_checks",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("stratum", sa.String(8), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("pool", sa.Integer, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", "document_id", name="pk_spot_checks"),
    )
    op.create_index("ix_spot_checks_document_id", "spot_checks", ["document_id"])


def _amendments() -> None:
    op.create_table(
        "amendments",
        sa.Column("amendment_id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("field", sa.String(8), nullable=False),
        sa.Column("value", sa.Text, nullable=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed", sa.Text, nullable=False),
        sa.Column("said_of", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("amendment_id", name="pk_amendments"),
    )
    for name in ("document_id", "said_of"):
        op.create_index(f"ix_amendments_{name}", "amendments", [name])


def _saved_searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("filter", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_saved_searches"),
    )


def _search_index() -> None:
    op.create_table(
        "search_entries",
        sa.Column("slot", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("written", sa.String(32), nullable=False),
        sa.Column("facets", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("bears_on", sa.Text, nullable=False),
        sa.Column("names", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_search_entries"),
        sa.UniqueConstraint("document_id", name="uq_search_entries_document_id"),
    )
    for name in ("day", "as_of", "due_on"):
        op.create_index(f"ix_search_entries_{name}", "search_entries", [name])
    op.create_table(
        "search_segments",
        sa.Column("segment", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("slots", sa.LargeBinary, nullable=False),
        sa.Column("buckets", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("segment", name="pk_search_segments"),
    )
    op.create_table(
        "search_buckets",
        sa.Column("bucket_key", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("postings", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("bucket_key", name="pk_search_buckets"),
    )
    op.create_table(
        "search_facets",
        sa.Column("facet", sa.Text, nullable=False),
        sa.Column("slots", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("facet", name="pk_search_facets"),
    )
    op.create_table(
        "search_marks",
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_search_marks"),
    )
    if op.get_context().dialect.name == "postgresql":  # sets are dense: compressing gains nothing
        op.execute("ALTER TABLE search_buckets ALTER COLUMN postings SET STORAGE EXTERNAL")
    op.execute("INSERT INTO search_marks SELECT document_id, '' FROM documents")

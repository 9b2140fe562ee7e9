"""How documents hang together: one function for each matter, so that each says what it brings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _statements()
    _identity()
    _series()
    _history()


def _statements() -> None:
    """What documents say of one another, and the dates that they set."""
    by = sa.Column("stated_by", sa.String(80), nullable=False, server_default="")
    op.add_column("documents", by)
    op.create_table(
        "relations",
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title_key", sa.Text, nullable=False),
        sa.Column("number_key", sa.String(120), nullable=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "place", name="pk_relations"),
    )
    op.create_index("ix_relations_title_key", "relations", ["title_key"])
    op.create_index("ix_relations_number_key", "relations", ["number_key"])
    op.create_table(
        "deadlines",
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("dated_on", sa.Date, nullable=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "place", name="pk_deadlines"),
    )
    op.create_index("ix_deadlines_dated_on", "deadlines", ["dated_on"])


def _identity() -> None:
    """What people decided on which pages are one work, and what they are asked.

    What the pages themselves say is read from their versions by the next pass.
    """
    op.drop_index("ix_sketches_value", "sketches")
    op.drop_table("sketches")
    op.create_table(
        "sketches",
        sa.Column("posting_id", sa.String(32), nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("posting_id", "value", name="pk_sketches"),
    )
    op.create_index("ix_sketches_value", "sketches", ["value"])
    op.create_table(
        "traits",
        sa.Column("posting_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_key", sa.Text, nullable=False),
        sa.Column("number_key", sa.String(120), nullable=True),
        sa.Column("issuing_bodies", sa.Text, nullable=False),
        sa.Column("signed_on", sa.Date, nullable=True),
        sa.Column("dated_on", sa.Date, nullable=True),
        sa.Column("speaking", sa.Boolean, nullable=False),
        sa.Column("chars", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("posting_id", name="pk_traits"),
    )
    op.create_index("ix_traits_title_key", "traits", ["title_key"])
    op.create_index("ix_traits_number_key", "traits", ["number_key"])
    op.create_table(
        "links",
        sa.Column("posting_id", sa.String(32), nullable=False),
        sa.Column("other_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("likeness", sa.Float, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("posting_id", "other_id", name="pk_links"),
    )
    op.create_index("ix_links_other_id", "links", ["other_id"])
    op.create_index("ix_links_kind", "links", ["kind"])
    _rulings()


def _rulings() -> None:
    op.create_table(
        "founders",
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("posting_id", sa.String(32), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_founders"),
    )
    op.create_index("ix_founders_posting_id", "founders", ["posting_id"])
    op.execute(
        "INSERT INTO founders (document_id, posting_id, founded_at, run_id) "
        "SELECT document_id, lead_posting_id, detected_at, first_run_id FROM documents"
    )
    op.create_table(
        "rulings",
        sa.Column("ruling_id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ruling_id", name="pk_rulings"),
    )
    op.create_table(
        "ruling_pages",
        sa.Column("ruling_id", sa.Integer, nullable=False),
        sa.Column("posting_id", sa.String(32), nullable=False),
        sa.Column("split_off", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("ruling_id", "posting_id", name="pk_ruling_pages"),
    )
    op.create_index("ix_ruling_pages_posting_id", "ruling_pages", ["posting_id"])
    at_home = sa.Column("at_home", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("postings", at_home)
    said_of = sa.Column("said_of", sa.String(32), nullable=False, server_default="")
    op.add_column("reviews", said_of)
    op.execute("UPDATE reviews SET said_of = document_id")
    op.create_index("ix_reviews_said_of", "reviews", ["said_of"])


def _series() -> None:
    """What people said of the numbers of a series that were never seen."""
    op.create_table(
        "series_answers",
        sa.Column("answer_id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("series", sa.String(120), nullable=False),
        sa.Column("serial", sa.Integer, nullable=True),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name="pk_series_answers"),
    )
    op.create_index("ix_series_answers_series", "series_answers", ["series"])


def _history() -> None:
    """Which version each snapshot showed; of older ones that follows from their bytes."""
    op.add_column("snapshots", sa.Column("shows", sa.String(32), nullable=True))

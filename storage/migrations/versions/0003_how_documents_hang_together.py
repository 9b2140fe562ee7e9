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
    """What people decided on which pages are one work, and what they are asked."""


def _series() -> None:
    """What people said of the numbers of a series that were never seen."""

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
    _saved_searches()


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
        sa.Column("pool", sa.Integer, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", "document_id", name="pk_spot_checks"),
    )
    op.create_index("ix_spot_checks_document_id", "spot_checks", ["document_id"])


def _saved_searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("filter", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_saved_searches"),
    )

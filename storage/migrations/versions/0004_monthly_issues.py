"""Monthly issues: those that were published, what they print, what people decided of the next."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issues",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("draft", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("month", "origin", name="pk_issues"),
    )
    op.create_table(
        "printings",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("item", sa.String(16), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("basis", sa.String(16), nullable=False),
        sa.Column("differs", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document_number", sa.Text, nullable=True),
        sa.Column("signed_on", sa.Date, nullable=True),
        sa.Column("page", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("month", "item", name="pk_printings"),
    )
    op.create_index("ix_printings_document_id", "printings", ["document_id"])
    op.create_table(
        "issue_decisions",
        sa.Column("decision_id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_issue_decisions"),
    )
    op.create_index("ix_issue_decisions_month", "issue_decisions", ["month"])
    op.create_index("ix_issue_decisions_document_id", "issue_decisions", ["document_id"])
    _keys()


def _keys() -> None:
    """By what documents that are read later are found to be printed."""
    op.create_table(
        "issue_keys",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("item", sa.String(16), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("month", "item", "key", name="pk_issue_keys"),
    )
    op.create_index("ix_issue_keys_key", "issue_keys", ["key"])

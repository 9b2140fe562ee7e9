"""Reading any site: one function for each matter, so that each says what it brings."""

import sqlalchemy as sa  # noqa: F401
from alembic import op  # noqa: F401

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _detection()
    _attachments()
    _health()
    _rhythm()
    _second_answers()
    _versions()


def _detection() -> None:
    """Rows that were found without the entry's selectors; what would mend the entry."""
    by_detection = sa.Column("by_detection", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("crawl_runs", by_detection)
    op.add_column("problems", sa.Column("proposal", sa.Text, nullable=False, server_default=""))


def _attachments() -> None:
    """What was read of files, and which files are not there yet."""
    partial = sa.Column("partial", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("attachment_files", partial)
    op.add_column("attachment_files", sa.Column("text_of", sa.String(64), nullable=True))
    op.create_table(
        "absent_files",
        sa.Column("posting_id", sa.String(32), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("posting_id", "url", name=op.f("pk_absent_files")),
    )


def _health() -> None:
    """Problems that people have seen."""
    op.add_column("problems", sa.Column("acknowledged_at", sa.DateTime(timezone=True)))
    for name in ("acknowledged_by", "note"):
        op.add_column("problems", sa.Column(name, sa.Text, nullable=False, server_default=""))


def _rhythm() -> None:
    """When a host may be asked again; when a page is due."""
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("strikes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
    waiting = sa.Column("waiting", sa.Integer, nullable=False, server_default="0")
    op.add_column("crawl_runs", waiting)
    op.add_column("crawl_runs", sa.Column("reached_on", sa.Date))
    op.add_column("listings", sa.Column("dated_on", sa.Date))
    op.add_column("listings", sa.Column("checked_at", sa.DateTime(timezone=True)))
    op.add_column("listings", sa.Column("due_at", sa.DateTime(timezone=True)))
    backfilled = sa.Column("backfilled", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("listings", backfilled)
    # What is known is due at once: the first passes look at it, so many at a time.
    sqlite = op.get_bind().dialect.name == "sqlite"
    row = "json_extract(row, '$.published_on')" if sqlite else "(row::json->>'published_on')::date"
    op.execute(
        f"UPDATE listings SET dated_on = (SELECT {row} FROM postings"
        " WHERE postings.posting_id = listings.posting_id)"
    )
    op.create_index("ix_listings_due", "listings", ["source_id", "due_at"])
    op.create_index("ix_listings_dated", "listings", ["source_id", "dated_on"])


def _second_answers() -> None:
    """Text behind a second address; pages that a browser rendered."""
    for name, kind, default in (
        ("led_by", sa.Text, "[]"),
        ("leads_to", sa.Text, ""),
        ("rendered", sa.Boolean, sa.false()),
    ):
        op.add_column(
            "snapshots", sa.Column(name, kind, nullable=False, server_default=default)
        )
    rendered = sa.Column("rendered", sa.Integer, nullable=False, server_default="0")
    op.add_column("crawl_runs", rendered)


def _versions() -> None:
    """Which extractor made a version and a file's text; what took an older version's place."""
    for table in ("versions", "attachment_files"):
        op.add_column(table, sa.Column("extractor", sa.String(16), nullable=False, server_default=""))
    op.add_column("versions", sa.Column("rebuilt_as", sa.String(32), nullable=True))

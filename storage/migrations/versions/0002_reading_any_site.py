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
    """Rows that were found without the entry's selectors."""


def _attachments() -> None:
    """What was read of files."""


def _health() -> None:
    """Problems that people have seen; what the sources' rhythm is."""


def _rhythm() -> None:
    """When a host may be asked again; when a page is due."""


def _second_answers() -> None:
    """Text behind a second address; pages that a browser rendered."""


def _versions() -> None:
    """Which extractor made a version."""

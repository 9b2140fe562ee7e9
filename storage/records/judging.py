"""What judging learned, asked at random, and was advised; and searches that people keep."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.telling import Filter


@dataclass(frozen=True, kw_only=True)
class SpotCheck:
    """A rejected document drawn at random in a week, for a person to look at."""

    week: str
    """ISO week: 2026-W47."""
    document_id: str
    pool: int
    """How many rejected documents of the week it was drawn from."""
    drawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class SavedSearch:
    """A filter under a name: what a subscription wants, and what a search finds."""

    name: str
    filter: Filter
    person: str
    saved_at: datetime

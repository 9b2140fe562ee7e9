"""Yearly notices of which this year's has not come: a question for the desk."""

from datetime import date

from sqlalchemy import Connection

from pipeline.series.yearly import Overdue, overdue
from storage.queries.history import concerning_published

_YEARS = 4
"""So far back is looked at, to tell what comes yearly from what came once."""


def overdue_notices(conn: Connection, today: date) -> tuple[Overdue, ...]:
    """Series that concern us whose last year's document came by this month, and this year's did
    not; surest first."""
    return overdue(concerning_published(conn, date(today.year - _YEARS, 1, 1)), today)

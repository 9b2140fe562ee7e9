"""When there were passes: what is known of past weeks."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.records import OWN_SOURCE
from storage.tables import crawl_runs

_OF_AGENCIES = crawl_runs.c.source_id != OWN_SOURCE


def first_pass(conn: Connection) -> datetime | None:
    """When the first pass that is recorded began."""
    return conn.execute(select(func.min(crawl_runs.c.started_at)).where(_OF_AGENCIES)).scalar()


def passes(conn: Connection, since: datetime, until: datetime) -> list[datetime]:
    """When passes began in the period that could find something new, each moment once: what a
    source's first reading finds was there before."""
    began = crawl_runs.c.started_at
    return list(
        conn.execute(
            select(began)
            .where(_OF_AGENCIES, ~crawl_runs.c.baseline, began >= since, began < until)
            .distinct()
        ).scalars()
    )

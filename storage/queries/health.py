"""What tells whether a source is well: on which days it published, what a pass found listed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from storage.records import CrawlRun
from storage.tables import crawl_runs, listings

_EARLIER, _LEAST = 5, 3
"""So many passes say what is usual; fewer than the least do not."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What a pass found in the lists of a source, beside what was usual."""

    new: int
    """Postings that the source had not listed before."""
    undated: int
    """New ones without a date."""
    future: int
    """New ones dated after the day of the pass."""
    known: int
    """Postings that it had listed before, and listed again."""
    dated_before: bool
    """Whether earlier ones had dates."""
    usual: int
    """The fewest rows of the passes before; 0 without such."""


def published_days(conn: Connection, source_id: str) -> list[date]:
    """The days of which the source's lists say that something was published, in order."""
    day = listings.c.dated_on
    rows = conn.execute(
        select(day)
        .where(listings.c.source_id == source_id, day.is_not(None))
        .distinct()
        .order_by(day)
    )
    return list(rows.scalars())


def listed_in(conn: Connection, run: CrawlRun, today: date) -> Listed:
    """What the run found."""
    day = listings.c.dated_on
    new = listings.c.first_run_id == run.run_id

    mine = listings.c.source_id == run.source_id
    found = conn.execute(
        select(
            func.count().filter(new),
            func.count().filter(new & day.is_(None)),
            func.count().filter(new & (day > today)),
            func.count().filter(~new),
        ).where(mine, listings.c.last_run_id == run.run_id)
    ).one()
    dated = conn.execute(select(day).where(mine, ~new, day.is_not(None)).limit(1)).first()
    earlier = conn.execute(
        select(crawl_runs.c.rows)
        .where(
            crawl_runs.c.source_id == run.source_id,
            crawl_runs.c.started_at < run.started_at,
            crawl_runs.c.complete,
            ~crawl_runs.c.baseline,
        )
        .order_by(crawl_runs.c.started_at.desc())
        .limit(_EARLIER)
    ).scalars()
    rows = list(earlier)
    return Listed(
        new=found[0],
        undated=found[1],
        future=found[2],
        known=found[3],
        dated_before=dated is not None,
        usual=min(rows) if len(rows) >= _LEAST else 0,
    )

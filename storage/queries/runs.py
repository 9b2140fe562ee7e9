"""Passes over sources, and what they read."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from storage.columns import from_row, to_row
from storage.records import CrawlRun, Posting
from storage.tables import crawl_runs, listings, postings, snapshots, versions

_FIRST_LISTED = (
    select(crawl_runs, listings.c.backfilled)
    .join(listings, listings.c.first_run_id == crawl_runs.c.run_id)
    .where(listings.c.posting_id == bindparam("key"))
    .order_by(crawl_runs.c.run_id)
)
"""Built once: building it costs more than running it."""


def runs_started(conn: Connection, moment: datetime) -> list[CrawlRun]:
    """The runs of the pass that began at that moment."""
    rows = conn.execute(
        select(crawl_runs).where(crawl_runs.c.started_at == moment).order_by(crawl_runs.c.source_id)
    )
    return [from_row(CrawlRun, row) for row in rows]


def latest_runs(
    conn: Connection, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, CrawlRun]:
    """The newest finished run of each source (begun in the period)."""
    query = select(crawl_runs).where(crawl_runs.c.finished_at.is_not(None))
    if since:
        query = query.where(crawl_runs.c.started_at >= since)
    if until:
        query = query.where(crawl_runs.c.started_at < until)
    rows = conn.execute(query.order_by(crawl_runs.c.started_at))
    return {row.source_id: from_row(CrawlRun, row) for row in rows}


def last_read(conn: Connection) -> dict[str, datetime]:
    """When each source was last read whole."""
    rows = conn.execute(
        select(crawl_runs.c.source_id, func.max(crawl_runs.c.started_at))
        .where(crawl_runs.c.complete)
        .group_by(crawl_runs.c.source_id)
    )
    return {row[0]: row[1] for row in rows}


def first_read(conn: Connection, since: datetime, until: datetime) -> dict[str, datetime]:
    """When sources were read whole for the first time, of those that were in the period."""
    rows = conn.execute(
        select(crawl_runs.c.source_id, func.min(crawl_runs.c.started_at))
        .where(
            crawl_runs.c.complete,
            crawl_runs.c.baseline,
            crawl_runs.c.started_at >= since,
            crawl_runs.c.started_at < until,
        )
        .group_by(crawl_runs.c.source_id)
    )
    return {row[0]: row[1] for row in rows}


def last_begun(conn: Connection) -> dict[str, datetime]:
    """When the last pass over each source began, whatever became of it."""
    rows = conn.execute(
        select(crawl_runs.c.source_id, func.max(crawl_runs.c.started_at)).group_by(
            crawl_runs.c.source_id
        )
    )
    return {row[0]: row[1] for row in rows}


def put_run(conn: Connection, record: CrawlRun) -> None:
    """Store the run in place of what it was."""
    conn.execute(
        update(crawl_runs)
        .where(crawl_runs.c.run_id == record.run_id)
        .values({crawl_runs.c[name]: value for name, value in to_row(record).items()})
    )


def add_run(conn: Connection, record: CrawlRun) -> None:
    """Store a run that begins."""
    conn.execute(crawl_runs.insert(), to_row(record))


def newest_listed(conn: Connection, source_id: str) -> list[tuple[str, datetime]]:
    """Ids and first listings of a source's postings, newest first."""
    rows = conn.execute(
        select(listings.c.posting_id, listings.c.first_listed_at)
        .where(listings.c.source_id == source_id)
        .order_by(listings.c.first_listed_at.desc())
        .limit(50)
    )
    return [(row.posting_id, row.first_listed_at) for row in rows]


def gone_postings(conn: Connection, run_id: str) -> list[Posting]:
    """The postings that were found gone in that run."""
    rows = conn.execute(select(postings).where(postings.c.gone_run_id == run_id))
    return [from_row(Posting, row) for row in rows]


def first_listed_in(conn: Connection, posting_id: str) -> list[CrawlRun]:
    """Of each source that lists the posting, the run in which it did so first.

    What was found by reaching back is as old as a base line, whatever the run.
    """
    return [
        replace(from_row(CrawlRun, row), baseline=row.baseline or row.backfilled)
        for row in conn.execute(_FIRST_LISTED, {"key": posting_id})
    ]


def unread_pages(conn: Connection, run: CrawlRun) -> list[str]:
    """Addresses that the run found listed and of which there is no version."""
    rows = conn.execute(
        select(postings.c.url)
        .join(listings, listings.c.posting_id == postings.c.posting_id)
        .where(
            listings.c.source_id == run.source_id,
            listings.c.last_run_id == run.run_id,
            postings.c.version_id.is_(None),
        )
        .order_by(postings.c.first_listed_at, postings.c.url)
    )
    return list(rows.scalars())


def second_address(conn: Connection, url: str) -> str | None:
    """Where the page last said that its text is; ``None`` if it is on the page."""
    query = select(snapshots.c.leads_to).where(snapshots.c.url == url, snapshots.c.leads_to != "")
    return conn.execute(query.order_by(snapshots.c.fetched_at.desc()).limit(1)).scalar()


def documents_fetched(conn: Connection, run_id: str) -> int:
    """How many document pages the run asked for and got an answer."""
    query = select(func.count()).where(
        snapshots.c.run_id == run_id, snapshots.c.kind == "document", snapshots.c.status > 0
    )
    return conn.execute(query).scalar() or 0


def versions_of_run(conn: Connection, run_id: str) -> int:
    """How many versions were made of the run's snapshots."""
    query = (
        select(func.count())
        .select_from(versions.join(snapshots, snapshots.c.snapshot_id == versions.c.snapshot_id))
        .where(snapshots.c.run_id == run_id)
    )
    return conn.execute(query).scalar() or 0

"""Runs of our own change through the line, and what the line stored of it."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.columns import from_row, to_row
from storage.queries.processing import versions_by_id
from storage.records import OWN_SOURCE, Canary, Change, CrawlRun, Delivery
from storage.tables import canaries, changes, crawl_runs, deliveries, snapshots


def put_canary(conn: Connection, record: Canary) -> None:
    """Store the run, in place of what was stored of it."""
    mine = canaries.c.canary_id == record.canary_id
    values = {canaries.c[name]: value for name, value in to_row(record).items()}
    if not conn.execute(update(canaries).where(mine).values(values)).rowcount:
        conn.execute(canaries.insert(), to_row(record))


def last_canary(conn: Connection) -> Canary | None:
    """The newest run."""
    return next(iter(find_canaries(conn, 1)), None)


def find_canaries(conn: Connection, limit: int) -> list[Canary]:
    """The runs, newest first."""
    query = select(canaries).order_by(canaries.c.started_at.desc(), canaries.c.canary_id)
    return [from_row(Canary, row) for row in conn.execute(query.limit(limit))]


def note_posted(conn: Connection, canary_id: str, now: datetime) -> bool:
    """The run's webhook has come in; whether there is such a run that was still waiting for it."""
    waiting = (canaries.c.canary_id == canary_id, canaries.c.posted_at.is_(None))
    return conn.execute(update(canaries).where(*waiting).values(posted_at=now)).rowcount == 1


def captured_at(conn: Connection, since: datetime) -> datetime | None:
    """When our page was fetched first since then."""
    query = (
        select(snapshots.c.fetched_at)
        .where(
            snapshots.c.source_id == OWN_SOURCE,
            snapshots.c.kind == "document",
            snapshots.c.status == 200,
            snapshots.c.fetched_at >= since,
        )
        .order_by(snapshots.c.fetched_at)
        .limit(1)
    )
    return conn.execute(query).scalar()


def change_with(conn: Connection, mark: str, since: datetime) -> Change | None:
    """The change of our page since then whose text has that mark."""
    query = select(changes).where(changes.c.source_id == OWN_SOURCE, changes.c.detected_at >= since)
    found = [from_row(Change, row) for row in conn.execute(query.order_by(changes.c.detected_at))]
    texts = versions_by_id(conn, [one.after_id for one in found if one.after_id])
    return next(
        (
            one
            for one in found
            if one.after_id in texts and mark in texts[one.after_id].content.text
        ),
        None,
    )


def own_run(conn: Connection, since: datetime) -> CrawlRun | None:
    """The newest pass over our page since then."""
    query = select(crawl_runs).where(
        crawl_runs.c.source_id == OWN_SOURCE, crawl_runs.c.started_at >= since
    )
    row = conn.execute(query.order_by(crawl_runs.c.started_at.desc()).limit(1)).first()
    return from_row(CrawlRun, row) if row else None


def delete_canaries(conn: Connection, before: datetime) -> int:
    """Delete the runs that began before then, with the account of their messages; how many."""
    old = (deliveries.c.kind == "canary", deliveries.c.planned_at < before)
    conn.execute(deliveries.delete().where(*old))
    return conn.execute(canaries.delete().where(canaries.c.started_at < before)).rowcount


def messages_of(conn: Connection, periods: tuple[str, ...]) -> dict[str, Delivery]:
    """Its messages, by what they are for."""
    query = select(deliveries).where(
        deliveries.c.subscription_id == "", deliveries.c.period.in_(periods)
    )
    return {row.period: from_row(Delivery, row) for row in conn.execute(query)}

"""What a pass reads before it fetches, and what it writes: runs, listings, snapshots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import from_row, to_row
from storage.ids import digest_id
from storage.queries.chunks import chunks
from storage.queries.due import count_waiting
from storage.records import CrawlRun, Listing, Posting, Snapshot
from storage.tables import crawl_runs, listings, postings, snapshots

GIVEN_UP = timedelta(days=30)
"""A page is another source's when the one that owned it has not listed it for so long, or has not
been read at all: its entry was renamed or taken out, its column dropped the page."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What earlier passes got from one address."""

    url: str
    status: int
    """Of the newest answer."""
    body_sha256: str | None = None
    """Of the newest good answer: 200, its body kept, and no wall, error page or torn one.
    The rest is of that one too."""
    media_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    settled: bool = False
    """The pass that got it ended in order, so what the page links was asked for as well."""

    @property
    def good(self) -> bool:
        """The newest answer was a page, and it is stored."""
        return self.body_sha256 is not None and self.status in (200, 304)


@dataclass(frozen=True, kw_only=True)
class Check:
    """That a page was asked for, and when it is to be asked for again."""

    posting_id: str
    at: datetime
    due_at: datetime


_CHECKED = (
    update(listings)
    .where(listings.c.posting_id == bindparam("key"))
    .values(checked_at=bindparam("at"), due_at=bindparam("due"))
)


def insert_into(conn: Connection, table: Table) -> Any:
    """INSERT with ON CONFLICT, in the dialect of the connection."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def run_id(source_id: str, started_at: datetime) -> str:
    """Of the pass over a source that began then."""
    return digest_id("run", source_id, started_at.isoformat())


def begin_run(conn: Connection, source_id: str, now: datetime) -> CrawlRun:
    """The run of this source and moment, under way.

    A run begun before (a replay that was killed, and runs again) keeps what it was found to be:
    complete stays complete, a baseline stays a baseline.
    """
    name = run_id(source_id, now)
    before = conn.execute(select(crawl_runs).where(crawl_runs.c.run_id == name)).first()
    if before:
        earlier = from_row(CrawlRun, before)
        conn.execute(update(crawl_runs).where(crawl_runs.c.run_id == name).values(finished_at=None))
        return CrawlRun(
            run_id=name,
            source_id=source_id,
            started_at=earlier.started_at,
            complete=earlier.complete,
            baseline=earlier.baseline,
        )
    run = CrawlRun(
        run_id=name,
        source_id=source_id,
        started_at=now,
        baseline=last_complete(conn, source_id, now) is None,
    )
    conn.execute(crawl_runs.insert(), to_row(run))
    return run


def last_complete(conn: Connection, source_id: str, now: datetime) -> datetime | None:
    """When the last complete pass over the source began, that of this very moment included."""
    return conn.execute(
        select(func.max(crawl_runs.c.started_at)).where(
            crawl_runs.c.source_id == source_id,
            crawl_runs.c.complete,
            crawl_runs.c.started_at <= now,
        )
    ).scalar()


def finish_run(conn: Connection, run: CrawlRun) -> None:
    """Store how the pass ended, and what it did not come to; ``versions`` is not ours to count."""
    values = to_row(replace(run, waiting=count_waiting(conn, run.source_id, run.started_at)))
    for name in ("run_id", "source_id", "started_at", "baseline", "versions"):
        del values[name]
    conn.execute(
        update(crawl_runs)
        .where(crawl_runs.c.run_id == run.run_id)
        .values({crawl_runs.c[name]: value for name, value in values.items()})
    )


def known_postings(
    conn: Connection, source_id: str, posting_ids: Iterable[str], as_of: datetime
) -> set[str]:
    """Which of the postings the source had listed by its last complete pass (``as_of``).

    What an incomplete pass listed first is not among them: its pages are read again. Asked a
    list page at a time, so that no pass loads years of listings.
    """
    found: set[str] = set()
    for chunk in chunks(posting_ids):
        rows = conn.execute(
            select(listings.c.posting_id).where(
                listings.c.source_id == source_id,
                listings.c.posting_id.in_(chunk),
                listings.c.first_listed_at <= as_of,
            )
        )
        found.update(rows.scalars())
    return found


def last_seen(conn: Connection, urls: Iterable[str]) -> dict[str, Seen]:
    """What was got from each address that was ever fetched."""
    found: dict[str, Seen] = {}
    for chunk in chunks(urls):
        good = {row.url: row for row in conn.execute(_newest(chunk, good=True))}
        for row in conn.execute(_newest(chunk, good=False)):
            best = good.get(row.url)
            found[row.url] = (
                Seen(url=row.url, status=row.status)
                if best is None
                else Seen(
                    url=row.url,
                    status=row.status if not row.error else 0,
                    body_sha256=best.body_sha256,
                    media_type=best.media_type,
                    headers=best.headers,
                    settled=best.finished_at is not None,
                )
            )
    return found


def _newest(urls: Sequence[str], *, good: bool) -> Any:
    """The newest snapshot of each address (of the good ones only)."""
    place = func.row_number().over(
        partition_by=snapshots.c.url,
        order_by=(snapshots.c.fetched_at.desc(), snapshots.c.snapshot_id),
    )
    inner = select(snapshots.c.snapshot_id, place.label("place")).where(snapshots.c.url.in_(urls))
    if good:
        inner = inner.where(
            snapshots.c.status == 200,
            snapshots.c.error == "",
            snapshots.c.body_sha256.is_not(None),
        )
    ranked = inner.subquery()
    return (
        select(
            snapshots.c.url,
            snapshots.c.status,
            snapshots.c.error,
            snapshots.c.body_sha256,
            snapshots.c.media_type,
            snapshots.c.headers,
            crawl_runs.c.finished_at,
        )
        .join(ranked, ranked.c.snapshot_id == snapshots.c.snapshot_id)
        .outerjoin(crawl_runs, crawl_runs.c.run_id == snapshots.c.run_id)
        .where(ranked.c.place == 1)
    )


def owner_order(listed: Posting) -> tuple[bool, str]:
    """For ordering the sources that list a posting: the owner first, whatever was read first."""
    return (not listed.at_home, listed.source_id)


def _given_up(given: Any, since: datetime) -> ColumnElement[bool]:
    """Whether the owner of a known posting left it, and another source may have it."""
    # The posting that is there: named so, as no SELECT stands around these.
    owner = literal_column("postings.source_id", String)
    page = literal_column("postings.posting_id", String)
    ran = select(func.max(crawl_runs.c.started_at)).where(crawl_runs.c.source_id == owner)
    showed = select(listings.c.last_listed_at).where(
        listings.c.source_id == owner, listings.c.posting_id == page
    )
    retired = ran.scalar_subquery() < since
    dropped = showed.scalar_subquery() < since
    return or_(retired, and_(dropped, given.at_home == postings.c.at_home))


def _as_owner(given: Any, since: datetime) -> dict[str, Any]:
    """What is stored of a posting that is listed again: its owner's row, and who that is.

    A page that another source turns out to own is interpreted anew, as that one's entry says.
    """
    known = postings.c
    owns = or_(
        and_(given.at_home, ~known.at_home),
        and_(given.at_home == known.at_home, given.source_id <= known.source_id),
        _given_up(given, since),
    )
    values = {
        name: case((owns, given[name]), else_=known[name])
        for name in ("source_id", "url", "row", "at_home")
    }
    moved = and_(owns, given.source_id != known.source_id)
    body = case((moved, null()), else_=known.body_sha256)
    return values | {"body_sha256": body, "last_listed_at": given.last_listed_at}


def upsert_listing(conn: Connection, listed: Sequence[Posting], shown: Sequence[Listing]) -> None:
    """Store what a list page shows: new postings, and the newest row of known ones."""
    if listed:
        insert = insert_into(conn, postings)
        since = max(posting.last_listed_at for posting in listed) - GIVEN_UP
        insert = insert.on_conflict_do_update(
            index_elements=["posting_id"], set_=_as_owner(insert.excluded, since)
        )
        conn.execute(insert, [to_row(posting) for posting in listed])
    if shown:
        # What a page was dated when it was first listed, and how it was found, stay as they are.
        insert = insert_into(conn, listings)
        insert = insert.on_conflict_do_update(
            index_elements=["source_id", "posting_id"],
            set_={name: insert.excluded[name] for name in ("last_run_id", "last_listed_at")},
        )
        conn.execute(insert, [to_row(listing) for listing in shown])


def put_checks(conn: Connection, checks: Sequence[Check]) -> None:
    """Store when pages were asked for, and when they are due, for every source that lists them."""
    if checks:
        conn.execute(_CHECKED, [{"key": c.posting_id, "at": c.at, "due": c.due_at} for c in checks])


def insert_snapshots(conn: Connection, records: Sequence[Snapshot]) -> None:
    """Store the snapshots; one that a killed pass of the same moment stored stays as it is."""
    if records:
        insert = insert_into(conn, snapshots).on_conflict_do_nothing(index_elements=["snapshot_id"])
        conn.execute(insert, [to_row(record) for record in records])

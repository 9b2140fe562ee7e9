"""Which sources were read in a period, and whose documents each has led to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from storage.clock import day_beside, day_of
from storage.columns import from_row
from storage.office import part_of_source
from storage.queries.processing import last_complete_pass
from storage.queries.runs import first_read, latest_runs
from storage.records import (
    PROBLEM_WORDS,
    UNREAD,
    Carried,
    CrawlRun,
    Office,
    Part,
    Problem,
    Source,
    SourceRead,
)
from storage.tables import crawl_runs, documents, listings, postings, problems

NEVER, NOT_WHOLE = "尚未读取过", "本期未读完"
"""Why a source without a fault was not read, where there is no day to tell."""
_WATCHED = timedelta(days=2)
"""What is told more often speaks of that time: nobody reads every source between two of its
digests, and what was read a day ago is no gap."""
_OLD = timedelta(days=3)
"""Before the period's end: on a weekend agencies publish nothing."""


def sources_read(
    conn: Connection,
    sources: Sequence[Source],
    since: datetime,
    until: datetime,
    office: Office,
) -> tuple[SourceRead, ...]:
    """Of each enabled source whether it was read in the period, of which two days are the least,
    and since when it was not."""
    seen_since = min(since, until - _WATCHED)
    known = _Known(
        conn=conn,
        runs=latest_runs(conn, since=seen_since, until=until),
        faults=_faults(conn, seen_since, until),
        first=first_read(conn, since, until),
        unopened=_unopened(conn, seen_since, until),
    )
    return tuple(
        _read(source, part_of_source(office, source), known, until)
        for source in sources
        if source.enabled
    )


def carried(conn: Connection) -> tuple[Carried, ...]:
    """What documents that may concern us each source has led to."""
    query = (
        select(
            postings.c.source_id,
            documents.c.part,
            documents.c.region,
            documents.c.issuing_bodies,
        )
        .join(documents, documents.c.lead_posting_id == postings.c.posting_id)
        .where(or_(documents.c.relevant.is_(None), documents.c.relevant))
    )
    return tuple(dict.fromkeys(from_row(Carried, row) for row in conn.execute(query).mappings()))


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is stored of all sources, by their ids."""

    conn: Connection
    runs: dict[str, CrawlRun]
    """The newest of the period."""
    faults: dict[str, Problem]
    first: dict[str, datetime]
    """When it was read for the first time, if that was in the period."""
    unopened: dict[str, int]
    """How many pages it listed first in the period that nobody could read."""


def _read(source: Source, part: Part | None, known: _Known, until: datetime) -> SourceRead:
    run = known.runs.get(source.source_id)
    if run and run.complete:
        return _whole(source, part, known, run, until)
    fault = known.faults.get(source.source_id)
    why = _faulty(fault, until) if fault else _why_not(source.source_id, known, until)
    return SourceRead(source=source, part=part, read=False, why=why, known=fault is not None)


def _whole(
    source: Source, part: Part | None, known: _Known, run: CrawlRun, until: datetime
) -> SourceRead:
    """Of a source whose list was read whole by its last run: all it lists was to be opened too."""
    if unopened := known.unopened.get(source.source_id):
        why = f"{unopened} 个新文件页没有读到"
        return SourceRead(source=source, part=part, read=False, why=why, known=True)
    first = known.first.get(source.source_id)
    since = day_of(first) if first else None
    as_of = day_of(run.started_at) if until - run.started_at > _OLD else None
    return SourceRead(source=source, part=part, read=True, since=since, as_of=as_of)


def _faulty(fault: Problem, until: datetime) -> str:
    """11月3日起无法连接."""
    since = day_beside(day_of(fault.opened_at), day_of(until))
    return f"{since}起{PROBLEM_WORDS.get(fault.state, fault.state)}"


def _why_not(source_id: str, known: _Known, until: datetime) -> str:
    """Of a source without a fault: 11月3日后未再读取."""
    run = known.runs.get(source_id)
    if run and run.state != "skipped":
        return NOT_WHOLE
    last = last_complete_pass(known.conn, source_id, until)
    return f"{day_beside(day_of(last), day_of(until))}后未再读取" if last else NEVER


def _unopened(conn: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """By source, without what stood there when it was first read, or was found by reaching back:
    that is no news."""
    query = (
        select(listings.c.source_id, func.count())
        .join(postings, postings.c.posting_id == listings.c.posting_id)
        .join(crawl_runs, crawl_runs.c.run_id == listings.c.first_run_id)
        .where(
            postings.c.version_id.is_(None),
            listings.c.first_listed_at >= since,
            listings.c.first_listed_at < until,
            listings.c.backfilled.is_(False),
            crawl_runs.c.baseline.is_(False),
        )
        .group_by(listings.c.source_id)
    )
    return {row[0]: row[1] for row in conn.execute(query)}


def _faults(conn: Connection, since: datetime, until: datetime) -> dict[str, Problem]:
    """What stood in the way of reading a source in the period, though it may be mended since."""
    rows = conn.execute(
        select(problems)
        .where(
            problems.c.state.in_(UNREAD),
            problems.c.opened_at < until,
            or_(problems.c.closed_at.is_(None), problems.c.closed_at >= since),
        )
        .order_by(problems.c.opened_at)
    )
    return {row.source_id: from_row(Problem, row) for row in rows}

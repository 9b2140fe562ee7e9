"""Which sources were read in a period, and whose documents each has led to."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, or_, select

from storage.clock import day_beside, day_of
from storage.columns import from_row
from storage.office import part_of_source
from storage.queries.runs import latest_runs
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
from storage.tables import documents, postings, problems

NOT_READ, NOT_WHOLE = "本期未读取", "本期未读完"
"""Why a source without a fault was not read."""
_OLD = timedelta(days=3)
"""Before the period's end: on a weekend agencies publish nothing."""


def sources_read(
    conn: Connection,
    sources: Sequence[Source],
    since: datetime,
    until: datetime,
    office: Office,
) -> tuple[SourceRead, ...]:
    """Of each enabled source whether it was read in the period, and since when it was not."""
    runs = latest_runs(conn, since=since, until=until)
    faults = _faults(conn, since, until)
    return tuple(
        _read(
            source,
            part_of_source(office, source),
            (runs.get(source.source_id), faults.get(source.source_id)),
            until,
        )
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


def _read(
    source: Source,
    part: Part | None,
    known: tuple[CrawlRun | None, Problem | None],
    until: datetime,
) -> SourceRead:
    run, fault = known
    if run and run.complete:
        as_of = day_of(run.started_at) if until - run.started_at > _OLD else None
        return SourceRead(source=source, part=part, read=True, as_of=as_of)
    why = _why_not(run, fault, day_of(until))
    return SourceRead(source=source, part=part, read=False, why=why, known=fault is not None)


def _why_not(run: CrawlRun | None, fault: Problem | None, until: date) -> str:
    """11月3日起无法连接."""
    if fault is not None:
        since = day_beside(day_of(fault.opened_at), until)
        return f"{since}起{PROBLEM_WORDS.get(fault.state, fault.state)}"
    return NOT_READ if run is None or run.state == "skipped" else NOT_WHOLE


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

"""Passes over sources, their problems, and what was read in a period."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from storage.columns import from_row, to_row
from storage.records import CoverageLine, CrawlRun, Part, Posting, Problem, Source
from storage.tables import crawl_runs, listings, postings, problems, snapshots, versions

SHANGHAI = ZoneInfo("Asia/Shanghai")
_PARTS: tuple[Part, ...] = ("central", "mee", "ministry", "province")


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


def put_run(conn: Connection, record: CrawlRun) -> None:
    conn.execute(
        update(crawl_runs)
        .where(crawl_runs.c.run_id == record.run_id)
        .values({crawl_runs.c[name]: value for name, value in to_row(record).items()})
    )


def open_problems(conn: Connection, source_ids: Iterable[str] = ()) -> list[Problem]:
    query = select(problems).where(problems.c.closed_at.is_(None))
    wanted = tuple(source_ids)
    if wanted:
        query = query.where(problems.c.source_id.in_(wanted))
    rows = conn.execute(query.order_by(problems.c.opened_at, problems.c.problem_id))
    return [from_row(Problem, row) for row in rows]


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


def posting_count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(postings)).scalar() or 0


def coverage(
    conn: Connection, sources: Sequence[Source], since: datetime, until: datetime
) -> tuple[CoverageLine, ...]:
    """Which sources were read in the period, by part, and since when the others were not."""
    runs = latest_runs(conn, since=since, until=until)
    faults = {problem.source_id: problem for problem in open_problems(conn)}
    lines = []
    for part in _PARTS:
        mine = [source for source in sources if source.part == part and source.enabled]
        unread = []
        for source in mine:
            run = runs.get(source.source_id)
            if run is not None and run.complete:
                continue
            unread.append((source, run, faults.get(source.source_id)))
        if mine:
            lines.append(
                CoverageLine(
                    part=part,
                    read=len(mine) - len(unread),
                    total=len(mine),
                    unread=tuple(_unread(*one) for one in unread),
                )
            )
    return tuple(lines)


_STATES = {
    "blocked": "拒绝访问",
    "broken": "无法解读",
    "unreachable": "无法连接",
    "silent": "久无更新",
}


def _unread(source: Source, run: CrawlRun | None, problem: Problem | None) -> str:
    """工业和信息化部 · 通知：11月3日起无法连接."""
    if problem is not None:
        day = problem.opened_at.astimezone(SHANGHAI)
        what = _STATES.get(problem.state, problem.state)
        return f"{source.name}：{day.month}月{day.day}日起{what}"
    return f"{source.name}：本期未读取" if run is None else f"{source.name}：本期未读完"

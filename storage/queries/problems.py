"""Problems: one open fault of a source, opened once, closed by itself."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.columns import from_row, to_row
from storage.ids import digest_id
from storage.records import Posting, Problem
from storage.tables import problems


def open_problem(
    conn: Connection, source_id: str, state: str, cause: str, now: datetime
) -> Problem:
    """The source's open problem of that state: opened now, or the one that stands, seen again."""
    row = conn.execute(
        select(problems).where(
            problems.c.source_id == source_id,
            problems.c.state == state,
            problems.c.closed_at.is_(None),
        )
    ).first()
    if row is None:
        record = Problem(
            problem_id=digest_id("problem", source_id, state, now.isoformat()),
            source_id=source_id,
            state=state,
            cause=cause,
            opened_at=now,
            last_seen_at=now,
        )
        conn.execute(problems.insert(), to_row(record))
        return record
    record = replace(from_row(Problem, row), cause=cause, last_seen_at=now)
    conn.execute(
        update(problems)
        .where(problems.c.problem_id == record.problem_id)
        .values(cause=cause, last_seen_at=now)
    )
    return record


def close_problems(
    conn: Connection,
    source_id: str,
    states: tuple[str, ...],
    now: datetime,
    *,
    unseen_since: datetime | None = None,
) -> None:
    """Close the source's open problems of those states (that nothing showed since then)."""
    query = update(problems).where(
        problems.c.source_id == source_id,
        problems.c.state.in_(states),
        problems.c.closed_at.is_(None),
    )
    if unseen_since is not None:
        query = query.where(problems.c.last_seen_at < unseen_since)
    conn.execute(query.values(closed_at=now))


def note_flapping(conn: Connection, posting: Posting, now: datetime) -> None:
    """A page that keeps turning between two texts is one problem, not a row of changes."""
    cause = f"页面内容反复变换，未逐次报告：{posting.url}"
    open_problem(conn, posting.source_id, "flapping", cause, now)

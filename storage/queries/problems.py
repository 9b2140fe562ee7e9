"""Problems: one open fault of a source, opened once, closed by itself, known to people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from storage.columns import from_row, to_row
from storage.ids import digest_id
from storage.records import UNREAD, Posting, Problem
from storage.tables import problems

REOPENED = timedelta(days=1)
"""A fault that is back within that time was never mended: the same problem goes on."""


def open_problem(
    conn: Connection, source_id: str, state: str, cause: str, now: datetime
) -> Problem:
    """The source's problem of that state: opened now, or the one that stands, seen again.

    A source that cannot be read has one problem, in whatever state it is: a site that answers with
    a wall today and not at all tomorrow has been unreadable since the first day.
    """
    states = UNREAD if state in UNREAD else (state,)
    row = conn.execute(
        select(problems)
        .where(
            problems.c.source_id == source_id,
            problems.c.state.in_(states),
            or_(problems.c.closed_at.is_(None), problems.c.closed_at > now - REOPENED),
        )
        .order_by(problems.c.closed_at.is_(None).desc(), problems.c.closed_at.desc())
        .limit(1)
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
    record = replace(
        from_row(Problem, row), state=state, cause=cause, last_seen_at=now, closed_at=None
    )
    _store(conn, record)
    return record


def _store(conn: Connection, record: Problem) -> None:
    conn.execute(
        update(problems)
        .where(problems.c.problem_id == record.problem_id)
        .values({problems.c[name]: value for name, value in to_row(record).items()})
    )


def propose(conn: Connection, source_id: str, proposal: str) -> None:
    """Put what would mend a redesigned source on its open problem."""
    conn.execute(
        update(problems)
        .where(
            problems.c.source_id == source_id,
            problems.c.state == "redesigned",
            problems.c.closed_at.is_(None),
        )
        .values(proposal=proposal)
    )


def close_problems(
    conn: Connection,
    source_id: str,
    states: Sequence[str],
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


def acknowledge_problem(
    conn: Connection, problem_id: str, person: str, note: str, now: datetime
) -> None:
    """Record who knows of the problem since when, and what was said of it."""
    conn.execute(
        update(problems)
        .where(problems.c.problem_id == problem_id)
        .values(acknowledged_at=now, acknowledged_by=person, note=note)
    )


def find_problems(
    conn: Connection, *, key: str = "", source_id: str = "", closed: bool = False
) -> list[Problem]:
    """Problems, oldest first: the open ones, or all; of a source; whose id begins with ``key``."""
    query = select(problems)
    if key:
        query = query.where(problems.c.problem_id.startswith(key, autoescape=True))
    if source_id:
        query = query.where(problems.c.source_id == source_id)
    if not closed:
        query = query.where(problems.c.closed_at.is_(None))
    rows = conn.execute(query.order_by(problems.c.opened_at, problems.c.problem_id))
    return [from_row(Problem, row) for row in rows]


def note_flapping(conn: Connection, posting: Posting, now: datetime) -> None:
    """A page that keeps turning between two texts is one problem, not a row of changes."""
    cause = (
        f"页面内容反复变换，未逐次报告：{posting.url}。请打开原文核对，多半是网站在两台机器间摇摆。"
    )
    open_problem(conn, posting.source_id, "flapping", cause, now)


def note_emptied(
    conn: Connection, posting: Posting, before: int, after: int, now: datetime
) -> None:
    """A page whose text is all but gone while it still answers was not amended to nothing."""
    cause = (
        f"正文由 {before} 字变为 {after} 字，未作修改处理：{posting.url}。"
        "请打开原文核对：若确是如此，可不理会；否则多半是网页没有显示全。"
    )
    open_problem(conn, posting.source_id, "emptied", cause, now)


def close_emptied(conn: Connection, posting: Posting, now: datetime) -> None:
    """Close what ``note_emptied`` said of the page: it was seen whole again."""
    conn.execute(
        update(problems)
        .where(
            problems.c.source_id == posting.source_id,
            problems.c.state == "emptied",
            problems.c.closed_at.is_(None),
            problems.c.cause.contains(f"：{posting.url}。", autoescape=True),
        )
        .values(closed_at=now)
    )

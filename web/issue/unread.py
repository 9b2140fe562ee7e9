"""What was not read in some days: sources that could not be, or all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from storage.clock import day_of
from storage.queries.problems import find_problems
from storage.queries.runs import last_read
from storage.records import UNREADABLE, Problem, Source

_STALE = timedelta(days=4)
"""So long nobody may have crawled: a long weekend."""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A source, or several alike of one agency, that could not be read."""

    name: str
    source_id: str
    """Of the first of them."""
    state: str
    since: date
    until: date | None
    """When it was read again."""


@dataclass(frozen=True, kw_only=True)
class Stale:
    """Since when nothing at all was read."""

    last: date | None
    """``None``: nothing ever was."""
    until: date
    """Up to when something might have been seen."""


def stale(conn: Connection, until: datetime) -> Stale | None:
    """That no source was read for some days before ``until``; ``None``: some were."""
    last = max(last_read(conn).values(), default=None)
    if last is not None and last >= until - _STALE:
        return None
    return Stale(last=day_of(last) if last else None, until=day_of(until - timedelta(seconds=1)))


def unread(
    conn: Connection, sources: Mapping[str, Source], first: date, last: date
) -> tuple[Unread, ...]:
    """Those of the enabled sources that could not be read on some of the days, first those that
    still cannot."""
    alike: dict[tuple[str, str, date, date | None], list[Source]] = {}
    for problem in find_problems(conn, closed=True):
        source = sources.get(problem.source_id)
        if source and source.enabled and _touches(problem, first, last):
            agency = source.name.partition(" · ")[0]
            since, until = day_of(problem.opened_at), problem.closed_at
            key = (agency, problem.state, since, day_of(until) if until else None)
            alike.setdefault(key, []).append(source)
    found = [
        Unread(
            name=mine[0].name if len(mine) == 1 else f"{agency} {len(mine)} 个来源",
            source_id=mine[0].source_id,
            state=state,
            since=since,
            until=until,
        )
        for (agency, state, since, until), mine in alike.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.until is not None, one.since, one.source_id)))


def _touches(problem: Problem, first: date, last: date) -> bool:
    """Whether the source was unreadable on one of the days."""
    if problem.state not in UNREADABLE or day_of(problem.opened_at) > last:
        return False
    return problem.closed_at is None or day_of(problem.closed_at) >= first

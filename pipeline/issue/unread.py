"""Which sources could not be read in some days, or were not read at all: their news is unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from storage.clock import day_of
from storage.queries.issue_drafts import problems_between
from storage.queries.runs import last_read, latest_runs
from storage.records import Problem, Source

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
    """When it was read again, if that was in the days asked for."""


@dataclass(frozen=True, kw_only=True)
class Untried:
    """Sources that nothing was tried of in the days: those read at other times, the others."""

    names: tuple[str, ...]
    """Those alike of one agency as one."""
    never: int
    """So many were never read at all."""


@dataclass(frozen=True, kw_only=True)
class Stale:
    """Since when nothing at all was read."""

    last: date | None
    """``None``: nothing ever was."""
    until: date
    """Up to when something might have been seen."""


def unread_by_source(
    conn: Connection, sources: Mapping[str, Source], since: datetime, until: datetime
) -> dict[str, list[Problem]]:
    """By source, of the enabled ones: what kept it from being read between the two moments."""
    found: dict[str, list[Problem]] = {}
    for problem in problems_between(conn, since, until):
        if (source := sources.get(problem.source_id)) and source.enabled:
            found.setdefault(problem.source_id, []).append(problem)
    return found


def unread(
    conn: Connection, sources: Mapping[str, Source], since: datetime, until: datetime
) -> tuple[Unread, ...]:
    """The sources that could not be read between the two moments, first those that still cannot."""
    alike: dict[tuple[str, str, date, date | None], list[Source]] = {}
    for key, problems in unread_by_source(conn, sources, since, until).items():
        for one in problems:
            closed = day_of(one.closed_at) if one.closed_at and one.closed_at <= until else None
            spell = (one.state, day_of(one.opened_at), closed)
            alike.setdefault((sources[key].agency, *spell), []).append(sources[key])
    found = [
        Unread(
            name=_together(agency, mine),
            source_id=mine[0].source_id,
            state=state,
            since=begun,
            until=closed,
        )
        for (agency, state, begun, closed), mine in alike.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.until is not None, one.since, one.source_id)))


def untried(
    conn: Connection, sources: Mapping[str, Source], since: datetime, until: datetime
) -> Untried:
    """The enabled sources that nobody tried to read between the two moments."""
    runs, ever = latest_runs(conn, since=since, until=until), last_read(conn)
    alike: dict[str, list[Source]] = {}
    never = 0
    for key, source in sources.items():
        run = runs.get(key)
        if not source.enabled or (run is not None and run.state not in (None, "skipped")):
            continue
        if key in ever:
            alike.setdefault(source.agency, []).append(source)
        else:
            never += 1
    names = tuple(_together(agency, mine) for agency, mine in alike.items())
    return Untried(names=names, never=never)


def stale(conn: Connection, until: datetime) -> Stale | None:
    """That no source was read for some days before ``until``; ``None``: some were."""
    last = max(last_read(conn).values(), default=None)
    if last is not None and last >= until - _STALE:
        return None
    return Stale(last=day_of(last) if last else None, until=day_of(until - timedelta(seconds=1)))


def _together(agency: str, mine: list[Source]) -> str:
    return mine[0].name if len(mine) == 1 else f"{agency} {len(mine)} 个栏目"

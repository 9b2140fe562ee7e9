"""What sources saw of some days: read from when to when, how far back, and what kept them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.answering.watching import Span, Watch
from storage.clock import day_of, midnight
from storage.queries import answering as queries
from storage.queries.issue_months import read_between
from storage.records import Problem, Source

_DAY = timedelta(days=1)


def watches(
    conn: Connection, sources: Iterable[Source], span: Span | None, now: datetime
) -> list[Watch]:
    """The sources, each with what it saw of the days; of none in particular, with how it is now."""
    wanted = {one.source_id: one for one in sources}
    since = midnight(span.first) if span else now
    until = min(now, midnight(span.last + _DAY)) if span else now
    spells: dict[str, list[Problem]] = {}
    for problem in queries.troubles(conn, wanted, min(since, now), max(until, since) + _DAY):
        spells.setdefault(problem.source_id, []).append(problem)
    read, reached = read_between(conn), queries.reached_back(conn, wanted)
    return [
        Watch(
            source=one,
            read_first=read[key][0] if key in read else None,
            read_last=read[key][1] if key in read else None,
            reached_on=reached.get(key),
            spells=tuple(spells.get(key, ())),
            caught_up=frozenset(_caught_up(conn, spells.get(key, ()))),
        )
        for key, one in wanted.items()
    ]


def _caught_up(conn: Connection, spells: Iterable[Problem]) -> Iterator[str]:
    """The problems that ended with a list that reached back to before they began."""
    for one in spells:
        if one.closed_at is None:
            continue
        oldest = queries.caught_up(conn, one.source_id, one.closed_at)
        if oldest and oldest <= day_of(one.opened_at):
            yield one.problem_id

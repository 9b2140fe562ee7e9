"""The dates that a document sets, on its page; and what comes up, on the first page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import Connection

from pipeline.deadlines.shown import KIND_WORDS, gist, when_words
from pipeline.deadlines.upcoming import Upcoming, Wanted, upcoming
from storage.queries.deadlines import deadlines_from
from storage.records import Deadline

_AHEAD = timedelta(days=30)
_MOST = 12


@dataclass(frozen=True, kw_only=True)
class DeadlineLine:
    """What a document sets for one day, in one or more sentences."""

    said: tuple[Deadline, ...]
    over: bool

    @property
    def day(self) -> str:
        return when_words(self.said[0])

    @property
    def kind(self) -> str:
        return KIND_WORDS[self.said[0].kind]

    @property
    def gist(self) -> str:
        return gist(self.said[0])


def deadline_lines(conn: Connection, document_id: str, today: date) -> list[DeadlineLine]:
    """What is to come, by day; then what depends on something else; then what is over."""
    stored = deadlines_from(conn, (document_id,)).get(document_id, [])
    lines = [
        DeadlineLine(said=tuple(group), over=day is not None and day < today)
        for (day, _), group in _alike(one.said for one in stored)
    ]
    return sorted(lines, key=lambda line: (line.over, line.said[0].date or date.max))


def _alike(
    said: Iterable[Deadline],
) -> Iterable[tuple[tuple[date | None, str], Iterable[Deadline]]]:
    def key(one: Deadline) -> tuple[date | None, str]:
        return one.date, one.kind

    return groupby(sorted(said, key=lambda one: (one.date or date.max, one.kind)), key=key)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What comes up in documents that concern us, and how much more there is."""

    rows: tuple[Upcoming, ...]
    more: int


def coming(conn: Connection, today: date) -> Coming:
    """The deadlines of the next 30 days, of documents taken, proposed or undecided."""
    until = today + _AHEAD
    rows = upcoming(conn, Wanted(since=today, until=until, relevant=("yes", "person")))
    return Coming(rows=tuple(rows[:_MOST]), more=max(0, len(rows) - _MOST))

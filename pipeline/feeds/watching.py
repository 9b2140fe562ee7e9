"""What was read, and what was not, of the sources behind a filter: said in every feed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from notifiers.summary import coverage_words
from pipeline.telling.composing.coverage import coverage_of
from pipeline.telling.world import World
from storage.clock import day_of
from storage.queries.coverage import NOT_WHOLE, carried, sources_read
from storage.queries.runs import last_begun
from storage.records import Carried, CoverageLine, Filter, SourceRead

_WATCHED = timedelta(days=2)
_LOOK, _FRESH = timedelta(minutes=1), timedelta(minutes=10)
_REASONS = 5
_OF_DAYS = {NOT_WHOLE: "近两日未读完"}
"""A feed has no period."""


@dataclass(frozen=True, kw_only=True)
class _Seen:
    at: datetime
    begun: datetime | None
    """When the last pass began."""
    reads: Sequence[SourceRead]
    carried: Sequence[Carried]


@dataclass(kw_only=True)
class Watch:
    """What the store says of the sources: looked at each minute, and read once a pass and every
    ten minutes."""

    world: World
    _seen: _Seen | None = field(default=None)
    _looked_at: datetime | None = field(default=None)

    def words(self, conn: Connection, chosen: Filter, now: datetime) -> str:
        """监测范围（近两日）：中央文件 6/6，国家部委 21/23（某部：11月3日起无法访问）。"""
        lines, office = self.lines(conn, chosen, now), self.world.office
        figures, unread = coverage_words(lines, office, _REASONS, day_of(now))
        more = f"。未读：{'；'.join(unread)}" if unread else ""
        return f"监测范围（近两日）：{figures}{more}。"

    def lines(self, conn: Connection, chosen: Filter, now: datetime) -> tuple[CoverageLine, ...]:
        """By part: what was read of the last two days, and why the rest was not."""
        seen = self._at(conn, now)
        return coverage_of(chosen, seen.reads, seen.carried, self.world.office)

    def _at(self, conn: Connection, now: datetime) -> _Seen:
        seen = self._seen
        if seen and self._looked_at and _is_within(self._looked_at, now, _LOOK):
            return seen
        begun = max(last_begun(conn).values(), default=None)
        if seen is None or seen.begun != begun or not _is_within(seen.at, now, _FRESH):
            seen = self._read(conn, begun, now)
        self._seen, self._looked_at = seen, now
        return seen

    def _read(self, conn: Connection, begun: datetime | None, now: datetime) -> _Seen:
        sources, office = self.world.sources, self.world.office
        reads = sources_read(conn, sources, now - _WATCHED, now, office)
        said = [replace(one, why=_OF_DAYS.get(one.why, one.why)) for one in reads]
        return _Seen(at=now, begun=begun, reads=said, carried=carried(conn))


def _is_within(then: datetime, now: datetime, span: timedelta) -> bool:
    """Whether so little has passed, and no midnight: days are told."""
    return then <= now < then + span and day_of(then) == day_of(now)

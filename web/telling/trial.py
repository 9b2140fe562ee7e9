"""A back-test as the desk shows it: bars, lines, and the words that would add something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.desk import topic_names
from pipeline.telling.backtest.figures import SECTIONS
from pipeline.telling.backtest.tried import Added, Backtest, Told, WeekCount
from pipeline.telling.backtest.trying import MONTHS, try_out
from pipeline.telling.backtest.words import UNWATCHED, conditions, summary
from storage.records import Subscription
from web.context import Desk

_SHOWN = 12
"""Words that would add something, on one page."""
_STEP, _HIGH = 11, 96
"""Of the chart, in its own units: from bar to bar, and how high the highest is."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A week in the chart."""

    week: WeekCount
    left: int
    top: float
    height: float

    @property
    def words(self) -> str:
        note = f"，{UNWATCHED}" if not self.week.watched else "" if self.week.whole else "，未完"
        return f"{self.week.name}（{self.week.first} 起）：{self.week.count} 件{note}"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What the page shows of a back-test."""

    tried: Backtest
    lines: tuple[str, ...]
    conditions: tuple[tuple[str, int], ...]
    bars: tuple[Bar, ...]
    synonyms: tuple[Added, ...]

    high: int = _HIGH
    unwatched: str = UNWATCHED

    blank: int = 0
    """How much of the chart, from the left, is time of which nothing is recorded."""

    @property
    def width(self) -> int:
        return self.blank + max(1, len(self.bars)) * _STEP

    @property
    def most(self) -> int:
        return max((one.count for one in self.tried.weeks), default=0)

    @property
    def groups(self) -> Sequence[tuple[str, Sequence[Told]]]:
        """Samples of what would have come, each under its heading."""
        found = (
            ("最新的", self.tried.newest),
            ("另抽几件", self.tried.drawn),
            ("待定的", self.tried.doubtful),
        )
        return [(heading, told) for heading, told in found if told]

    @property
    def further(self) -> int:
        """Words that would add something too."""
        return len(self.tried.synonyms) - len(self.synonyms)

    def section(self, told: Told) -> str:
        return SECTIONS[told.section]

    def topic(self, added: Added) -> str:
        return topic_names().get(added.topic, added.topic)


def trial(desk: Desk, who: Subscription, months: int = MONTHS) -> Trial:
    """What the subscription would have been told until now."""
    tried = try_out(desk.db, who, desk.office, datetime.now(UTC), months)
    blank = tried.unrecorded * _STEP
    return Trial(
        tried=tried,
        lines=summary(tried),
        conditions=conditions(tried, topic_names(), desk.office),
        bars=_bars(tried.weeks, blank),
        blank=blank,
        synonyms=tried.synonyms[:_SHOWN],
    )


def _bars(weeks: Sequence[WeekCount], blank: int) -> tuple[Bar, ...]:
    most = max((one.count for one in weeks), default=0) or 1
    return tuple(
        Bar(week=one, left=blank + place * _STEP, top=_HIGH - high, height=high)
        for place, one in enumerate(weeks)
        for high in (round(_HIGH * one.count / most, 1),)
    )

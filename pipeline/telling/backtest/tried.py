"""What is asked of a back-test, and what it says: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import mean, median

from pipeline.telling.backtest.synonyms import Synonym
from storage.clock import midnight
from storage.records import Filter, Office, Subscription

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week, from Monday on, in China."""

    first: date
    whole: bool = True
    """It is over."""
    watched: bool = True
    """There was a pass in it beside sources' first ones; else nobody knows what was new."""

    @property
    def name(self) -> str:
        """2026-W47."""
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From its first midnight to that after it."""
        return midnight(self.first), midnight(self.first + _WEEK)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: a subscription, and the words that it might have too."""

    who: Subscription
    synonyms: tuple[Synonym, ...] = ()
    office: Office
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Told:
    """A document that would have been told."""

    week: str
    section: str
    """added changed withdrawn late"""
    document_id: str
    title: str
    document_number: str | None
    issuing_bodies: tuple[str, ...]
    published_on: date | None
    detected_at: datetime
    doubtful: bool
    """It is for a person to decide."""
    summary: str = ""
    """What changed."""


@dataclass(frozen=True, kw_only=True)
class WeekTold:
    """What would have been told of one week."""

    week: Week
    told: tuple[Told, ...] = ()
    held_off: Mapping[str, int]
    """How many more there would be without a condition, by its key."""
    added: Mapping[str, tuple[str, ...]]
    """The titles of what a word would add, by how it is typed."""


@dataclass(frozen=True, kw_only=True)
class WeekCount:
    """How many there would have been in one week."""

    name: str
    first: date
    count: int
    doubtful: int
    whole: bool
    watched: bool


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What one condition alone keeps away."""

    condition: str
    """Its key in the filter, or ``include_doubtful``."""
    count: int


@dataclass(frozen=True, kw_only=True)
class Added:
    """What a word would add."""

    typed: str
    topic: str
    count: int
    titles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """What a subscription would have been told."""

    filter: Filter
    include_doubtful: bool
    asked_since: date
    recorded_since: date | None
    """The day of the first pass that is recorded: before it nothing is known."""
    weeks: tuple[WeekCount, ...]
    newest: tuple[Told, ...] = ()
    drawn: tuple[Told, ...] = ()
    """Of those that are not among the newest, at random, the same each time."""
    doubtful: tuple[Told, ...] = ()
    removed: tuple[Removed, ...] = ()
    synonyms: tuple[Added, ...] = ()
    idle_synonyms: int = 0
    """So many other words would add nothing."""

    @property
    def total(self) -> int:
        """In all weeks, the one under way too."""
        return sum(one.count for one in self.weeks)

    @property
    def in_counted(self) -> int:
        """In those by which averages are made."""
        return sum(one.count for one in self.counted)

    @property
    def doubts(self) -> int:
        """Of the total."""
        return sum(one.doubtful for one in self.weeks)

    @property
    def counted(self) -> tuple[WeekCount, ...]:
        """The weeks that are over and were watched: by them averages are made."""
        return tuple(one for one in self.weeks if one.whole and one.watched)

    @property
    def is_known(self) -> bool:
        """Whether anything is known by which conditions can be judged."""
        return bool(self.total) or any(one.watched for one in self.weeks)

    @property
    def runs(self) -> tuple[tuple[WeekCount, ...], ...]:
        """The weeks, those together that follow one another without a pass."""
        groups = groupby(self.weeks, key=lambda one: not one.watched and not one.count)
        return tuple(
            run
            for idle, weeks in groups
            for run in ([tuple(weeks)] if idle else [(one,) for one in weeks])
        )

    @property
    def unwatched(self) -> int:
        return sum(not one.watched for one in self.weeks)

    @property
    def unrecorded(self) -> int:
        """Weeks that were asked for, and of which nothing is known: they were before the first."""
        return (
            max(0, (self.weeks[0].first - monday(self.asked_since)) // _WEEK) if self.weeks else 0
        )

    @property
    def empty(self) -> int:
        """Weeks of those with nothing to tell."""
        return sum(not one.count for one in self.counted)

    @property
    def per_week(self) -> float:
        return mean([one.count for one in self.counted]) if self.counted else 0.0

    @property
    def middle(self) -> float:
        return median([one.count for one in self.counted]) if self.counted else 0.0

    @property
    def busiest(self) -> WeekCount | None:
        """The first of the weeks with the most."""
        return max(self.weeks, key=lambda one: one.count, default=None) if self.total else None


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())

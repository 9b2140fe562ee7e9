"""What a filter's feeds are made by, and the news that they hold: plain data."""

from dataclasses import dataclass
from datetime import datetime

from notifiers.entries import clean
from storage.characters import legal
from storage.records import DigestItem, Filter


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What a filter's feeds are made by."""

    feed_id: str
    """Never another's, and the same whatever becomes of its address."""
    name: str
    """As people call it; may be empty."""
    filter: Filter
    doubtful: bool
    """What a person has yet to decide is told too, marked 待定."""
    since: datetime
    """When it was first asked for."""

    def titled(self, what: str) -> str:
        """双碳政策：河北某电厂."""
        name = clean(legal(self.name), 80)
        return f"{what}：{name}" if name else what


@dataclass(frozen=True, kw_only=True)
class News:
    """A change that the feed holds, where it stands."""

    place: int
    news_at: datetime
    item: DigestItem

    @property
    def section(self) -> str:
        """What it would stand under in a digest."""
        change = self.item.change
        if change.kind == "added":
            return "late" if change.late else "added"
        return "withdrawn" if change.kind == "withdrawn" else "changed"


@dataclass(frozen=True, kw_only=True)
class Work:
    """A document that the feed holds."""

    news: tuple[News, ...]
    """All of it, in the order in which it became news."""

    @property
    def last(self) -> News:
        return self.news[-1]


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one reading of changes came to."""

    news: tuple[News, ...]
    place: int
    """Up to where it was read."""
    more: bool
    """Whether anything stands behind."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """What one reading of documents came to."""

    works: tuple[Work, ...]
    before: int
    """The place before which the next reading goes on; 0: nothing is left."""

"""The addresses of a filter's feeds, as pages and the command line show them: pure."""

from dataclasses import dataclass
from typing import Literal

from pipeline.telling.links import PublicLinks
from storage.records import SavedSearch, Subscription

FeedName = Literal["atom.xml", "calendar.ics", "changes.json"]
ATOM: FeedName = "atom.xml"
CALENDAR: FeedName = "calendar.ics"
CHANGES: FeedName = "changes.json"
_WORDS: dict[FeedName, str] = {
    ATOM: "Atom：阅读器中看新文件和改动",
    CALENDAR: "日历：截止日期、施行日期",
    CHANGES: "JSON：程序按游标取变化",
}


@dataclass(frozen=True, kw_only=True)
class FeedAddress:
    """Where one of the feeds is; whoever has the address can read it."""

    name: FeedName
    words: str
    """What it is for, in Chinese."""
    url: str


def feed_addresses(
    links: PublicLinks, whose: Subscription | SavedSearch
) -> tuple[FeedAddress, ...]:
    """Where the feeds of the subscription or saved search are."""
    return tuple(
        FeedAddress(name=name, words=words, url=links.feed(whose, name))
        for name, words in _WORDS.items()
    )

"""A feed as it is answered now: read, and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from notifiers.entries import Around
from notifiers.wanted import wanted
from pipeline.feeds.atom import ATOM_TYPE, Leaflet, atom
from pipeline.feeds.calendar import CALENDAR_TYPE, Noted, calendar, ordered, titled_calendar
from pipeline.feeds.changes import CHANGES_TYPE, END, changes, given_place, limit_of, place_of
from pipeline.feeds.feed import Feed, Read
from pipeline.feeds.reading import leaf, read_on, wanted_of
from pipeline.feeds.watching import Watch
from storage.clock import day_of
from storage.queries import calendars, feeds
from storage.queries.documents import documents_by_id
from storage.queries.processing import postings_of
from storage.queries.reviews import decided_documents
from storage.records import CalendarEntry, Document, Posting

_LEAF = 100
"""Documents of one page of an Atom feed."""
_PAST, _TAKEN_BACK = timedelta(days=92), timedelta(days=60)
"""How long dates that are over, and dates that were taken back, stay in calendars."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is sent."""

    body: bytes
    media_type: str
    file_name: str = ""
    """As who keeps it is to call it; empty: nobody keeps it."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of a feed: whose, where, when."""

    feed: Feed
    watch: Watch
    now: datetime
    url: str
    """Of the feed, without what is asked of it."""

    @property
    def around(self) -> Around:
        """What its entries are shown with."""
        world = self.watch.world
        site = world.settings.public_url
        return Around(today=self.today, names=world.topic_names, site=site)

    @property
    def today(self) -> date:
        """In China."""
        return day_of(self.now)

    def subtitle(self, conn: Connection) -> str:
        """What is wanted, and what was not read for it."""
        world = self.watch.world
        chosen, doubtful = self.feed.filter, self.feed.doubtful
        said = "；".join(wanted(chosen, world.topic_names, world.office, doubtful=doubtful))
        return f"{said}。{self.watch.words(conn, chosen, self.now)}"


def atom_answer(conn: Connection, reading: Reading, before: str) -> Answer:
    """The page of the Atom feed that begins before that place; of none, the newest."""
    feed = reading.feed
    place = place_of(before)
    found = leaf(conn, feed, place, _LEAF, reading.today)
    leaflet = Leaflet(
        works=found.works,
        subtitle=reading.subtitle(conn),
        self_url=f"{reading.url}?before={before}" if place else reading.url,
        first_url=reading.url,
        next_url=f"{reading.url}?before=v1.{found.before}" if found.before else "",
    )
    return Answer(body=atom(feed, leaflet, reading.around), media_type=ATOM_TYPE)


def changes_answer(conn: Connection, reading: Reading, cursor: str, limit: str) -> Answer:
    """What is news behind the cursor. Raises ``CursorError``."""
    most, last = limit_of(limit), feeds.last_place(conn)
    if cursor == END:
        read = Read(news=(), place=last, more=False)
    else:
        read = read_on(conn, reading.feed, given_place(cursor, last), most, reading.today)
    feed, watch = reading.feed, reading.watch
    body = changes(read, watch.lines(conn, feed.filter, reading.now), reading.around)
    return Answer(body=body, media_type=CHANGES_TYPE)


def calendar_answer(conn: Connection, reading: Reading) -> Answer:
    """The calendar of what the feed's documents set, from three months back on."""
    since = reading.today - _PAST
    entries = calendars.entries_since(conn, since, reading.now - _TAKEN_BACK)
    works = documents_by_id(conn, {one.document_id for one in entries})
    decided = decided_documents(conn, works)
    chosen = wanted_of(conn, reading.feed, decided.values(), reading.today)
    pages = postings_of(conn, chosen)
    noted = [
        _noted(one, decided[one.document_id], pages.get(one.document_id, ()))
        for one in entries
        if one.document_id in chosen
    ]
    body = calendar(reading.feed, ordered(noted), reading.subtitle(conn), reading.around)
    name = f"{titled_calendar(reading.feed)}.ics"
    return Answer(body=body, media_type=CALENDAR_TYPE, file_name=name)


def _noted(entry: CalendarEntry, document: Document, pages: Sequence[Posting]) -> Noted:
    lead = document.lead_posting_id
    there = {one.posting_id: one.url for one in pages if not one.withdrawn}
    url = there.get(lead) or next(iter(there.values()), "")
    return Noted(entry=entry, document=document, url=url)

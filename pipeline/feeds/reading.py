"""What a feed holds: its changes in the order in which they became news, its documents by the last.

Nothing is read that is not asked for: who reads on from a place costs what stands behind it, and
one reading looks at so much at most and says that there is more.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from pipeline.digest import tells
from pipeline.feeds.feed import Feed, Leaf, News, Read, Work
from pipeline.issue.printed import with_printings
from pipeline.pages.missing import with_missing
from pipeline.searching.wanted import Subject, fits, wants
from pipeline.telling.composing.ahead import with_deadlines
from pipeline.telling.composing.facts import with_key_facts, with_lines
from pipeline.telling.composing.searched import searched
from storage.queries import feeds
from storage.queries.changes import first_announcements, items_of
from storage.queries.documents import documents_by_id
from storage.queries.feeds import Asked, Placed
from storage.queries.reviews import decided_documents
from storage.records import DigestItem, Document, Filter

_AT_ONCE = 200
"""Changes that are read in one go, …"""
_MOST_READ = 5_000
"""… in one reading, …"""
_MOST_TEXTS = 400
"""… and documents whose texts a filter has to be asked of."""


def read_on(conn: Connection, feed: Feed, place: int, most: int, today: date) -> Read:
    """The first of what the feed holds behind that place, in the order of places."""
    asked, sight = _asked(feed), _Sight(conn=conn, feed=feed, today=today)
    found: list[Placed] = []
    while True:
        rows = feeds.after(conn, asked, place, _AT_ONCE)
        chosen = sight.chosen(rows)
        if len(found) + len(chosen) > most:
            found += chosen[: most - len(found)]
            return Read(news=sight.told(found), place=found[-1].place, more=True)
        found += chosen
        place = rows[-1].place if rows else place
        if len(rows) < _AT_ONCE:
            return Read(news=sight.told(found), place=place, more=False)
        if len(found) == most or sight.is_tired:
            more = bool(feeds.after(conn, asked, place, 1))
            return Read(news=sight.told(found), place=place, more=more)


def leaf(conn: Connection, feed: Feed, before: int, most: int, today: date) -> Leaf:
    """The documents of which the feed has news, the last news first, from before that place on;
    of 0 from the newest on."""
    asked, sight = _asked(feed), _Sight(conn=conn, feed=feed, today=today)
    moment = feeds.news_at(conn, before)
    bound = (moment, before) if moment else None
    found: list[Work] = []
    while True:
        rows = feeds.before(conn, asked, bound, _AT_ONCE)
        for work in sight.works(rows):
            found.append(work)
            if len(found) == most:
                return Leaf(works=tuple(found), before=work.last.place)
        if len(rows) < _AT_ONCE:
            return Leaf(works=tuple(found), before=0)
        bound = (rows[-1].news_at, rows[-1].place)
        if sight.is_tired:
            return Leaf(works=tuple(found), before=rows[-1].place)


def is_for(feed: Feed, document: Document) -> bool:
    """Whether the document belongs, as the feed takes it, whatever its filter says."""
    return bool(document.relevant or (document.relevant is None and feed.doubtful))


def wanted_of(
    conn: Connection, feed: Feed, documents: Collection[Document], today: date
) -> set[str]:
    """Those of the documents that the feed wants, by id: texts are read where it takes them."""
    bare = replace(feed.filter, validity=())
    likely = [one for one in documents if is_for(feed, one) and fits(bare, Subject(one))]
    found = searched(conn, likely, [feed.filter], today)
    return {key for key, subject in found.items() if wants(feed.filter, subject)}


def _asked(feed: Feed) -> Asked:
    chosen = feed.filter.relevant
    return Asked(
        doubtful=feed.doubtful and (not chosen or "person" in chosen), kinds=feed.filter.kinds
    )


def _reads_texts(chosen: Filter) -> bool:
    return bool(chosen.words or chosen.words_not)


@dataclass(kw_only=True)
class _Sight:
    """What the feed wants of what is read, each document looked at once."""

    conn: Connection
    feed: Feed
    today: date
    _verdicts: dict[str, bool] = field(default_factory=dict)
    _read: int = 0
    _texts: int = 0

    @property
    def is_tired(self) -> bool:
        """Whether enough was read for one answer."""
        return self._read >= _MOST_READ or self._texts >= _MOST_TEXTS

    def chosen(self, rows: Sequence[Placed]) -> list[Placed]:
        """Those that the feed holds; none that announces a document once more."""
        self._read += len(rows)
        told = [one for one in rows if tells(self.feed.filter, one)]
        self._judge({one.document_id for one in told})
        wanted = [one for one in told if self._verdicts[one.document_id]]
        added = {one.document_id for one in wanted if one.kind == "added"}
        first = first_announcements(self.conn, added)
        return [one for one in wanted if one.kind != "added" or one.change_id in first]

    def told(self, rows: Iterable[Placed]) -> tuple[News, ...]:
        """The chosen ones with all that is told of them."""
        places = {one.change_id: one for one in rows}
        changes = feeds.changes_by_id(self.conn, places)
        found = items_of(self.conn, [changes[key] for key in places if key in changes])
        return tuple(
            News(
                place=places[item.change.change_id].place,
                news_at=places[item.change.change_id].news_at,
                item=item,
            )
            for item in _told(self.conn, found, self.today)
        )

    def works(self, rows: Sequence[Placed]) -> list[Work]:
        """The documents of the chosen ones whose last news stands among them."""
        chosen = self.chosen(rows)
        ids = {one.document_id for one in chosen}
        news: dict[str, list[Placed]] = {}
        for one in self.chosen(feeds.history(self.conn, _asked(self.feed), ids)):
            news.setdefault(one.document_id, []).append(one)
        lasts = {mine[-1].place: mine for mine in news.values()}
        listed = [lasts[one.place] for one in chosen if one.place in lasts]
        full = {one.place: one for one in self.told(one for mine in listed for one in mine)}
        return [Work(news=tuple(full[one.place] for one in mine)) for mine in listed]

    def _judge(self, ids: set[str]) -> None:
        fresh = ids - self._verdicts.keys()
        works = decided_documents(self.conn, documents_by_id(self.conn, fresh))
        if _reads_texts(self.feed.filter):
            self._texts += len(fresh)
        wanted = wanted_of(self.conn, self.feed, works.values(), self.today)
        self._verdicts |= {key: key in wanted for key in fresh}


def _told(conn: Connection, items: Sequence[DigestItem], today: date) -> list[DigestItem]:
    steps: tuple[Callable[[Connection, Sequence[DigestItem]], Sequence[DigestItem]], ...] = (
        with_missing,
        with_printings,
        with_key_facts,
        with_lines,
    )
    for step in steps:
        items = step(conn, items)
    return with_deadlines(conn, items, today)

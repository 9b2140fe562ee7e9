"""What a filter may bring, said before it is confirmed: of some hardly anything will come."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from pipeline.feeds.watching import Watch
from pipeline.searching.indexing import waiting
from pipeline.searching.search import search
from storage.clock import day_of
from storage.database import Database
from storage.records import Filter
from storage.search.faults import BrokenIndexError

_YEAR = timedelta(days=365)
_COUNTED = 30
"""So many documents of the last year are counted; of more it is said that there are more."""
_MOST_KNOWN = 500
"""Answers that are kept."""
NOBODY = "监测的来源里，还没有与这些条件有关的：照此多半收不到文件，请放宽条件。"
NOTHING = "最近一年公布的文件里，没有一件符合这些条件。可能条件太窄，或词语、机关的写法不同。"


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is watched for a filter, and what there was for it."""

    words: str
    """A sentence."""
    is_bleak: bool
    """Whether nothing comes of it, as far as is known."""


_Asked = tuple[Filter, bool, date]


@dataclass(kw_only=True)
class Outlooks:
    """Those of filters, each counted once a day, as long as it is remembered."""

    db: Database
    watch: Watch
    _known: OrderedDict[_Asked, tuple[str | None]] = field(default_factory=OrderedDict)
    """What could not be counted too: it took longest."""

    def of(self, chosen: Filter, now: datetime, *, doubtful: bool = True) -> Outlook:
        """What the filter may bring; ``doubtful``: also of what a person has yet to decide."""
        with self.db.connect() as conn:
            lines = self.watch.lines(conn, chosen, now)
            sources = sum(line.total for line in lines)
            if not sources:
                return Outlook(words=NOBODY, is_bleak=True)
            found = self._found(conn, chosen, doubtful, day_of(now))
        behind = f"与条件有关的来源 {sources} 个"
        if found is None:
            return Outlook(words=f"{behind}。", is_bleak=False)
        if not found:
            return Outlook(words=f"{behind}；{NOTHING}", is_bleak=True)
        return Outlook(
            words=f"{behind}；最近一年公布、符合这些条件的文件 {found}。", is_bleak=False
        )

    def _found(self, conn: Connection, chosen: Filter, doubtful: bool, today: date) -> str | None:
        """Nothing that is remembered, as long as the index is not in step."""
        key = (chosen, doubtful, today)
        if known := self._known.get(key):
            return known[0]
        if waiting(conn, today, 1):
            return None
        try:
            found = _documents(conn, chosen, doubtful, today)
        except BrokenIndexError:
            return None
        self._known[key] = (found,)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return found


def _documents(conn: Connection, chosen: Filter, doubtful: bool, today: date) -> str | None:
    """12 件, 30 件以上; empty: none; nothing where that is not known, or of no filter there is
    any. Raises ``BrokenIndexError``."""
    since = today - _YEAR
    if chosen.kinds and "added" not in chosen.kinds:
        return None
    relevant = chosen.relevant or (("yes", "person") if doubtful else ("yes",))
    asked = replace(chosen, since=max(since, chosen.since or since), relevant=relevant)
    results = search(conn, asked, limit=_COUNTED)
    others = results.hits or search(conn, Filter(since=since), limit=1).hits
    if results.more:
        return f"{_COUNTED} 件以上"
    if results.is_cut or not others:
        return None
    return f"{len(results.hits)} 件" if results.hits else ""

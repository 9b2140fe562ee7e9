"""Feeds are kept in step with what is stored, while ``serve`` runs and whenever it is asked for."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pipeline.deliver import recorded_now
from pipeline.feeds.dates import renew_entries
from pipeline.feeds.placing import place_news
from pipeline.telling.composing.periods import Recorded
from storage.clock import day_of
from storage.database import Database
from storage.queries.feeds import decided_until
from storage.settings import Settings

_SELDOM = timedelta(hours=1)
"""So often all is looked at though nothing seems to have changed: a person may have said what
dates a document sets, or parted two documents."""


@dataclass(kw_only=True)
class Keeper:
    """Keeps the feeds of a home; asked each minute it does something only when there is cause."""

    db: Database
    settings: Settings
    _stood: tuple[Recorded, datetime | None] | None = field(default=None)
    _kept_at: datetime | None = field(default=None)
    _whole_on: date | None = field(default=None)

    def keep(self, now: datetime) -> bool:
        """Give places to what has become news, and renew the calendars; whether there was cause.

        Once a day the verdicts on all documents are looked at.
        """
        stands = (recorded_now(self.db, self.settings), self._decided())
        rested = self._kept_at is None or now - self._kept_at >= _SELDOM
        if stands == self._stood and not rested:
            return False
        whole = self._whole_on != day_of(now)
        place_news(self.db, self.settings, now, whole=whole)
        renew_entries(self.db, now)
        self._stood, self._kept_at, self._whole_on = stands, now, day_of(now)
        return True

    def _decided(self) -> datetime | None:
        with self.db.connect() as conn:
            return decided_until(conn)

"""How a group of pages is announced that nothing announces: what it was parted from keeps that.

An announcement belongs to the page that it was recorded for. What a person parts from that page is
announced when that is decided, once, as the decision's: it goes when the decision is undone, and
comes back at its former time if the same is decided again after a digest told it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from pipeline.identity.roles import lead_of
from pipeline.review import gist
from storage.clock import day_of
from storage.ids import digest_id
from storage.queries import processing, rulings, runs, telling
from storage.records import SPEAKING, Change, Document, Posting, Ruled, Ruling

LATE = timedelta(days=7)
"""An item dated this long before the last complete pass came on line late."""


def is_late(dated: date | None, last: datetime | None) -> bool:
    """Whether what is dated so came on line well after; ``last``: the complete pass before."""
    return bool(dated and last and dated < day_of(last) - LATE)


def made_id(posting_id: str, ruling_id: int | None = None) -> str:
    """The id of the announcement that regrouping made for the page, by whose decision."""
    decided = [] if ruling_id is None else [str(ruling_id)]
    return digest_id("change", posting_id, "regrouped", *decided)


@dataclass(frozen=True, kw_only=True)
class Announcing:
    """Announcements of what was parted, made at one moment."""

    conn: Connection
    now: datetime
    announced: Sequence[Change]
    """How the pages that were together were announced, earliest first."""

    def decided(self, document: Document) -> Change:
        """Of what a person parted: news if one of its pages was."""
        carrying = self._carrying(document)
        partings = self._partings(carrying)
        standing = next((said for ruling, said in partings if ruling.undone_at is None), None)
        named = [
            one
            for one in carrying
            if standing is None or one.posting_id in standing.one | standing.other
        ]
        told = self._told_at(carrying, partings)
        number = standing.ruling_id if standing else None
        news = any(map(self._was_news, carrying))
        return self._made(document, lead_of(named), (number, news, told or self.now))

    def found(self, document: Document, origin: Change, kept: bool) -> Change:
        """Of what the program found to be two; ``kept``: under the id that was announced."""
        carrying = self._carrying(document)
        news = origin.kind == "added" or (not kept and any(map(self._was_news, carrying)))
        at = origin.detected_at if kept else self.now
        return self._made(document, lead_of(carrying), (None, news, at))

    def _carrying(self, document: Document) -> list[Posting]:
        key = document.document_id
        every = processing.postings_of(self.conn, [key])[key]
        return [one for one in every if one.role not in SPEAKING] or every

    def _was_news(self, posting: Posting) -> bool:
        """Whether a source listed it first when its base line had been drawn."""
        first = runs.first_listed_in(self.conn, posting.posting_id)
        return any(not run.baseline for run in first)

    def _partings(self, postings: Sequence[Posting]) -> list[tuple[Ruling, Ruled]]:
        """Decisions that part one of the pages from others, undone ones too, newest first."""
        made = rulings.rulings_on(self.conn, [one.posting_id for one in postings])
        parting = [one for one in made if one.kind != "same"]
        pages = rulings.pages_of_rulings(self.conn, [one.ruling_id or 0 for one in parting])
        return [(one, pages[one.ruling_id or 0]) for one in parting]

    def _told_at(
        self, postings: Sequence[Posting], partings: Sequence[tuple[Ruling, Ruled]]
    ) -> datetime | None:
        """When these pages were announced by such a decision, if a digest was made of that."""
        pages = {one.posting_id for one in postings}
        elsewhere = {one.posting_id for one in self.announced}
        for ruling, said in reversed(partings):
            mine, other = (said.one, said.other) if pages & said.one else (said.other, said.one)
            parted = not elsewhere & mine and elsewhere & other
            if parted and self._was_told(ruling.decided_at, ruling.undone_at or self.now):
                return ruling.decided_at
        return None

    def _was_told(self, since: datetime, until: datetime) -> bool:
        """Whether a digest of that time was made while the decision stood."""
        return telling.was_planned(self.conn, since, until)

    def _made(
        self, document: Document, lead: Posting, said: tuple[int | None, bool, datetime]
    ) -> Change:
        ruling_id, news, at = said
        last = processing.last_complete_pass(self.conn, lead.source_id, at)
        shown = processing.versions_by_id(self.conn, [lead.version_id or ""])
        return Change(
            change_id=made_id(lead.posting_id, ruling_id),
            document_id=document.document_id,
            posting_id=lead.posting_id,
            source_id=lead.source_id,
            run_id=lead.first_run_id,
            url=lead.url,
            kind="added" if news else "baseline",
            detected_at=at,
            after_id=lead.version_id,
            late=news and is_late(document.published_on, last),
            significance=1.0,
            summary="".join(gist(one.content) for one in shown.values()),
        )

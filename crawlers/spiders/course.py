"""Where a pass goes next: from what a page shows to the addresses to visit. No Scrapy in here."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from crawlers.answers import page_of
from crawlers.extract import attachment_links
from crawlers.families.base import ListRequest
from crawlers.monitors import Outcome
from crawlers.page import Page
from crawlers.recorder import Recorder
from crawlers.replay import Archive, replay_address
from crawlers.source_pass import SourcePass, fetchable
from crawlers.spiders.visits import Interest, Keeper, Visit
from storage.database import Database
from storage.ids import posting_id
from storage.queries.capture import Seen, due_postings, known_postings, last_seen
from storage.records import Row

_MOST_LINKS = 200
"""Attachments of one page: a page with more is no document."""


class Course:
    """The addresses of one pass: each is visited once, whoever wants it."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        keeper: Keeper,
        archive: Archive | None,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._keeper = keeper
        self._archive = archive
        self._visits: dict[str, Visit] = {}

    def start(self, owner: SourcePass) -> list[Visit]:
        """The first list pages of a source; none if an archive has nothing of it."""
        first = owner.family.start(owner.source)
        if self._archive:
            addresses = [replay_address(one.url, one.form) for one in first]
            if not self._any_archived((*addresses, *owner.source.start_urls), owner.run.started_at):
                return []
        visits = [made for chain, one in enumerate(first) for made in self._list(owner, one, chain)]
        if not visits:
            owner.fault = "声明没有给出可以请求的列表地址"
        return visits

    def _any_archived(self, urls: Iterable[str], at: datetime) -> bool:
        return self._archive is not None and any(self._archive.has(url, at) for url in urls)

    def listed(self, visit: Visit, page: Page, outcome: Outcome) -> tuple[list[Visit], Outcome]:
        """What a list page leads to, and the outcome with what was read."""
        owner, asked = visit.owner, visit.asked
        assert asked is not None
        reading = owner.family.read(owner.source, asked, page)
        rows = tuple(row for row in reading.rows if fetchable(row.url))
        visits, fresh = self._rows(owner, rows)
        owner.read(visit.chain, rows)
        for one in reading.follow:
            visits += self._list(owner, one, visit.chain)
        if reading.next_page and (rows or reading.follow) and (fresh or owner.as_of is None):
            visits += self._list(owner, reading.next_page, visit.chain)
        return visits, outcome.with_rows(len(rows), reading.reason)

    def _rows(self, owner: SourcePass, rows: Sequence[Row]) -> tuple[list[Visit], bool]:
        """The documents to fetch, and whether a row is new since the last complete pass."""
        postings = []
        for row in rows:
            posting, listing = owner.list_row(row)
            self._recorder.listed(posting, listing)
            postings.append(posting)
        ids = {posting.posting_id for posting in postings}
        known: set[str] = set()
        with self._database.connect() as conn:
            if owner.as_of is not None:
                known = known_postings(conn, owner.source.source_id, ids, owner.as_of)
            seen = last_seen(conn, [posting.url for posting in postings])
        visits = []
        for posting in postings:
            before = seen.get(posting.url)
            if before is None or not before.good:
                visits += self.visit(Visit(posting.url, [Interest(owner, "document")], before))
            elif not before.settled:
                visits += self._resumed(owner, posting.url, before)
        return visits, bool(ids - known)

    def _resumed(self, owner: SourcePass, url: str, seen: Seen) -> list[Visit]:
        """The attachments that a pass which was cut off may not have come to."""
        page = self.stored(url, seen)
        return self.linked(owner, page, url, only_missing=True) if page else []

    def stored(self, url: str, seen: Seen) -> Page | None:
        """The page that an earlier pass stored."""
        if seen.body_sha256 is None or seen.body_sha256 not in self._database.bodies:
            return None
        return page_of(url, 200, seen.headers, self._database.bodies.get(seen.body_sha256))

    def linked(
        self, owner: SourcePass, page: Page, url: str, *, only_missing: bool = False
    ) -> list[Visit]:
        """The attachments that the document at ``url`` links."""
        links = attachment_links(page, owner.source)[:_MOST_LINKS]
        urls = list(dict.fromkeys(link.url for link in links if fetchable(link.url)))
        if not urls:
            return []
        with self._database.connect() as conn:
            seen = last_seen(conn, urls)
        visits = []
        for link in urls:
            before = seen.get(link)
            if not (only_missing and before and before.good):
                visits += self.visit(Visit(link, [Interest(owner, "attachment", url)], before))
        return visits

    def due(self, owner: SourcePass) -> list[Visit]:
        """The documents that are looked at again, now that the lists are read."""
        with self._database.connect() as conn:
            known = due_postings(conn, owner.source.source_id, owner.due_since())
            seen = last_seen(conn, [one.posting.url for one in known])
        visits = []
        for one in known:
            url = one.posting.url
            if owner.is_due(one, seen.get(url)):
                visit = Visit(url, [Interest(owner, "document")], seen.get(url), recent=False)
                visits += self.visit(visit)
        return visits

    def _list(self, owner: SourcePass, asked: ListRequest, chain: int) -> list[Visit]:
        if not owner.may_list(asked):
            return []
        seen = None
        if not (asked.form or owner.run.baseline or self._archive):
            with self._database.connect() as conn:
                seen = last_seen(conn, [asked.url]).get(asked.url)
        owner.open_lists += 1
        owner.open_visits += 1
        return [Visit(asked.url, [Interest(owner, "list")], seen, asked=asked, chain=chain)]

    def visit(self, visit: Visit) -> list[Visit]:
        """The visit, unless this pass goes to the address already: then its interest is added."""
        (interest,) = visit.interests
        owner = interest.owner
        if visit.is_document and owner.most_documents and owner.visited >= owner.most_documents:
            return []
        there = self._visits.setdefault(posting_id(visit.url), visit)
        if there is visit:
            owner.open_visits += 1
            owner.visited += visit.is_document
            return [visit]
        if there.wants(interest):
            there.interests.append(interest)
            self._keeper.also(there, interest)
        return []

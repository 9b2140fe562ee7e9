"""Where a pass goes next: from what a page shows to the addresses to visit. No Scrapy in here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from crawlers.elsewhere import Elsewhere
from crawlers.extract import attachment_links
from crawlers.fallback import Known, detected
from crawlers.families.base import ListReading, ListRequest
from crawlers.monitors import Outcome
from crawlers.page import Page, page_of
from crawlers.recorder import Recorder
from crawlers.replay import Archive, replay_address
from crawlers.rhythm import Watch, since
from crawlers.source_pass import SourcePass, fetchable
from crawlers.spiders.onward import further, led_to, moved_list, second_address
from crawlers.spiders.visits import Interest, Keeper, Visit
from storage.database import Database
from storage.ids import posting_id
from storage.queries.capture import Seen, known_postings, last_seen
from storage.queries.due import Due, due_documents, left_the_list
from storage.queries.lists import known_rows
from storage.records import Listing, Posting, Row

_MOST_KNOWN = 400
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
        self._visits: dict[tuple[str, object], Visit] = {}

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
        deep = asked.page > owner.reach
        found = tuple(row for row in reading.rows if fetchable(row.url))
        rows = owner.wanted(found, deep)
        visits, fresh = self._rows(owner, rows, deep)
        goes_on = owner.goes_on(visit.chain, found, fresh) if found else bool(reading.follow)
        owner.read(visit.chain, rows)
        if not found and outcome.state == "ok":
            owner.blank.append((asked, visit.chain, page))
        for one in reading.follow:
            visits += self._list(owner, one, visit.chain)
        if reading.next_page and goes_on:
            visits += self._list(owner, reading.next_page, visit.chain)
        return visits, outcome.with_rows(len(rows), reading.reason)

    def fallback(self, owner: SourcePass) -> list[Visit]:
        """Where lists lead that the source's own way did not read, and general rules do."""
        pages, owner.blank = owner.blank, []
        pages = [one for one in pages if not owner.shown.get(one[1]) or owner.by_detection]
        if owner.as_of is None or not pages:
            return []
        with self._database.connect() as conn:
            before = known_rows(conn, owner.source.source_id, owner.run.started_at, _MOST_KNOWN)
        known, visits = Known([posting.row for posting in before]), []
        for asked, chain, page in pages:
            if reading := detected(page, known):
                visits += self._detected(owner, asked, chain, reading)
        return visits

    def _detected(
        self, owner: SourcePass, asked: ListRequest, chain: int, reading: ListReading
    ) -> list[Visit]:
        rows = tuple(row for row in reading.rows if fetchable(row.url))
        visits, fresh = self._rows(owner, rows, asked.page > owner.reach)
        owner.by_detection = True
        owner.read(chain, rows)
        if reading.next_page and owner.goes_on(chain, rows, fresh):
            visits += self._list(owner, reading.next_page, chain)
        return visits

    def _rows(self, owner: SourcePass, rows: Sequence[Row], deep: bool) -> tuple[list[Visit], bool]:
        """The documents to fetch, and whether a row is new since the last complete pass."""
        shown = [owner.list_row(row, deep) for row in rows]
        for posting, listing in shown:
            self._recorder.listed(posting, listing)
        ids = {posting.posting_id for posting, _ in shown}
        known: set[str] = set()
        with self._database.connect() as conn:
            if owner.as_of is not None:
                known = known_postings(conn, owner.source.source_id, ids, owner.as_of)
            seen = last_seen(conn, [posting.url for posting, _ in shown])
        visits = []
        for posting, listing in shown:
            before = seen.get(posting.url)
            if listing.backfilled:  # later, so many a pass
                continue
            if before is None or not before.good:
                visits += self.visit(_document(owner, posting, listing, before))
            elif not before.settled:
                visits += self._resumed(_document(owner, posting, listing, before), before)
        return visits, bool(ids - known)

    def _resumed(self, visit: Visit, seen: Seen) -> list[Visit]:
        """The text and the attachments that a pass which was cut off may not have come to."""
        page = self.stored(visit.url, seen)
        if page is None:
            return []
        if found := second_address(visit, page):
            led_to(visit, found, page)
        visits = self.second(visit, only_missing=True)
        return visits + self.linked(visit, page, only_missing=True)

    def stored(self, url: str, seen: Seen) -> Page | None:
        """The page that an earlier pass stored."""
        if seen.body_sha256 is None or seen.body_sha256 not in self._database.bodies:
            return None
        return page_of(url, 200, seen.headers, self._database.bodies.get(seen.body_sha256))

    def linked(self, visit: Visit, page: Page, *, only_missing: bool = False) -> list[Visit]:
        """The attachments that a document, or its text at a second address, links."""
        links = attachment_links(page, visit.owner.source)[:_MOST_LINKS]
        visit.files = tuple(dict.fromkeys(link.url for link in links if fetchable(link.url)))
        if not visit.files:
            return []
        with self._database.connect() as conn:
            seen = last_seen(conn, visit.files)
        left_out = {url for url, one in seen.items() if only_missing and one.good}
        return [
            made
            for interest in visit.interests
            if interest.kind in ("document", "content")
            for made in self._files(visit, interest, seen)
            if made.url not in left_out
        ]

    def _files(self, visit: Visit, interest: Interest, seen: Mapping[str, Seen]) -> list[Visit]:
        page = interest.parent_url or visit.url
        wanted = [Interest(interest.owner, "attachment", page)]
        return [
            made
            for url in visit.files
            for made in self.visit(Visit(url, list(wanted), seen.get(url)))
        ]

    def second(self, visit: Visit, *, only_missing: bool = False) -> list[Visit]:
        """The second address of what a visit brought, whoever wants it."""
        if visit.onward is None:
            return []
        if visit.asked:
            return self._list(visit.owner, moved_list(visit), visit.chain)
        return [
            made
            for interest in visit.interests
            if (wanted := further(visit, interest))
            for made in self._content(visit, visit.onward, wanted, only_missing)
        ]

    def _content(
        self, visit: Visit, found: Elsewhere, wanted: Interest, only_missing: bool
    ) -> list[Visit]:
        with self._database.connect() as conn:
            seen = None if found.form else last_seen(conn, [found.url]).get(found.url)
        if not fetchable(found.url) or (only_missing and seen and seen.good):
            return []
        made = Visit(found.url, [wanted], seen, recent=visit.recent, form=found.form)
        made.watch = visit.watch
        return self.visit(made)

    def by_browser(self, visit: Visit) -> list[Visit]:
        """The same address once more, for a browser to read."""
        owner = visit.owner
        owner.open_visits += 1
        owner.open_lists += visit.asked is not None
        return [
            Visit(
                visit.url,
                visit.interests,
                recent=visit.recent,
                asked=visit.asked,
                chain=visit.chain,
                watch=visit.watch,
                rendered=True,
            )
        ]

    def due(self, owner: SourcePass) -> list[Visit]:
        """The documents that are looked at again, now that the lists are read."""
        run, bounds = owner.run, owner.bounds
        if owner.back_to:
            self._recorder.flush()  # what the lists showed is asked for by what is stored of it
        with self._database.connect() as conn:
            due = due_documents(conn, run.source_id, run.started_at, bounds)
            if owner.floor:
                due += left_the_list(conn, run, owner.floor, owner.listed, bounds.every_pass)
            seen = last_seen(conn, [one.url for one in due])
        visits = []
        for one in due:
            visits += self.visit(_known(owner, one, seen.get(one.url)))
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
        there = self._visits.setdefault((posting_id(visit.url), visit.form), visit)
        if there is visit:
            owner.open_visits += 1
            owner.visited += visit.is_document
            return [visit]
        if there.wants(interest):
            there.interests.append(interest)
            self._keeper.also(there, interest)
            return self._also(there, interest)
        return []

    def _also(self, visit: Visit, interest: Interest) -> list[Visit]:
        """Where the page led to before somebody else wanted it too."""
        if visit.answered is None or interest.kind != "content":
            return []
        wanted = further(visit, interest)
        visits = (
            self._content(visit, visit.onward, wanted, False) if wanted and visit.onward else []
        )
        return visits + self._files(visit, interest, {})


def _document(owner: SourcePass, posting: Posting, listing: Listing, before: Seen | None) -> Visit:
    """The visit of a document that a list shows."""
    old = owner.run.baseline or listing.backfilled
    watch = Watch(
        posting_id=posting.posting_id,
        since=since(listing.dated_on, listing.first_listed_at, old=old),
    )
    return Visit(posting.url, [Interest(owner, "document")], before, watch=watch)


def _known(owner: SourcePass, due: Due, before: Seen | None) -> Visit:
    """The visit of a document that is looked at again."""
    watch = Watch(
        posting_id=due.posting_id,
        since=since(due.dated_on, due.first_listed_at, old=due.old),
        withdrawn=due.withdrawn,
    )
    return Visit(due.url, [Interest(owner, "document")], before, recent=False, watch=watch)

"""One source's place in a pass: what was listed, what is open, and how it went."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from crawlers.families.base import Family, ListRequest
from crawlers.monitors import Outcome, SourceAccount, assess
from crawlers.page import Page
from storage.clock import day_of
from storage.ids import canonical_url, posting_id
from storage.queries.due import Bounds
from storage.records import CrawlRun, Listing, Posting, Row, Source

BACKFILL_PAGES = 500
"""The most list pages of a backfill: a list that goes on for ever ends there."""
_BACKFILL = Bounds(never_read=200)
_NEWS = timedelta(days=7)
"""What is dated so long before the last complete pass is no news, though it be new to us."""
_REQUESTS_A_PAGE = 4
"""A shell, a frame, its data, and one to spare."""


def fetchable(url: str) -> bool:
    """Whether the address is one that a pass may ask for at all: http or https, with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


@dataclass
class SourcePass:
    """Grows while the pass goes on; ``ended`` turns it into the run that is stored."""

    source: Source
    family: Family
    run: CrawlRun
    as_of: datetime | None
    """When the last complete pass began; ``None``: there was none, so everything is read."""
    reach: int = 0
    """The list pages that any pass may read; what stands on later ones is old."""
    back_to: date | None = None
    """Lists are read until their rows are older than this: a backfill."""
    browser: bool = False
    """A browser may read its pages, and there is one."""
    most_documents: int = 0
    """No more documents than this are visited; 0: no limit."""
    visited: int = 0
    listed: set[str] = field(default_factory=set)
    rows: int = 0
    dates: list[date | None] = field(default_factory=list)
    floors: dict[int, date] = field(default_factory=dict)
    """Of each list: the date of the last row that was read."""
    lists: list[Outcome] = field(default_factory=list)
    documents: list[Outcome] = field(default_factory=list)
    asked: set[tuple[str, object]] = field(default_factory=set)
    open_lists: int = 0
    open_visits: int = 0
    due_done: bool = False
    fault: str = ""
    requests: int = 0
    fetched: int = 0
    not_modified: int = 0
    snapshots: int = 0
    unarchived: int = 0
    rendered: int = 0
    done: bool = False
    notes: list[str] = field(default_factory=list)
    """What is said of the pass beside its problem, a Chinese line each."""
    blank: list[tuple[ListRequest, int, Page]] = field(default_factory=list)
    """List pages that are well and gave no rows, with the number of their list."""
    by_detection: bool = False
    """Some of these were read by general rules."""
    shown: dict[int, set[str]] = field(default_factory=dict)
    """Of each list: the addresses of its rows so far."""

    @property
    def trusted(self) -> frozenset[str]:
        """The hosts that the declaration names: asked even if they are inner ones."""
        return frozenset(urlsplit(url).hostname or "" for url in self.source.start_urls)

    def may_list(self, request: ListRequest) -> bool:
        """Whether the list page is to be asked for: once, within the bounds of the source."""
        key = (request.url, request.form)
        if key in self.asked or not fetchable(request.url):
            return False
        most = self.source.pages * _REQUESTS_A_PAGE * max(1, len(self.source.start_urls))
        if request.page > self.source.pages or len(self.asked) >= most:
            if self.back_to and not self.notes:
                line = (
                    f"列表已翻 {self.source.pages} 页仍未到 {self.back_to}，到此为止：{request.url}"
                )
                self.notes.append(line)
            return False
        self.asked.add(key)
        return True

    @property
    def bounds(self) -> Bounds:
        """How many documents are looked at again, at most."""
        return _BACKFILL if self.back_to else Bounds()

    def wanted(self, rows: tuple[Row, ...], deep: bool) -> tuple[Row, ...]:
        """The rows of a list page, on a ``deep`` one without those older than is wanted."""
        oldest = self.back_to
        if oldest is None or not deep:
            return rows
        return tuple(one for one in rows if not one.published_on or one.published_on >= oldest)

    def _is_behind(self, row: Row, deep: bool) -> bool:
        """Whether only a backfill comes to the row: it is no news then, and can wait."""
        if self.back_to is None:
            return False
        if row.published_on is None or self.as_of is None:
            return deep
        return row.published_on < day_of(self.as_of) - _NEWS

    def list_row(self, row: Row, deep: bool = False) -> tuple[Posting, Listing]:
        """The posting and the listing that a row of a list stands for."""
        now = self.run.started_at
        url = canonical_url(row.url)
        posting = Posting(
            posting_id=posting_id(url),
            source_id=self.source.source_id,
            url=url,
            row=row,
            first_listed_at=now,
            first_run_id=self.run.run_id,
            last_listed_at=now,
            at_home=(urlsplit(url).hostname or "") in self.trusted,
        )
        listing = Listing(
            source_id=self.source.source_id,
            posting_id=posting.posting_id,
            first_run_id=self.run.run_id,
            first_listed_at=now,
            last_run_id=self.run.run_id,
            last_listed_at=now,
            dated_on=row.published_on,
            backfilled=self._is_behind(row, deep),
        )
        self.listed.add(posting.posting_id)
        return posting, listing

    def goes_on(self, chain: int, rows: tuple[Row, ...], fresh: bool) -> bool:
        """Whether the next page of the list is wanted: not if this one shows nothing that the
        pages before did not, whatever its address; while rows are new, or not old enough."""
        before = self.shown.setdefault(chain, set())
        urls = {row.url for row in rows}
        if urls <= before:
            return False
        before |= urls
        if self.back_to:
            last = next((row.published_on for row in reversed(rows) if row.published_on), None)
            return last is None or last >= self.back_to
        return fresh or self.as_of is None

    def read(self, chain: int, rows: tuple[Row, ...]) -> None:
        """Count the rows of a list page of one list."""
        self.rows += len(rows)
        dates = [row.published_on for row in rows]
        self.dates.extend(dates)
        last = next((day for day in reversed(dates) if day is not None), None)
        if last:
            self.floors[chain] = last

    @property
    def floor(self) -> date | None:
        """Postings newer than this should be listed: ``None`` if that cannot be told.

        The shallowest of the lists decides. The last row of a list is its oldest; the first may
        be an old one that was pinned.
        """
        if self.by_detection or any(
            one.state != "ok" or one.answer != "page" for one in self.lists
        ):
            return None
        return max(self.floors.values(), default=None)

    def ended(self, now: datetime) -> CrawlRun:
        """The run as it is stored."""
        account = SourceAccount(
            lists=self.lists,
            documents=self.documents,
            rows=self.rows,
            fault=self.fault,
            by_detection=self.by_detection,
        )
        verdict = assess(self.source, account)
        return replace(
            self.run,
            finished_at=now,
            complete=self.run.complete or verdict.complete,
            state=verdict.state,
            problem=verdict.problem,
            rows=self.rows,
            requests=self.requests,
            fetched=self.fetched,
            not_modified=self.not_modified,
            unarchived=self.unarchived,
            snapshots=self.snapshots,
            rendered=self.rendered,
            by_detection=self.by_detection,
            reached_on=min((day for day in self.dates if day), default=None),
        )

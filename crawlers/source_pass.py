"""One source's place in a pass: what was listed, what is open, and how it went."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from crawlers.families.base import Family, ListRequest
from crawlers.monitors import Account, Outcome, assess, newest_date
from storage.clock import day_of
from storage.ids import canonical_url, posting_id
from storage.queries.capture import ListedPosting, Seen
from storage.records import CrawlRun, Listing, Posting, Row, Source

WATCH = timedelta(days=30)
"""How long a document is fetched again at every pass."""
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
    done: bool = False

    @property
    def trusted(self) -> frozenset[str]:
        """The hosts that the declaration names: asked even if they are inner ones."""
        return frozenset(urlsplit(url).hostname or "" for url in self.source.start_urls)

    def may_list(self, request: ListRequest) -> bool:
        """Whether the list page is to be asked for: once, within the bounds of the source."""
        key = (request.url, request.form)
        most = self.source.pages * _REQUESTS_A_PAGE * max(1, len(self.source.start_urls))
        if (
            key in self.asked
            or request.page > self.source.pages
            or len(self.asked) >= most
            or not fetchable(request.url)
        ):
            return False
        self.asked.add(key)
        return True

    def list_row(self, row: Row) -> tuple[Posting, Listing]:
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
        )
        listing = Listing(
            source_id=self.source.source_id,
            posting_id=posting.posting_id,
            first_run_id=self.run.run_id,
            first_listed_at=now,
            last_run_id=self.run.run_id,
            last_listed_at=now,
        )
        self.listed.add(posting.posting_id)
        return posting, listing

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
        if any(one.state != "ok" or one.answer != "page" for one in self.lists):
            return None
        return max(self.floors.values(), default=None)

    def due_since(self) -> datetime:
        """Only postings first listed since then can be due."""
        since = self.run.started_at - WATCH
        if self.floor:
            floor = datetime(self.floor.year, self.floor.month, self.floor.day, tzinfo=UTC)
            since = min(since, floor - timedelta(days=1))
        return since

    def is_due(self, known: ListedPosting, seen: Seen | None) -> bool:
        """Whether a posting that this pass did not find new is fetched again.

        It is recent; or it answered 404 last, or left the list, and that is not settled yet; or
        no good answer ever came and it was first listed recently.
        """
        posting = known.posting
        today = day_of(self.run.started_at)
        published = posting.row.published_on
        listed_on = day_of(posting.first_listed_at)
        if (published or listed_on) >= today - WATCH:
            return True
        if posting.withdrawn:
            return False
        if posting.missing_since is not None:
            return True
        gone = posting.posting_id not in self.listed
        if gone and self.floor and published and published > self.floor:
            return True
        return (seen is None or not seen.good) and listed_on >= today - WATCH

    def ended(self, now: datetime) -> CrawlRun:
        """The run as it is stored."""
        today = day_of(now)
        account = Account(
            lists=self.lists,
            documents=self.documents,
            rows=self.rows,
            newest=newest_date(self.dates, today),
            fault=self.fault,
        )
        verdict = assess(self.source, account, today)
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
        )

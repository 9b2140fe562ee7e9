"""The one spider: a pass over many sources. It captures, and does nothing else.

::

    lists ──rows──> postings (listed)        recent, gone, or missing from the list: due
      │ next page, while rows are new           │
      └──────────────> documents <──────────────┘
                           └──links──> attachments

Each answer goes to the recorder whatever comes of reading it. A bug met with one source ends that
source, not the pass; a fault of the database or the disk ends the pass.
"""

import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from sqlalchemy.exc import SQLAlchemyError
from twisted.python.failure import Failure

from crawlers.answers import describe, headers_of, redirects_of
from crawlers.capture import judge
from crawlers.detect.entry import LOOK
from crawlers.guard import Inner, Refused
from crawlers.manners import BUSY, Manners
from crawlers.monitors import Outcome, fault_line, run_line
from crawlers.page import Page, page_of
from crawlers.recorder import Recorder
from crawlers.replay import Archive
from crawlers.replay_handler import UNARCHIVED
from crawlers.source_pass import SourcePass
from crawlers.spiders.asking import request_of
from crawlers.spiders.course import Course
from crawlers.spiders.onward import is_for_browser, seek
from crawlers.spiders.visits import Keeper, Visit, is_no_word, sighting_of
from storage.bodies import BodyError
from storage.database import Database
from storage.records import CrawlRun, PageState

_log = logging.getLogger(__name__)


@dataclass
class PassReport:
    """What the process that started the pass gets back."""

    runs: list[CrawlRun] = field(default_factory=list)
    unarchived: dict[str, int] = field(default_factory=dict)
    """By source: how many addresses the archive does not hold."""
    faults: list[str] = field(default_factory=list)
    """One Chinese line for each archive that is damaged, and each page that is too large."""
    fault: BaseException | None = None
    """A fault of the database or the disk: the pass was stopped by it."""
    stopped: bool = False
    """It was told to stop before its end."""


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """What a pass works with."""

    database: Database
    recorder: Recorder
    archive: Archive | None = None
    """Of a replay: it answers in place of the network."""
    manners: Manners | None = None
    """Of a live pass."""


class PassSpider(Spider):
    """Runs one pass. All that it needs is given to it by ``crawlers.run``."""

    name = "pass"

    def __init__(
        self,
        *,
        passes: Sequence[SourcePass],
        equipment: Equipment,
        report: PassReport,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        database, recorder = equipment.database, equipment.recorder
        self.archive = equipment.archive
        self.manners = equipment.manners
        self.at = passes[0].run.started_at
        self._passes = passes
        self._database = database
        self._recorder = recorder
        self._report = report
        self._keeper = Keeper(recorder, self._clock)
        self._course = Course(database, recorder, self._keeper, self.archive)
        self._began = time.monotonic()
        self._again: list[Visit] = []
        if self.manners:
            self.manners.begin(self._clock)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "PassSpider":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        return spider

    def _clock(self) -> datetime:
        """The pass's moment; in a live one, what has gone by since is added."""
        if self.archive:
            return self.at
        return self.at + timedelta(seconds=time.monotonic() - self._began)

    # -- the course of a pass -----------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        """The first requests of every source."""
        for owner in self._passes:
            visits = self._outermost(owner, partial(self._course.start, owner))
            if not visits:
                self._finish(owner)
            for visit in visits:
                yield self._request(visit)

    def on_idle(self) -> None:
        """What failed is asked once more; then what is still open is closed."""
        again, self._again = self._again, []
        for visit in again:
            visit.owner.open_lists += visit.asked is not None
            self.crawler.engine.crawl(self._request(visit, again=True))
        if again:
            raise DontCloseSpider
        for owner in self._passes:
            self._finish(owner)

    def _outermost(self, owner: SourcePass, work: Callable[[], list[Visit]]) -> list[Visit]:
        """Where ``work`` leads. A bug met with one source must not stop the others."""
        try:
            return work()
        except (SQLAlchemyError, OSError, BodyError) as fault:
            self._report.fault = self._report.fault or fault
            raise CloseSpider("fault") from fault
        except Exception as fault:  # noqa: BLE001 -- the outermost loop of a crawl
            owner.fault = owner.fault or fault_line(fault)
            _log.exception("source %s", owner.source.source_id)
            return []

    def _closed(self, visit: Visit) -> list[Visit]:
        """Account for an answer; after a source's last list page, what is due."""
        visits = self._list_closed(visit)
        visit.owner.open_visits -= 1
        if not visit.owner.open_visits:
            self._finish(visit.owner)
        return visits

    def _list_closed(self, visit: Visit) -> list[Visit]:
        owner = visit.owner
        if visit.asked is None:
            return []
        owner.open_lists -= 1
        if owner.open_lists or owner.due_done:
            return []
        visits = self._outermost(owner, partial(self._course.fallback, owner))
        if any(one.asked for one in visits):
            return visits
        owner.due_done = True
        return visits + self._outermost(owner, partial(self._course.due, owner))

    def _finish(self, owner: SourcePass) -> None:
        if owner.done:
            return
        owner.done = True
        run = owner.ended(self._clock())
        self._recorder.finished(run)
        self._report.runs.append(run)
        if owner.unarchived:
            self._report.unarchived[run.source_id] = owner.unarchived
        for line in owner.notes:
            sys.stderr.write(f"{run.source_id}：{line}\n")
        if run.problem and owner.source.rests_on != LOOK:
            sys.stderr.write(f"{run_line(owner.source, run)}\n")

    # -- requests -----------------------------------------------------------------------------

    def _requests(self, visits: list[Visit]) -> list[Request]:
        return [self._request(visit) for visit in visits]

    def _request(self, visit: Visit, *, again: bool = False) -> Request:
        bodies = None if self.archive else self._database.bodies
        return request_of(visit, bodies, self.on_answer, self.on_failure, again=again)

    # -- answers ------------------------------------------------------------------------------

    def on_answer(self, response: Response, visit: Visit) -> list[Request]:
        """An answer, whatever its status."""
        asked_too_soon = response.status == 429 and self.manners is not None
        if (response.status >= 500 or asked_too_soon) and self._set_aside(visit, response.meta):
            return self._requests(self._list_closed(visit))
        visits = self._outermost(visit.owner, partial(self._answer, response, visit))
        return self._requests(visits + self._closed(visit))

    def on_failure(self, failure: Failure) -> list[Request]:
        """No answer: it may come at the end of the pass; else that is what is stored."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.cb_kwargs["visit"]
        fault = failure.value or RuntimeError("no reason given")
        answer, reason = describe(fault, self.settings.getint("DOWNLOAD_MAXSIZE"))
        noted = not isinstance(fault, Refused) or fault.noted
        if answer == "silence" and noted and self._set_aside(visit, request.meta):
            return self._requests(self._list_closed(visit))
        keep = self._keeper.nothing if noted else self._keeper.missing
        keep(visit, reason)
        if answer == "oversize" or isinstance(fault, Inner):
            line = f"{visit.owner.source.source_id}：{reason}：{visit.url}"
            self._report.faults.append(line)
            sys.stderr.write(f"{line}\n")
        url, first = visit.url, visit.first
        self._note(visit, Outcome(url=url, answer=answer, reason=reason, asked=noted, first=first))
        return self._requests(self._closed(visit))

    def _set_aside(self, visit: Visit, meta: dict[str, Any]) -> bool:
        """Keep the visit for the end of the pass, unless this is the end."""
        if meta.get("again") or self.archive or self._resting(visit):
            return False
        self._again.append(visit)
        return True

    def _resting(self, visit: Visit) -> str:
        """Why the host is not to be asked for a while; empty if it may be."""
        return self.manners.resting(urlsplit(visit.url).hostname or "") if self.manners else ""

    def _note(self, visit: Visit, outcome: Outcome) -> None:
        if visit.asked is not None:
            visit.owner.lists.append(outcome)
        elif visit.is_document or visit.is_content:
            visit.owner.documents.append(outcome)

    def _answer(self, response: Response, visit: Visit) -> list[Visit]:
        owner = visit.owner
        if UNARCHIVED in response.headers:
            owner.unarchived += 1
            missing = Outcome(
                url=visit.url, answer="unarchived", reason="存档中没有这一页", first=visit.first
            )
            self._note(visit, missing)
            self._keeper.missing(visit, missing.reason)
            self._keeper.checked(visit, "none")
            return []
        page, outcome = self._kept(response, visit)
        readable = outcome.state in ("ok", "truncated")
        visits = self._course.second(visit)
        led_on = bool(visits)
        if readable and visit.asked is not None and not led_on:
            visits, outcome = self._course.listed(visit, page, outcome)
        elif readable and visit.asked is None:
            visits += self._course.linked(visit, page)
        if is_for_browser(visit, outcome, led_on=bool(visits)):
            return self._course.by_browser(visit)
        if not led_on:  # else what comes from there tells how it went
            self._note(visit, outcome)
        return visits

    def _kept(self, response: Response, visit: Visit) -> tuple[Page, Outcome]:
        """Store the answer, and say what it is; a bug in saying it does not lose the answer."""
        owner, status = visit.owner, response.status
        headers = headers_of(response)
        if visit.rendered:  # its length is that of what the scripts found
            headers.pop("content-length", None)
        page = page_of(response.url, status, headers, response.body)
        state: PageState = "ok"
        reason = doubt = ""
        try:
            if status == 304 and visit.seen:
                owner.not_modified += 1
                page = self._course.stored(response.url, visit.seen) or page
            else:
                owner.fetched += status == 200
                owner.rendered += visit.rendered
                kind = visit.interests[0].kind
                kind = "document" if kind == "content" else kind
                asked = next(iter(redirects_of(response)), response.url)
                state, reason = judge(page, kind=kind, asked=asked)
                if status in BUSY and (rest := self._resting(visit)):
                    state, reason = "blocked", rest
                # Not the site's word on the page, whatever its status: the next pass asks again.
                doubt = reason if is_no_word(status, state) else ""
            state, doubt = seek(visit, page, state, doubt)
        finally:
            self._keeper.answer(visit, response, doubt, sighting_of(status, state))
        outcome = Outcome(
            url=visit.url, status=status, state=state, reason=reason, first=visit.first
        )
        return page, outcome

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
from urllib.parse import urlencode

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from sqlalchemy.exc import SQLAlchemyError
from twisted.python.failure import Failure

from crawlers.answers import describe, headers_of, page_of, redirects_of
from crawlers.capture import judge, led_home
from crawlers.guard import Refused
from crawlers.monitors import Outcome, fault_line, run_line
from crawlers.page import Page
from crawlers.recorder import Recorder
from crawlers.replay import Archive
from crawlers.replay_handler import UNARCHIVED
from crawlers.source_pass import SourcePass
from crawlers.spiders.course import Course
from crawlers.spiders.visits import Keeper, Visit
from storage.bodies import BodyError
from storage.database import Database
from storage.records import CrawlRun, PageState

_log = logging.getLogger(__name__)
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


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


class PassSpider(Spider):
    """Runs one pass. All that it needs is given to it by ``crawlers.run``."""

    name = "pass"

    def __init__(
        self,
        *,
        passes: Sequence[SourcePass],
        database: Database,
        recorder: Recorder,
        archive: Archive | None,
        report: PassReport,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.archive = archive
        self.at = passes[0].run.started_at
        self._passes = passes
        self._database = database
        self._recorder = recorder
        self._report = report
        self._keeper = Keeper(recorder, self._clock)
        self._course = Course(database, recorder, self._keeper, archive)
        self._began = time.monotonic()
        self._again: list[Visit] = []

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
        owner.due_done = True
        return self._outermost(owner, partial(self._course.due, owner))

    def _finish(self, owner: SourcePass) -> None:
        if owner.done:
            return
        owner.done = True
        run = owner.ended(self._clock())
        self._recorder.finished(run)
        self._report.runs.append(run)
        if owner.unarchived:
            self._report.unarchived[run.source_id] = owner.unarchived
        if run.problem:
            sys.stderr.write(f"{run_line(owner.source, run)}\n")

    # -- requests -----------------------------------------------------------------------------

    def _requests(self, visits: list[Visit]) -> list[Request]:
        return [self._request(visit) for visit in visits]

    def _request(self, visit: Visit, *, again: bool = False) -> Request:
        owner, asked = visit.owner, visit.asked
        owner.requests += 1
        meta: dict[str, Any] = {"trusted": owner.trusted, "again": again, "dont_retry": again}
        headers = self._conditions(visit)
        form = asked.form if asked else ()
        if asked and asked.referer:
            headers["Referer"] = asked.referer
        if form:
            meta["form"] = form
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return Request(
            visit.url,
            method="POST" if form else "GET",
            body=urlencode(form) if form else b"",
            headers=headers,
            callback=self.on_answer,
            errback=self.on_failure,
            cb_kwargs={"visit": visit},
            meta=meta,
            priority=visit.priority,
            dont_filter=True,
        )

    def _conditions(self, visit: Visit) -> dict[str, str]:
        """Conditional GET, if what the answer would confirm is stored."""
        seen = visit.seen
        if self.archive or seen is None or not seen.good or not seen.body_sha256:
            return {}
        found = {
            wanted: seen.headers[name]
            for name, wanted in _CONDITIONS.items()
            if name in seen.headers
        }
        return found if found and seen.body_sha256 in self._database.bodies else {}

    # -- answers ------------------------------------------------------------------------------

    def on_answer(self, response: Response, visit: Visit) -> list[Request]:
        """An answer, whatever its status."""
        if response.status >= 500 and self._set_aside(visit, response.meta):
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
        if noted:
            self._keeper.nothing(visit, reason)
        if answer == "oversize":
            line = f"{visit.owner.source.source_id}：{reason}：{visit.url}"
            self._report.faults.append(line)
            sys.stderr.write(f"{line}\n")
        self._note(visit, Outcome(url=visit.url, answer=answer, reason=reason, first=visit.first))
        return self._requests(self._closed(visit))

    def _set_aside(self, visit: Visit, meta: dict[str, Any]) -> bool:
        """Keep the visit for the end of the pass, unless this is the end."""
        if meta.get("again") or self.archive:
            return False
        self._again.append(visit)
        return True

    def _note(self, visit: Visit, outcome: Outcome) -> None:
        if visit.asked is not None:
            visit.owner.lists.append(outcome)
        elif visit.is_document:
            visit.owner.documents.append(outcome)

    def _answer(self, response: Response, visit: Visit) -> list[Visit]:
        owner = visit.owner
        if UNARCHIVED in response.headers:
            owner.unarchived += 1
            missing = Outcome(
                url=visit.url, answer="unarchived", reason="档案中没有这一页", first=visit.first
            )
            self._note(visit, missing)
            return []
        page, outcome = self._kept(response, visit)
        visits: list[Visit] = []
        if outcome.state in ("ok", "truncated") and visit.asked is not None:
            visits, outcome = self._course.listed(visit, page, outcome)
        elif outcome.state in ("ok", "truncated") and visit.is_document:
            visits = self._course.linked(owner, page, visit.url)
        self._note(visit, outcome)
        return visits

    def _kept(self, response: Response, visit: Visit) -> tuple[Page, Outcome]:
        """Store the answer, and say what it is; a bug in saying it does not lose the answer."""
        owner, status = visit.owner, response.status
        page = page_of(response.url, status, headers_of(response), response.body)
        state: PageState = "ok"
        reason = doubt = ""
        try:
            if status == 304 and visit.seen:
                owner.not_modified += 1
                page = self._course.stored(response.url, visit.seen) or page
            else:
                owner.fetched += status == 200
                kind = visit.interests[0].kind
                asked = next(iter(redirects_of(response)), response.url)
                home = led_home(asked, response.url)
                state, reason = judge(page, kind=kind, redirected_home=home)
                # No good answer, whatever its status: the next pass asks again.
                doubt = reason if status == 200 and state != "ok" else ""
        finally:
            self._keeper.answer(visit, response, doubt)
        outcome = Outcome(
            url=visit.url, status=status, state=state, reason=reason, first=visit.first
        )
        return page, outcome

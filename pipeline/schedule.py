"""When things happen while ``policywatch serve`` runs: APScheduler proposes, a lock or row decides.

Sources are read at moments of their own (``operating/crawl_times.py``). A crawl is a child
process, one at a time (a home bears one pass at a time): what falls due meanwhile waits, and goes
together into the next child, which reads different hosts side by side and each host one request
after another. What another process has read since it fell due is left out.
Digests are planned in rows that are unique, so a job that runs twice sends nothing twice.

Each minute what is due is sent, the operator told of problems, and the feeds kept in step (digests
are planned every five); every ten returned mails are read; each hour what is kept no longer is
deleted. Where the settings want it, our own change goes through the line (``operating/canary.py``),
and a monitor elsewhere hears that we live (``operating/heartbeat.py``).
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from pipeline.deliver import World, plan_owed
from pipeline.desk import topic_names
from pipeline.feeds.keeping import Keeper
from pipeline.operating.crawl_times import Group, Regular, first_start, group, still_due
from pipeline.operating.crawling import Crawls
from pipeline.operating.heartbeat import BEAT_MINUTES, Heartbeat
from pipeline.operating.jobs import (
    BEAT,
    BOUNCES,
    CANARY,
    CRAWL,
    FEEDS,
    FOLLOW,
    TELL,
    TIDY,
    JobFaults,
)
from pipeline.operating.watches import CanaryWatch, MailboxWatch, Teller
from pipeline.telling.readers.retention import tidy
from pipeline.telling.sending.sender import Sender
from storage.clock import SHANGHAI
from storage.database import Database
from storage.office import office_of
from storage.queries.canaries import delete_canaries
from storage.queries.runs import last_begun, last_read
from storage.records import Source
from storage.settings import Settings

log = logging.getLogger(__name__)

BOUNCE_MINUTES = 10
_TIDY_MINUTE = 10
_SOON = timedelta(minutes=2)
CANARIES_KEPT = timedelta(days=30)


class Schedule:
    """The jobs of a running ``serve``."""

    def __init__(
        self,
        db: Database,
        settings: Settings,
        sources: Sequence[Source],
        crawls: Crawls | None = None,
    ) -> None:
        self._db = db
        self._world = World(
            settings=settings,
            sources=sources,
            topic_names=topic_names(),
            office=office_of(settings),
        )
        self._sender = Sender.of(settings)
        self._groups = {one.job_id: one for one in group(sources, settings.crawl_window)}
        self._crawls = crawls or Crawls(settings)
        self._keeper, self._faults = Keeper(db=db, settings=settings), JobFaults(db)
        self._teller = Teller(db, self._world, self._sender)
        self._mailbox = MailboxWatch(db, settings) if settings.bounces else None
        self._canary = (
            CanaryWatch(db, self._world, self._crawls) if settings.canary_minutes else None
        )
        self._heartbeat = Heartbeat.of(settings, self._faults.stands)
        self._waiting: dict[str, datetime] = {}
        self._guard = threading.Lock()
        self._scheduler = BackgroundScheduler(
            timezone=SHANGHAI,
            executors={
                "default": ThreadPoolExecutor(4),
                "crawls": ThreadPoolExecutor(1),
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600},
        )

    def start(self, now: datetime) -> None:
        """Add the jobs and begin."""
        with self._db.connect() as conn:
            read = last_read(conn)
        for one in self._groups.values():
            self._add_crawl(one, first_start(one, read, now))
        self._add(self._teller.tell, CronTrigger(second=0, timezone=SHANGHAI), TELL)
        hourly = CronTrigger(minute=_TIDY_MINUTE, timezone=SHANGHAI)
        self._add(self._tidy, hourly, TIDY)
        self._add(self._keep_feeds, _every(1), FEEDS, first=now)
        if self._mailbox:
            self._add(self._mailbox.read, _every(BOUNCE_MINUTES), BOUNCES)
        if self._canary:
            self._canary.since = now
            self._add(self._canary.follow, _every(1), FOLLOW)
            # Among the crawls: it waits for its turn, as they do.
            every = _every(self._world.settings.canary_minutes)
            self._add(self._canary.run, every, CANARY, "crawls", now + _SOON)
        if self._heartbeat:
            self._add(self._heartbeat.beat, _every(BEAT_MINUTES), BEAT, first=now)
        self._faults.listen(self._scheduler)
        self._scheduler.start()

    def stop(self) -> None:
        """Start nothing more, end running crawls, and return when all has ended."""
        self._scheduler.pause()
        self._sender.stopping.set()
        self._crawls.stop()
        self._scheduler.shutdown(wait=True)

    def next_starts(self) -> dict[str, datetime]:
        """When each job runs next, by job id."""
        jobs = self._scheduler.get_jobs()
        return {job.id: job.next_run_time.astimezone(UTC) for job in jobs if job.next_run_time}

    def _add(
        self,
        job: Callable[[], None],
        trigger: BaseTrigger,
        name: str,
        executor: str = "default",
        first: datetime | None = None,
    ) -> None:
        begun = {"next_run_time": first} if first else {}
        self._scheduler.add_job(job, trigger, id=name, executor=executor, **begun)

    def _add_crawl(self, one: Group, first: datetime) -> None:
        self._scheduler.add_job(
            self._due, Regular(one), args=(one.job_id,), id=one.job_id, next_run_time=first
        )

    def _due(self, job_id: str) -> None:
        """Put the group into the next child; that one is started as soon as none runs."""
        with self._guard:
            self._waiting.setdefault(job_id, datetime.now(UTC))
        self._scheduler.add_job(self._crawl_waiting, executor="crawls", misfire_grace_time=None)

    def _crawl_waiting(self) -> None:
        seconds = max((one.limit_seconds for one in self._groups.values()), default=0)
        free = self._crawls.wait(seconds)
        with self._guard:
            waiting, self._waiting = self._waiting, {}
        groups = {self._groups[job_id]: at for job_id, at in sorted(waiting.items())}
        if not free and groups:
            log.warning("另一次读取尚未结束，本次略过：%s", "、".join(one.host for one in groups))
            return
        with self._db.connect() as conn:
            begun = last_begun(conn)
        started = datetime.now(UTC)
        if source_ids := still_due(groups, begun, started):
            status = self._crawls.crawl(source_ids, max(one.limit_seconds for one in groups))
            if status is not None:
                self._crawled(started)

    def _crawled(self, started: datetime) -> None:
        with self._db.connect() as conn:
            begun = any(at >= started for at in last_begun(conn).values())
        self._faults.ended(CRAWL, not begun, datetime.now(UTC))
        # Before the next pass begins; what is planned is sent soon.
        plan_owed(self._db, self._world, datetime.now(UTC))

    def _keep_feeds(self) -> None:
        self._keeper.keep(datetime.now(UTC))

    def _tidy(self) -> None:
        now = datetime.now(UTC)
        tidy(self._db, now)
        with self._db.begin() as conn:
            delete_canaries(conn, now - CANARIES_KEPT)


def _every(minutes: int) -> IntervalTrigger:
    return IntervalTrigger(minutes=minutes, timezone=SHANGHAI, jitter=20)

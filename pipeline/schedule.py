"""When things happen while ``policywatch serve`` runs: APScheduler proposes, a lock or row decides.

Sources of one host that are read equally often are one job. The moments are spread by a hash of
the host, so that not all start on the hour. A crawl is a child process, one at a time (a home
bears one pass at a time): what falls due meanwhile waits, and goes together into the next child,
which reads different hosts side by side and each host one request after another. What another
process has read since it fell due is left out. Where a source or the setting names a window, jobs
start in it only, spread over it as well.
Digests are planned in rows that are unique, so a job that runs twice sends nothing twice.

Each minute what is due is sent, the operator told of problems, and the feeds kept in step (digests
are planned every five); every ten the mailbox of returned mails is read; at night what is kept no
longer is deleted. Where the settings want it, our own change goes through the line
(``operating/canary.py``).
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from pipeline.deliver import World, plan_owed
from pipeline.desk import topic_names
from pipeline.feeds.keeping import Keeper
from pipeline.operating.crawling import Crawls
from pipeline.operating.watches import CanaryWatch, MailboxWatch, Teller
from pipeline.telling.readers.retention import tidy
from pipeline.telling.sending.sender import Sender
from storage.clock import SHANGHAI, Window, window_of
from storage.database import Database
from storage.ids import digest_id
from storage.office import office_of
from storage.queries.canaries import delete_canaries
from storage.queries.runs import last_begun, last_read
from storage.records import Source
from storage.settings import Settings

log = logging.getLogger(__name__)

_EPOCH = datetime.fromtimestamp(0, UTC)

TELL, FEEDS, BOUNCES, TIDY = "tell", "feeds", "bounces", "tidy"
CANARY, FOLLOW = "canary", "canary-follow"
BOUNCE_MINUTES = 10
_TIDY_MINUTE = 10
_SOON = timedelta(minutes=2)
CANARIES_KEPT = timedelta(days=30)
_SECONDS_A_SOURCE, _LEAST_SECONDS, _MOST_SECONDS = 300, 900, 3600
_FIRST_MINUTES = 10
"""Within which a source starts that has waited longer than it should."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Sources of one host that are read equally often: one job."""

    host: str
    every_minutes: int
    source_ids: tuple[str, ...]
    window: str = ""
    """When the job may start."""

    @property
    def job_id(self) -> str:
        return " ".join(("crawl", self.host, str(self.every_minutes), self.window)).rstrip()

    @property
    def hours(self) -> Window:
        return window_of(self.window)

    @property
    def limit_seconds(self) -> int:
        return min(_MOST_SECONDS, max(_LEAST_SECONDS, _SECONDS_A_SOURCE * len(self.source_ids)))

    @property
    def offset(self) -> timedelta:
        """How long after the full period the job starts: fixed for a host, unlike others'."""
        return timedelta(seconds=_spread(self.job_id, self.every_minutes * 60))


def group(sources: Iterable[Source], window: str = "") -> tuple[Group, ...]:
    """The enabled sources by host, frequency and window, each in one group, in a stable order.

    ``window`` is that of sources that name none.
    """
    found: dict[tuple[str, int, str], list[str]] = {}
    for source in sources:
        if source.enabled:
            key = (_host(source), max(1, source.every_minutes), source.window or window)
            found.setdefault(key, []).append(source.source_id)
    return tuple(
        Group(host=host, every_minutes=minutes, window=hours, source_ids=tuple(sorted(ids)))
        for (host, minutes, hours), ids in sorted(found.items())
    )


def first_start(one: Group, read: Mapping[str, datetime], now: datetime) -> datetime:
    """When the group's job runs first: at its regular moment, or soon if a source has waited long.

    ``read`` says when each source was last read whole.
    """
    waited = min(
        (read.get(source_id, datetime.min.replace(tzinfo=UTC)) for source_id in one.source_ids),
    )
    if now - waited > timedelta(minutes=one.every_minutes):
        soon = now + timedelta(seconds=1 + _spread(one.job_id, _FIRST_MINUTES * 60))
        return _in_window(one, soon)
    return regular_start(one, now)


def regular_start(one: Group, now: datetime) -> datetime:
    """The group's next moment: the same ones whenever the program was started.

    One that the window leaves out is made up for when the window opens, not on the hour either.
    """
    period = timedelta(minutes=one.every_minutes)
    start = _EPOCH + one.offset
    moment = start + period * (((now - start) // period) + 1)
    return _in_window(one, moment)


def _in_window(one: Group, moment: datetime) -> datetime:
    """The moment, or one soon after the window opens next."""
    if one.hours.holds(moment):
        return moment
    room = min(one.hours.length, timedelta(minutes=one.every_minutes))
    return one.hours.next_opening(moment) + one.offset % room


def still_due(
    groups: Mapping[Group, datetime], begun: Mapping[str, datetime], now: datetime
) -> list[str]:
    """The sources of the groups that fell due at those moments and that nobody has read since;
    none of a group whose window has closed meanwhile.

    ``begun`` says when the last pass over each source began, in whatever process.
    """
    never = datetime.min.replace(tzinfo=UTC)
    return [
        source_id
        for one, due_at in groups.items()
        if one.hours.holds(now)
        for source_id in one.source_ids
        if begun.get(source_id, never) < due_at
    ]


class _Regular(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """A group's regular moments."""

    def __init__(self, one: Group) -> None:
        self._group = one

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The moment after the last one (after now, if that was missed)."""
        return regular_start(self._group, max(previous or now, now))


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
        self._keeper = Keeper(db=db, settings=settings)
        self._teller = Teller(db, self._world, self._sender)
        self._mailbox = MailboxWatch(db, settings) if settings.bounces else None
        self._canary = (
            CanaryWatch(db, self._world, self._crawls) if settings.canary_minutes else None
        )
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
        self._add(self._keep_feeds, _every(1), FEEDS)
        if self._mailbox:
            self._add(self._mailbox.read, _every(BOUNCE_MINUTES), BOUNCES)
        if self._canary:
            self._canary.since = now
            self._add(self._canary.follow, _every(1), FOLLOW)
            # Among the crawls: it waits for its turn, as they do.
            every = _every(self._world.settings.canary_minutes)
            self._add(self._canary.run, every, CANARY, "crawls", now + _SOON)
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
            self._due, _Regular(one), args=(one.job_id,), id=one.job_id, next_run_time=first
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
        source_ids = still_due(groups, begun, datetime.now(UTC))
        if source_ids:
            status = self._crawls.crawl(source_ids, max(one.limit_seconds for one in groups))
            if status is not None:  # before the next pass begins; what is planned is sent soon
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


def _host(source: Source) -> str:
    return urlsplit(source.start_urls[0]).hostname or source.source_id


def _spread(key: str, seconds: int) -> int:
    return int(digest_id("spread", key), 16) % seconds

"""The jobs of ``serve`` by name, and what becomes of one that fails again and again: a problem like
others. A program that stands still in one part looks well in all others, and its log nobody reads.
"""

from datetime import UTC, datetime

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.schedulers.base import BaseScheduler

from storage.database import Database
from storage.queries.problems import close_problems, open_problem
from storage.records import JOB_WORDS, OWN_SOURCE, job_state

TELL, FEEDS, BOUNCES, TIDY = "tell", "feeds", "bounces", "tidy"
CANARY, FOLLOW, CRAWL, BEAT = "canary", "follow", "crawl", "heartbeat"
_FAILURES = 3
"""So many in a row are a fault; fewer are the weather."""
_CAUSE = (
    f"连续 {_FAILURES} 次中途出错，它管的事停着。"
    "请看 policywatch serve 的日志；重新启动或升级后仍出错的，请把日志交给开发者。"
)


class JobFaults:
    """Counts the failures of each job."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._failed: dict[str, int] = {}

    def listen(self, scheduler: BaseScheduler) -> None:
        """Hear of all jobs that end."""
        scheduler.add_listener(self._heard, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)

    def _heard(self, event: JobExecutionEvent) -> None:
        failed, known = event.exception is not None, event.job_id in JOB_WORDS
        if known or failed:  # passes are jobs of passing names, and well only if they read
            self.ended(event.job_id if known else CRAWL, failed, datetime.now(UTC))

    def stands(self) -> bool:
        """Whether a job stands still."""
        return max((0, *self._failed.values())) >= _FAILURES

    def ended(self, job: str, failed: bool, now: datetime) -> None:
        """A job has ended, well or not."""
        if failed:
            self._failed[job] = self._failed.get(job, 0) + 1
            if self._failed[job] >= _FAILURES:
                with self._db.begin() as conn:
                    open_problem(conn, OWN_SOURCE, job_state(job), _CAUSE, now)
            return
        if self._failed.get(job) != 0:  # the first time, too: it may stand from before a restart
            with self._db.begin() as conn:
                close_problems(conn, OWN_SOURCE, (job_state(job),), now)
        self._failed[job] = 0  # last: what could not be closed is closed the next time

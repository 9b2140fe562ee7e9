"""The jobs of ``serve`` by name, and what becomes of one that fails again and again: a problem like
others. A program that stands still in one part looks well in all others, and its log nobody reads.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.schedulers.base import BaseScheduler

from storage.database import Database
from storage.queries.problems import close_problems, find_problems, open_problem
from storage.records import OWN_SOURCE

TELL, FEEDS, BOUNCES, TIDY = "tell", "feeds", "bounces", "tidy"
CANARY, FOLLOW, CRAWL, BEAT = "canary", "canary-follow", "crawl", "heartbeat"
JOB_WORDS: Mapping[str, str] = MappingProxyType(
    {
        TELL: "排定与发送",
        FEEDS: "供稿",
        BOUNCES: "读退信信箱",
        TIDY: "清理过期的数据",
        CANARY: "全程自检",
        FOLLOW: "跟踪自检",
        CRAWL: "巡查",
        BEAT: "报平安",
    }
)
STATE = "job"
"""Of the Problem."""
_FAILURES = 3
"""So many in a row are a fault; fewer are the weather."""


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
        return any(failed >= _FAILURES for failed in self._failed.values())

    def ended(self, job: str, failed: bool, now: datetime) -> None:
        """A job has ended, well or not."""
        word = JOB_WORDS[job]
        # Of the first time nothing is known: its problem may stand from before a restart.
        before = self._failed.get(word, 0 if failed else _FAILURES)
        self._failed[word] = before + 1 if failed else 0
        if failed and before + 1 >= _FAILURES:
            with self._db.begin() as conn:
                open_problem(conn, OWN_SOURCE, STATE, _cause(word), now)
        elif not failed and before >= _FAILURES:
            self._over(word, now)

    def _over(self, word: str, now: datetime) -> None:
        with self._db.begin() as conn:
            stands = [
                one for one in find_problems(conn, source_id=OWN_SOURCE) if one.state == STATE
            ]
            if any(f"“{word}”" in one.cause for one in stands):  # whatever version wrote it
                close_problems(conn, OWN_SOURCE, (STATE,), now)


def _cause(word: str) -> str:
    return (
        f"“{word}”连续 {_FAILURES} 次中途出错，它管的事停着。"
        "请看 policywatch serve 的日志；重新启动或升级后仍出错的，请把日志交给开发者。"
    )

"""A job that fails again and again is a problem."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from pipeline.operating.jobs import CRAWL, FEEDS, JOB_WORDS, TELL, TIDY, JobFaults
from storage.database import Database
from storage.queries.problems import find_problems
from tests.homes import open_home

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path)
    yield db
    db.close()


def causes(db: Database) -> list[str]:
    with db.connect() as conn:
        return [one.cause for one in find_problems(conn)]


def test_three_failures_in_a_row_are_a_problem_until_it_goes_well(db: Database) -> None:
    faults = JobFaults(db)
    for failed in (True, True, False, True, True):
        faults.ended(FEEDS, failed, NOW)
    assert causes(db) == []
    assert not faults.stands()
    faults.ended(FEEDS, True, NOW)
    faults.ended(TIDY, False, NOW)  # another one
    assert faults.stands()
    (cause,) = causes(db)
    assert cause.startswith("“供稿”连续 3 次中途出错")
    faults.ended(FEEDS, False, NOW + timedelta(minutes=1))
    assert causes(db) == []
    assert not faults.stands()


def test_a_problem_from_before_a_restart_is_over_when_its_job_goes_well(db: Database) -> None:
    before = JobFaults(db)
    for _ in range(3):
        before.ended(FEEDS, True, NOW)
    after = JobFaults(db)
    after.ended(TIDY, False, NOW)
    assert len(causes(db)) == 1
    after.ended(FEEDS, False, NOW)
    assert causes(db) == []


def test_it_hears_of_jobs_by_name_and_of_passes_that_cannot_begin(db: Database) -> None:
    scheduler = BackgroundScheduler(timezone=UTC)
    JobFaults(db).listen(scheduler)

    def ended(job_id: str, error: Exception | None) -> None:
        code = EVENT_JOB_ERROR if error else EVENT_JOB_EXECUTED
        scheduler._dispatch_event(JobExecutionEvent(code, job_id, "default", NOW, exception=error))

    for job_id, job in ((FEEDS, FEEDS), ("0123456789abcdef", CRAWL)):
        for _ in range(3):
            ended(job_id, OSError())
            ended(TELL, None)
        (cause,) = causes(db)
        assert JOB_WORDS[job] in cause
    ended("fedcba9876543210", None)  # a pass that was put off
    assert len(causes(db)) == 1

"""A job that fails again and again is a problem."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

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
from storage.database import Database
from storage.queries.problems import find_problems
from storage.records import JOB_WORDS, job_state
from storage.tables import problems
from tests.homes import open_home

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path)
    yield db
    db.close()


def standing(db: Database) -> list[str]:
    with db.connect() as conn:
        return [one.state for one in find_problems(conn)]


def rename(db: Database, table: str, name: str) -> None:
    with db.begin() as conn:
        conn.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_three_failures_in_a_row_are_a_problem_until_it_goes_well(db: Database) -> None:
    faults = JobFaults(db)
    for failed in (True, True, False, True, True):
        faults.ended(FEEDS, failed, NOW)
    assert standing(db) == []
    assert not faults.stands()
    faults.ended(FEEDS, True, NOW)
    faults.ended(TIDY, False, NOW)  # another one
    assert faults.stands()
    assert standing(db) == ["job-feeds"]
    faults.ended(FEEDS, False, NOW + timedelta(minutes=1))
    assert standing(db) == []
    assert not faults.stands()


def test_of_two_that_stand_each_is_a_problem_and_over_by_itself(db: Database) -> None:
    faults = JobFaults(db)
    for job in (FEEDS, TELL) * 3:
        faults.ended(job, True, NOW)
    assert sorted(standing(db)) == ["job-feeds", "job-tell"]
    faults.ended(TELL, False, NOW)
    assert standing(db) == ["job-feeds"]
    assert faults.stands()


@pytest.mark.parametrize("since", [(False,), (True, False)])
def test_a_problem_from_before_a_restart_is_over_when_its_job_goes_well(
    db: Database, since: tuple[bool, ...]
) -> None:
    before = JobFaults(db)
    for _ in range(3):
        before.ended(FEEDS, True, NOW)
    after = JobFaults(db)
    after.ended(TIDY, False, NOW)
    assert standing(db) == ["job-feeds"]
    for failed in since:
        after.ended(FEEDS, failed, NOW)
    assert standing(db) == []


def test_a_problem_that_could_not_be_closed_is_closed_the_next_time(db: Database) -> None:
    faults = JobFaults(db)
    for _ in range(3):
        faults.ended(FEEDS, True, NOW)
    rename(db, "problems", "away")
    with pytest.raises(OperationalError):
        faults.ended(FEEDS, False, NOW)
    rename(db, "away", "problems")
    faults.ended(FEEDS, False, NOW)
    assert standing(db) == []


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
        assert job_state(job) in standing(db)
    ended("fedcba9876543210", None)  # a pass that was put off
    assert len(standing(db)) == 2


def test_each_has_words_and_a_state_that_fits_its_column() -> None:
    assert {TELL, FEEDS, BOUNCES, TIDY, CANARY, FOLLOW, CRAWL, BEAT} == set(JOB_WORDS)
    longest = problems.c.state.type.length
    assert longest
    assert all(len(job_state(job)) <= longest for job in JOB_WORDS)

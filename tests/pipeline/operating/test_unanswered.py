"""Drafts that nobody answers: a problem until somebody does."""

from datetime import datetime, timedelta

from pipeline import deliver
from pipeline.operating.unanswered import watch_drafts
from storage.database import Database
from storage.queries.problems import find_problems
from storage.records import OWN_SOURCE, Problem
from tests.pipeline.telling.due import add, delivery
from tests.telling_samples import MONDAY

WEEK = timedelta(days=7)


def problems(db: Database, now: datetime) -> list[Problem]:
    watch_drafts(db, now)
    with db.connect() as conn:
        return find_problems(conn, source_id=OWN_SOURCE)


def test_they_are_a_problem_until_somebody_answers(db: Database) -> None:
    since, until = MONDAY - WEEK, MONDAY
    add(db, delivery(state="draft", planned_at=MONDAY, since=since, until=until))
    assert problems(db, MONDAY + WEEK - timedelta(minutes=1)) == []
    (opened,) = problems(db, MONDAY + WEEK)
    assert "1 份摘要到期没有人批准" in opened.cause
    assert problems(db, MONDAY + WEEK + timedelta(hours=1)) == [opened]
    deliver.discard(db, ["d0"], "甲", MONDAY + WEEK)
    assert problems(db, MONDAY + WEEK + timedelta(hours=2)) == []


def test_it_says_how_many_there_are_by_now(db: Database) -> None:
    since, until = MONDAY - WEEK, MONDAY
    for number, week in enumerate((0, 1)):
        at = MONDAY + week * WEEK
        key = f"d{number}"
        add(
            db,
            delivery(
                delivery_id=key,
                digest_id=key,
                period=key,
                state="draft",
                planned_at=at,
                since=since,
                until=until,
            ),
        )
    (one,) = problems(db, MONDAY + WEEK)
    (both,) = problems(db, MONDAY + 2 * WEEK)
    assert both.problem_id == one.problem_id
    assert both.cause.startswith("2 份摘要")
    deliver.discard(db, ["d0"], "甲", MONDAY + 2 * WEEK)
    (left,) = problems(db, MONDAY + 2 * WEEK)
    assert left.cause.startswith("1 份摘要")

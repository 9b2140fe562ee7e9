"""When known documents are asked for again, over four hundred days of passes."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from crawlers.rhythm import Sighting, Watch, next_due, since
from storage.clock import day_of
from storage.database import Database
from storage.ids import posting_id
from storage.queries import capture
from storage.queries.capture import Check
from storage.queries.due import Bounds, due_documents, left_the_list
from storage.records import CrawlRun, Listing, Posting, Row
from storage.tables import postings
from tests.homes import open_home

START = datetime(2025, 1, 6, 2, tzinfo=UTC)
DAY = timedelta(days=1)
USUAL = Bounds()


def checks(watch: Watch, passes: list[datetime], answer: Sighting = "good") -> list[datetime]:
    """When a document is asked for, by a program that makes those passes."""
    due, asked = passes[0], []
    for moment in passes:
        if due <= moment:
            asked.append(moment)
            due = next_due(watch, moment, answer)
    return asked


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 120))
def test_every_pass_for_a_month_then_weekly_then_monthly(number: int, late: int) -> None:
    watch = Watch(posting_id=f"{number:016x}", since=day_of(START))
    # Every four hours, and later than planned by some minutes that differ from pass to pass.
    passes = [START + timedelta(hours=4 * n, minutes=n * 37 % (late + 1)) for n in range(6 * 400)]
    asked = checks(watch, passes)

    def between(first: int, last: int) -> list[datetime]:
        return [one for one in asked if first <= (day_of(one) - watch.since).days <= last]

    young = [one for one in passes if (day_of(one) - watch.since).days <= 30]
    assert between(0, 30) == young
    slack = timedelta(hours=4, minutes=late + 1)  # a turn waits for the next pass
    # The pass after the month still asks: the first turn comes after it. One may be that pass.
    for days, period in ((range(31, 122), 7), (range(160, 400), 30)):
        found = [one for one in between(days[0], days[-1]) if one not in between(31, 31)[:1]]
        gaps = [later - earlier for earlier, later in pairwise(found)]
        assert all(abs(gap - period * DAY) <= slack for gap in gaps)
        assert len(days) // period - 1 <= len(found) <= len(days) // period + 1
    # From one to the other no turn is longer than the new one.
    both = between(100, 170)
    gaps = [later - earlier for earlier, later in pairwise(both)]
    assert max(gaps) <= 30 * DAY + slack


def test_what_is_gone_is_due_at_every_pass_until_that_is_settled() -> None:
    old = Watch(posting_id="a" * 16, since=date(2020, 1, 1))
    settled = Watch(posting_id="a" * 16, since=date(2020, 1, 1), withdrawn=True)
    assert next_due(old, START, "gone") == START
    assert next_due(settled, START, "gone") == next_due(old, START, "good") > START
    assert START < next_due(old, START, "none") <= START + DAY


def test_the_age_of_what_came_up_late_counts_from_then() -> None:
    assert since(date(2024, 3, 1), START, old=True) == date(2024, 3, 1)
    assert since(date(2024, 3, 1), START, old=False) == day_of(START)
    assert since(None, START, old=True) == day_of(START)
    assert since(date(2099, 1, 1), START, old=True) == day_of(START)


@pytest.fixture
def big(tmp_path: Path) -> Iterator[Database]:
    opened = open_home(tmp_path)
    yield opened
    opened.close()


def begin(db: Database, at: datetime) -> CrawlRun:
    with db.begin() as conn:
        return capture.begin_run(conn, "a_b", at)


def listed(db: Database, run: CrawlRun, dates: list[date | None], backfilled: bool = False) -> None:
    """Documents of those dates, listed by that pass."""
    shown = []
    for number, dated in enumerate(dates):
        url = f"https://a.gov.cn/{run.run_id}/t{number}.html"
        at = run.started_at
        posting = Posting(
            posting_id=posting_id(url),
            source_id=run.source_id,
            url=url,
            row=Row(url=url, title=f"关于第{number}号的通知", published_on=dated),
            first_listed_at=at,
            first_run_id=run.run_id,
            last_listed_at=at,
        )
        listing = Listing(
            source_id=run.source_id,
            posting_id=posting.posting_id,
            first_run_id=run.run_id,
            first_listed_at=at,
            last_run_id=run.run_id,
            last_listed_at=at,
            dated_on=dated,
            backfilled=backfilled,
        )
        shown.append((posting, listing))
    with db.begin() as conn:
        capture.upsert_listing(conn, [one for one, _ in shown], [one for _, one in shown])


def make_pass(db: Database, at: datetime, bounds: Bounds = USUAL) -> list[str]:
    """Ask for what is due then; the ids of what was asked for."""
    with db.connect() as conn:
        due = due_documents(conn, "a_b", at, bounds)
    made = []
    for one in due:
        age = since(one.dated_on, one.first_listed_at, old=one.old)
        watch = Watch(posting_id=one.posting_id, since=age, withdrawn=one.withdrawn)
        made.append(Check(posting_id=one.posting_id, at=at, due_at=next_due(watch, at, "good")))
    with db.begin() as conn:
        capture.put_checks(conn, made)
    return [one.posting_id for one in due]


def test_the_database_tells_what_the_rhythm_says(db: Database) -> None:
    run = begin(db, START)
    listed(db, run, [day_of(START), day_of(START) - 60 * DAY, None, date(2020, 1, 1)])
    with db.connect() as conn:
        ages = {
            one.posting_id: since(one.dated_on, one.first_listed_at, old=one.old)
            for one in due_documents(conn, "a_b", START)
        }
    passes = [START + n * DAY for n in range(400)]
    asked: dict[str, list[datetime]] = {one: [] for one in ages}
    for moment in passes:
        for one in make_pass(db, moment):
            asked[one].append(moment)
    for one, age in ages.items():
        assert asked[one] == checks(Watch(posting_id=one, since=age), passes)
    assert sorted(len(times) for times in asked.values()) == pytest.approx([14, 22, 53, 53], abs=2)


def test_five_thousand_old_documents_never_come_due_in_one_pass(big: Database) -> None:
    listed(big, begin(big, START), [date(2020, 1, 1) + timedelta(days=n // 5) for n in range(5000)])
    first, moments = [], [START + timedelta(hours=4 * n) for n in range(6 * 45)]
    counts: Counter[str] = Counter()
    for number, moment in enumerate(moments):
        asked = make_pass(big, moment)
        first.append(len(asked))
        assert len(asked) <= 120  # those never read, and those whose turn it is
        if number >= 6 * 15:
            counts.update(asked)
    # The first time they are taken sixty a pass; then each has its turn, spread over the month.
    assert first[0] == 60
    assert (len(counts), set(counts.values())) == (5000, {1})
    assert max(first[6 * 15 :]) < 60


def test_what_is_not_come_to_is_counted_and_comes_first_next_time(db: Database) -> None:
    bounds = Bounds(every_pass=2, at_their_turn=2, never_read=3)
    run = begin(db, START)
    listed(db, run, [day_of(START)] * 4)
    first = make_pass(db, START, bounds)
    with db.begin() as conn:
        capture.finish_run(conn, run)
        stored = conn.execute(capture.crawl_runs.select()).one()
    assert (len(first), stored.waiting) == (3, 1)
    second = make_pass(db, START + timedelta(hours=2), bounds)
    third = make_pass(db, START + timedelta(hours=4), bounds)
    assert (len(second), len(third)) == (3, 2)
    assert set(first) | set(second) == {*first, *second, *third}
    assert set(first) - set(second) <= set(third)  # those longest unasked


def test_news_comes_before_what_was_found_by_reaching_back(db: Database) -> None:
    listed(db, begin(db, START), [date(2023, 1, 1)] * 5, backfilled=True)
    later = begin(db, START + DAY)
    listed(db, later, [day_of(START)])
    (only,) = make_pass(db, START + DAY, Bounds(never_read=1))
    with db.connect() as conn:
        row = conn.execute(postings.select().where(postings.c.posting_id == only)).one()
    assert row.first_run_id == later.run_id


def test_what_left_the_list_is_told_from_what_is_only_older(db: Database) -> None:
    run = begin(db, START)
    days = [day_of(START) - n * DAY for n in range(6)]
    listed(db, run, [*days, None])
    make_pass(db, START)
    later = begin(db, START + DAY)
    with db.connect() as conn:
        rows = conn.execute(postings.select()).all()
        by_day = {row.row.published_on: row.posting_id for row in rows}
        on_it = {by_day[day] for day in (days[0], days[2])}
        found = left_the_list(conn, later, days[4], on_it, 10)
        assert {one.dated_on for one in found} == {days[1], days[3]}
        assert len(left_the_list(conn, later, days[4], on_it, 1)) == 1
        assert left_the_list(conn, run, days[4], set(), 10) == []
    with db.begin() as conn:
        conn.execute(postings.update().values(withdrawn=True))
        assert left_the_list(conn, later, days[4], on_it, 10) == []

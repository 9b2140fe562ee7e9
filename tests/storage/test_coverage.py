"""What was read is told of the period, not of today."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.columns import to_row
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.coverage import carried, sources_read
from storage.queries.problems import close_problems, open_problem
from storage.queries.processing import update_posting
from storage.records import Carried, CrawlRun, Listing, Source, SourceRead, SourceState
from storage.tables import crawl_runs, documents, listings, postings
from tests.telling_samples import document, posting

SINCE = datetime(2026, 3, 1, 16, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=7)
FRIDAY = SINCE + timedelta(days=4)
DAY = timedelta(days=1)


def source(name: str, agency: str = "甲局") -> Source:
    return Source(
        source_id=name,
        name=f"{agency} · {name}",
        agency=agency,
        family="general",
        level="ministry",
        start_urls=(f"https://{name}.example/",),
    )


def run(
    name: str, state: SourceState, at: datetime = FRIDAY, *, baseline: bool = False
) -> CrawlRun:
    return CrawlRun(
        baseline=baseline,
        run_id=f"{name}{at:%d%H}",
        source_id=name,
        started_at=at,
        finished_at=at,
        complete=state == "ok",
        state=state,
    )


def read(db: Database, *runs: CrawlRun) -> SourceRead:
    """Of the source ``one``, after these runs."""
    with db.begin() as conn:
        for record in runs:
            conn.execute(crawl_runs.insert(), to_row(record))
        (found,) = sources_read(conn, [source("one")], SINCE, UNTIL, DEFAULT_OFFICE)
    return found


def test_a_fault_of_the_week_is_told_though_mended_since(db: Database) -> None:
    names = ("never", "skipped", "broken", "read")
    with db.begin() as conn:
        for record in (run("skipped", "skipped"), run("read", "ok"), run("broken", "broken")):
            conn.execute(crawl_runs.insert(), to_row(record))
        open_problem(conn, "broken", "broken", "列表没有一行", FRIDAY)
        close_problems(conn, "broken", ("broken",), UNTIL + timedelta(days=1))
        open_problem(conn, "never", "blocked", "后来的事", UNTIL + timedelta(days=2))
    with db.connect() as conn:
        found = sources_read(conn, [source(name) for name in names], SINCE, UNTIL, DEFAULT_OFFICE)
    assert [(one.read, one.why, one.known) for one in found] == [
        (False, "尚未读取过", False),
        (False, "尚未读取过", False),
        (False, "3月6日起无法解读", True),
        (True, "", False),
    ]


@pytest.mark.parametrize(("hours", "as_of"), [(96, None), (95, date(2026, 3, 5))])
def test_what_was_read_days_ago_says_so(db: Database, hours: int, as_of: date | None) -> None:
    """Who read on Monday alone cannot say what came on Friday."""
    found = read(db, run("one", "ok", SINCE + timedelta(hours=hours)))
    assert (found.read, found.as_of) == (True, as_of)


def test_the_last_pass_counts_and_names_the_fault(db: Database) -> None:
    assert read(db, run("one", "ok"), run("one", "blocked", FRIDAY + timedelta(days=1))).why == (
        "本期未读完"
    )


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (SINCE - timedelta(days=1), "3月1日后未再读取"),
        (SINCE - timedelta(days=90), "2025年12月2日后未再读取"),
        (UNTIL, "尚未读取过"),
    ],
)
def test_what_was_not_read_says_since_when(db: Database, at: datetime, why: str) -> None:
    assert read(db, run("one", "ok", at)).why == why


def test_what_was_read_for_the_first_time_is_not_known_of_the_whole_period(db: Database) -> None:
    """What stood there by then is no news to anybody: nobody may say that there was none."""
    first = run("one", "ok", SINCE + timedelta(days=1), baseline=True)
    found = read(db, run("one", "broken", SINCE, baseline=True), first, run("one", "ok"))
    assert (found.read, found.since, found.as_of) == (True, date(2026, 3, 3), None)


def test_what_was_read_before_the_period_is_known_of_it(db: Database) -> None:
    first = run("one", "ok", SINCE - timedelta(days=1), baseline=True)
    assert read(db, first, run("one", "ok")).since is None


def test_a_first_reading_bounds_no_later_period(db: Database) -> None:
    """Of a day it is asked who read in the last two; it was read whole by then."""
    with db.begin() as conn:
        conn.execute(crawl_runs.insert(), to_row(run("one", "ok", FRIDAY, baseline=True)))
        for since, told in ((FRIDAY + DAY, None), (FRIDAY, date(2026, 3, 6))):
            until = FRIDAY + 2 * DAY
            (found,) = sources_read(conn, [source("one")], since, until, DEFAULT_OFFICE)
            assert (found.read, found.since) == (True, told)


def unread_page(db: Database, listed: datetime = FRIDAY, *, backfilled: bool = False) -> str:
    """Its posting, listed first in the run ``first``."""
    page = posting("https://one.example/1.html", source_id="one", version_id=None)
    listing = Listing(
        source_id="one",
        posting_id=page.posting_id,
        first_run_id="first",
        first_listed_at=listed,
        last_run_id="first",
        last_listed_at=listed,
        backfilled=backfilled,
    )
    with db.begin() as conn:
        conn.execute(postings.insert(), to_row(page))
        conn.execute(listings.insert(), to_row(listing))
    return page.posting_id


def first_run(*, baseline: bool = False) -> CrawlRun:
    return replace(run("one", "ok", SINCE - 2 * DAY, baseline=baseline), run_id="first")


@pytest.mark.parametrize(
    ("listed", "of_old", "is_read"),
    [
        (FRIDAY, {}, False),
        (FRIDAY, {"baseline": True}, True),
        (FRIDAY, {"backfilled": True}, True),
        (SINCE - DAY, {}, True),
        (UNTIL, {}, True),
    ],
)
def test_new_pages_that_nobody_could_read_are_not_passed_over(
    db: Database, listed: datetime, of_old: dict[str, bool], is_read: bool
) -> None:
    """What was found by reaching back is no news, either."""
    unread_page(db, listed, backfilled=of_old.get("backfilled", False))
    found = read(db, first_run(baseline=of_old.get("baseline", False)), run("one", "ok"))
    assert (found.read, found.known) == (is_read, not is_read)
    assert found.why == ("" if is_read else "1 个新文件页没有读到")


def test_a_page_that_was_read_since_is_no_gap(db: Database) -> None:
    page = unread_page(db)
    with db.begin() as conn:
        update_posting(conn, page, version_id="v1")
    assert read(db, first_run(), run("one", "ok")).read


def test_of_a_source_that_is_read_again_the_pages_are_named_not_its_old_fault(
    db: Database,
) -> None:
    unread_page(db)
    with db.begin() as conn:
        open_problem(conn, "one", "blocked", "403", SINCE)
        close_problems(conn, "one", ("blocked",), FRIDAY)
    assert read(db, first_run(), run("one", "ok")).why == "1 个新文件页没有读到"


def test_of_a_list_that_was_not_read_whole_that_is_said_first(db: Database) -> None:
    unread_page(db)
    assert read(db, first_run(), run("one", "broken")).why == "本期未读完"


def test_what_is_switched_off_is_not_counted(db: Database) -> None:
    off = Source(**{**vars(source("off")), "enabled": False})
    with db.connect() as conn:
        assert sources_read(conn, [off], SINCE, UNTIL, DEFAULT_OFFICE) == ()


def test_whose_documents_a_source_has_led_to(db: Database) -> None:
    """Only by its leading pages, and only what may concern us."""
    works = [
        document("甲", issuing_bodies=("某部", "某局")),
        document("乙", issuing_bodies=("某部", "某局")),
        document("丙", relevant=None, part="province", region="河北"),
        document("丁", relevant=False, part="central"),
    ]
    with db.begin() as conn:
        for work in works:
            conn.execute(documents.insert(), to_row(work))
            url = f"https://www.invented.example/{work.document_id}.html"
            for one in (posting(url, work.document_id), posting(f"{url}?repost", source_id="two")):
                conn.execute(postings.insert(), to_row(one))
    with db.connect() as conn:
        found = carried(conn)
    told = {(one.source_id, one.part, one.region, one.issuing_bodies) for one in found}
    assert len(found) == 2
    assert told == {
        ("invented_notices", "ministry", "全国", ("某部", "某局")),
        ("invented_notices", "province", "河北", ("国家发展改革委",)),
    }
    assert all(isinstance(one, Carried) for one in found)

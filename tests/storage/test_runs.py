"""The coverage statement tells of the period, not of today."""

from datetime import UTC, datetime, timedelta

from storage.columns import to_row
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.problems import close_problems, open_problem
from storage.queries.runs import coverage
from storage.records import CrawlRun, Source, SourceState
from storage.tables import crawl_runs

SINCE = datetime(2026, 3, 1, 16, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=7)
FRIDAY = SINCE + timedelta(days=4)


def source(name: str, agency: str) -> Source:
    return Source(
        source_id=name,
        name=f"{agency} · {name}",
        agency=agency,
        family="general",
        level="ministry",
        start_urls=(f"https://{name}.example/",),
    )


def run(name: str, state: SourceState) -> CrawlRun:
    return CrawlRun(
        run_id=name,
        source_id=name,
        started_at=FRIDAY,
        finished_at=FRIDAY,
        complete=state == "ok",
        state=state,
    )


def test_a_fault_of_the_week_is_named_first_though_mended_since(db: Database) -> None:
    sources = [
        source("never", "甲局"),
        source("skipped", "乙局"),
        source("one", "丙局"),
        source("two", "丙局"),
        source("read", "丁局"),
    ]
    with db.begin() as conn:
        for record in (run("skipped", "skipped"), run("read", "ok")):
            conn.execute(crawl_runs.insert(), to_row(record))
        for name in ("one", "two"):
            conn.execute(crawl_runs.insert(), to_row(run(name, "broken")))
            open_problem(conn, name, "broken", "列表没有一行", FRIDAY)
            close_problems(conn, name, ("broken",), UNTIL + timedelta(days=1))
        open_problem(conn, "never", "blocked", "后来的事", UNTIL + timedelta(days=2))
    with db.connect() as conn:
        (line,) = coverage(conn, sources, SINCE, UNTIL, office=DEFAULT_OFFICE)
    assert (line.read, line.total) == (1, 5)
    assert line.unread == (
        "丙局 2 个栏目：3月6日起无法解读",
        "甲局 · never：本期未读取",
        "乙局 · skipped：本期未读取",
    )

"""When crawls start, that children end when they must, and when people are told."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from filelock import FileLock

from pipeline.operating.crawl_times import group, regular_start
from pipeline.operating.crawling import Crawls
from pipeline.operating.jobs import BOUNCES, CANARY, FOLLOW, TELL, TIDY
from pipeline.schedule import Schedule
from storage.columns import to_row
from storage.database import Database, open_database
from storage.queries.feeds import last_place
from storage.queries.problems import find_problems
from storage.records import CrawlRun
from storage.settings import Settings
from storage.tables import changes, crawl_runs
from tests.hooks import hook_server
from tests.pipeline.operating.sources import source
from tests.telling_samples import item

NOW = datetime(2026, 11, 25, 3, 17, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path / "home", environment={})


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    db = open_database(settings)
    yield db
    db.close()


def test_schedule_holds_a_job_for_each_group_and_those_of_the_digest(
    db: Database, settings: Settings
) -> None:
    with db.begin() as conn:
        conn.execute(crawl_runs.insert(), to_row(a_run()))
    one = source("a", "one.example")
    schedule = Schedule(db, settings, (one,))
    now = datetime.now(UTC)
    schedule.start(now)
    starts = schedule.next_starts()
    schedule.stop()
    (only,) = group((one,))
    assert starts[only.job_id] == regular_start(only, now)
    assert timedelta(0) < starts[TELL] - now <= timedelta(minutes=1, seconds=5)
    assert starts[TELL].second == 0  # the hour of digests is among them
    assert starts[TIDY] - now <= timedelta(days=1)
    assert not {BOUNCES, CANARY, FOLLOW} & starts.keys()


def test_mailbox_and_canary_are_looked_after_where_the_settings_want_it(
    db: Database, settings: Settings
) -> None:
    wanted = replace(settings, bounces="imap://u:p@127.0.0.1:1", canary_minutes=60)
    schedule = Schedule(db, wanted, ())
    now = datetime.now(UTC)
    schedule.start(now)
    starts = schedule.next_starts()
    schedule.stop()
    assert starts[BOUNCES] - now <= timedelta(minutes=11)
    assert starts[FOLLOW] - now <= timedelta(minutes=2)
    assert starts[CANARY] - now <= timedelta(minutes=61)


def test_feeds_are_kept_from_the_start_and_jobs_that_fail_are_heard(
    db: Database, settings: Settings
) -> None:
    failed = JobExecutionEvent(EVENT_JOB_ERROR, BOUNCES, "default", NOW, exception=OSError())
    run = a_run()
    with db.begin() as conn:
        conn.execute(crawl_runs.insert(), to_row(run))
        found = item("甲", change={"detected_at": run.started_at}).change
        conn.execute(changes.insert(), to_row(found))
    schedule = Schedule(db, settings, ())
    schedule.start(datetime.now(UTC))
    for _ in range(3):
        schedule._scheduler._dispatch_event(failed)
    until = time.monotonic() + 20
    while not places(db):
        assert time.monotonic() < until, "no feed was kept"
        threading.Event().wait(0.02)
    schedule.stop()
    with db.connect() as conn:
        assert [one.state for one in find_problems(conn)] == ["job-bounces"]


def test_a_monitor_elsewhere_hears_that_the_program_runs(db: Database, settings: Settings) -> None:
    with hook_server() as hook:
        schedule = Schedule(db, replace(settings, heartbeat_url=hook.url), ())
        schedule.start(datetime.now(UTC))
        until = time.monotonic() + 20
        while not hook.got:
            assert time.monotonic() < until, "no sign of life"
            threading.Event().wait(0.02)
        schedule.stop()
    assert hook.got[0][0] == "/hook"


def places(db: Database) -> int:
    with db.connect() as conn:
        return last_place(conn)


def a_run() -> CrawlRun:
    return CrawlRun(
        run_id="r", source_id="a", started_at=datetime.now(UTC), complete=True, state="ok"
    )


def test_what_falls_due_during_a_crawl_goes_together_into_the_next_one(
    db: Database, settings: Settings
) -> None:
    go = settings.home / "go"
    script = (
        "import pathlib, sys, time; print(*sys.argv[1:], flush=True)\n"
        f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.02)"
    )
    sources = tuple(source(name, f"{name}.example") for name in ("one", "three", "two"))
    schedule = Schedule(db, settings, sources, crawls(settings, script))
    schedule.start(datetime.now(UTC) + timedelta(days=1))
    first, *others = (one.job_id for one in group(sources))
    schedule._due(first)
    wait_for(settings.home / "log" / "crawl.log", "one")
    for job_id in (*others, *others):
        schedule._due(job_id)
    go.touch()
    wait_for(settings.home / "log" / "crawl.log", "three")
    schedule.stop()
    assert log_of(settings) == "one\nthree two\n"


@pytest.mark.parametrize("reads", [True, False])
def test_passes_that_read_nothing_again_and_again_are_a_problem(
    db: Database, settings: Settings, reads: bool
) -> None:
    schedule = Schedule(db, settings, (), crawls(settings, ""))
    for number in range(3):
        started = datetime.now(UTC)
        if reads:
            with db.begin() as conn:
                conn.execute(crawl_runs.insert(), to_row(replace(a_run(), run_id=f"r{number}")))
        schedule._crawled(started)
    with db.connect() as conn:
        assert [one.state for one in find_problems(conn)] == ([] if reads else ["job-crawl"])


def crawls(settings: Settings, script: str, grace: float = 5) -> Crawls:
    return Crawls(settings, (sys.executable, "-c", script), grace)


def log_of(settings: Settings) -> str:
    return (settings.home / "log" / "crawl.log").read_text(encoding="utf-8")


def test_a_child_gets_ids_and_settings_and_its_words_are_kept(settings: Settings) -> None:
    script = (
        "import os, sys; print(sys.argv[1:], os.environ['POLICYWATCH_HOME']);"
        "print('bad', file=sys.stderr); sys.exit(1)"
    )
    assert crawls(settings, script).crawl(("one", "two"), 20) == 1
    said = log_of(settings)
    assert f"['one', 'two'] {settings.home}" in said
    assert "bad" in said


def test_the_command_is_that_of_the_contract(settings: Settings) -> None:
    assert Crawls(settings)._command == (sys.executable, "-m", "cli", "crawl")


def test_a_long_log_becomes_the_old_one(settings: Settings) -> None:
    one = crawls(settings, "print('new')")
    (settings.home / "log" / "crawl.log").write_bytes(b"x" * 1_000_001)
    one.crawl((), 20)
    assert log_of(settings) == "new\n"
    assert (settings.home / "log" / "crawl.log.old").stat().st_size == 1_000_001


_STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
_GENTLE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("put away", flush=True), sys.exit(3)))
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("script", "status"), [(_STUBBORN, -signal.SIGKILL), ("import time; time.sleep(60)", -15)]
)
def test_a_child_that_takes_too_long_is_ended(settings: Settings, script: str, status: int) -> None:
    began = time.monotonic()
    assert crawls(settings, script, grace=0.3).crawl((), 1) == status
    assert time.monotonic() - began < 10


def test_stopping_asks_the_child_to_end_waits_and_starts_no_more(settings: Settings) -> None:
    one = crawls(settings, _GENTLE)
    statuses: list[int | None] = []
    thread = threading.Thread(target=lambda: statuses.append(one.crawl((), 30)))
    thread.start()
    wait_for(settings.home / "log" / "crawl.log", "ready")
    one.stop()
    thread.join(10)
    assert statuses == [3]
    assert "put away" in log_of(settings)
    assert one.crawl((), 30) is None


def test_another_pass_is_waited_for_and_then_given_up(settings: Settings) -> None:
    with FileLock(settings.home / "pass.lock"):
        assert not crawls(settings, "").wait(0.2)
    assert crawls(settings, "").wait(20)


def wait_for(path: Path, word: str) -> None:
    """Until another process has written the word; bounded."""
    until = time.monotonic() + 20
    while not (path.exists() and word in path.read_text(encoding="utf-8")):
        assert time.monotonic() < until, f"{word} never came"
        threading.Event().wait(0.02)

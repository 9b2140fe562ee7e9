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
from filelock import FileLock
from hypothesis import given, strategies as st

from pipeline.operating.crawling import Crawls
from pipeline.schedule import (
    BOUNCES,
    CANARY,
    FOLLOW,
    TELL,
    TIDY,
    Group,
    Schedule,
    first_start,
    group,
    regular_start,
    still_due,
)
from storage.clock import SHANGHAI, window_of
from storage.columns import to_row
from storage.database import Database, open_database
from storage.records import CrawlRun, Source
from storage.settings import SettingError, Settings
from storage.tables import crawl_runs

NOW = datetime(2026, 11, 25, 3, 17, tzinfo=UTC)


def source(
    source_id: str, host: str, minutes: int = 120, enabled: bool = True, window: str = ""
) -> Source:
    return Source(
        source_id=source_id,
        name=source_id,
        agency="",
        family="list_page",
        level="ministry",
        start_urls=(f"https://{host}/",),
        every_minutes=minutes,
        enabled=enabled,
        window=window,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path / "home", environment={})


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    db = open_database(settings)
    yield db
    db.close()


def test_sources_are_grouped_by_host_and_frequency() -> None:
    sources = (
        source("b", "one.example"),
        source("a", "one.example"),
        source("often", "one.example", 30),
        source("other", "two.example"),
        source("off", "three.example", enabled=False),
    )
    assert group(sources) == (
        Group(host="one.example", every_minutes=30, source_ids=("often",)),
        Group(host="one.example", every_minutes=120, source_ids=("a", "b")),
        Group(host="two.example", every_minutes=120, source_ids=("other",)),
    )


def test_hosts_are_spread_over_the_whole_period() -> None:
    hosts = [Group(host=f"h{n}.example", every_minutes=60, source_ids=()) for n in range(60)]
    minutes = [regular_start(one, NOW).minute for one in hosts]
    assert len(set(minutes)) > 25
    assert max(minutes.count(minute) for minute in minutes) < 8


@given(
    st.integers(1_500_000_000, 4_000_000_000),
    st.integers(1, 3000),
)
def test_regular_moments_do_not_depend_on_the_start(seconds: int, minutes: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    one = Group(host="a.example", every_minutes=minutes, source_ids=("a",))
    start = regular_start(one, now)
    assert now < start <= now + timedelta(minutes=minutes)
    assert regular_start(one, start) == start + timedelta(minutes=minutes)
    assert regular_start(one, start - timedelta(microseconds=1)) == start


def test_what_has_waited_too_long_starts_soon() -> None:
    one = Group(host="a.example", every_minutes=120, source_ids=("a", "b"))
    fresh, old = NOW - timedelta(minutes=5), NOW - timedelta(minutes=121)
    assert first_start(one, {"a": fresh, "b": fresh}, NOW) == regular_start(one, NOW)
    for read in ({"a": fresh}, {}, {"a": fresh, "b": old}):
        assert NOW < first_start(one, read, NOW) <= NOW + timedelta(minutes=11)


def test_sources_with_a_window_of_their_own_are_a_job_of_their_own() -> None:
    sources = (source("a", "h.example"), source("b", "h.example", window="22:00-06:00"))
    assert [(one.window, one.source_ids) for one in group(sources)] == [
        ("", ("a",)),
        ("22:00-06:00", ("b",)),
    ]
    assert [one.source_ids for one in group(sources, "22:00-06:00")] == [("a", "b")]
    assert len({one.job_id for one in group(sources)}) == 2


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ("22:00-06:00", ("22:00", "23:59", "00:00", "05:59"), ("06:00", "12:00", "21:59")),
        ("01:30-02:15", ("01:30", "02:14"), ("02:15", "01:29", "23:00")),
        ("00:00-24:00", ("00:00", "23:59"), ()),
        ("", ("00:00", "23:59"), ()),
    ],
)
def test_a_window_is_in_chinas_time_and_may_cross_midnight(
    window: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    def holds(clock: str) -> bool:
        return window_of(window).holds(datetime.fromisoformat(f"2026-11-25T{clock}+08:00"))

    assert [holds(clock) for clock in inside] == [True] * len(inside)
    assert [holds(clock) for clock in outside] == [False] * len(outside)


@pytest.mark.parametrize("window", ["22-6", "22:00", "25:00-06:00", "06:00-06:00", "24:00-06:00"])
def test_what_is_no_window_is_refused_where_it_is_set(window: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="POLICYWATCH_CRAWL_WINDOW"):
        Settings.load(tmp_path, environment={"POLICYWATCH_CRAWL_WINDOW": window})


@given(st.integers(1_500_000_000, 4_000_000_000), st.integers(5, 60 * 24 * 9))
def test_with_a_window_every_start_lies_in_it_and_none_is_lost(seconds: int, minutes: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    one = Group(host="a.example", every_minutes=minutes, source_ids=("a",), window="22:00-06:00")
    start = regular_start(one, now)
    # At most a period, then the hours until the window opens, then its own length.
    assert now < start <= now + timedelta(minutes=minutes) + timedelta(hours=24)
    hours = window_of(one.window)
    assert hours.holds(start)
    assert hours.holds(first_start(one, {}, now))
    assert first_start(one, {}, now) <= now + timedelta(hours=24)


def test_starts_are_spread_over_the_window() -> None:
    groups = [
        Group(host=f"h{n}", every_minutes=1440, source_ids=(), window="22:00-06:00")
        for n in range(60)
    ]
    hours = [regular_start(one, NOW).astimezone(SHANGHAI).hour for one in groups]
    assert {22, 23, 0, 1, 2, 3, 4, 5} == set(hours)
    assert max(hours.count(hour) for hour in hours) < 20


def test_what_another_process_has_read_since_is_left_out() -> None:
    due_at = NOW - timedelta(minutes=5)
    one = Group(host="a.example", every_minutes=120, source_ids=("a", "b", "never"))
    closed = Group(host="b.example", every_minutes=120, source_ids=("c",), window="22:00-06:00")
    begun = {"a": due_at + timedelta(seconds=2), "b": due_at - timedelta(minutes=50)}
    assert still_due({one: due_at, closed: due_at}, begun, NOW) == ["b", "never"]


def test_schedule_holds_a_job_for_each_group_and_those_of_the_digest(
    db: Database, settings: Settings
) -> None:
    run = CrawlRun(
        run_id="r", source_id="a", started_at=datetime.now(UTC), complete=True, state="ok"
    )
    with db.begin() as conn:
        conn.execute(crawl_runs.insert(), to_row(run))
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

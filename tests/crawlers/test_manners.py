"""A host's turns and its rest: between processes, between passes, with a clock of our own."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from crawlers.guard import Refused
from crawlers.manners import LONGEST_REST, Manners, Means, asked_rest, next_rest, rest_line
from crawlers.recorder import Recorder
from storage.claims import claimed
from storage.database import Database, open_database
from storage.queries import hosts
from storage.records import Host
from storage.settings import Settings
from tests.crawlers.small_site import Served, Site, declare, run_pass, stored
from tests.homes import open_home

NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
HOST = "www.a.gov.cn"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


class Time:
    """A clock that goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def mannered(db: Database, recorder: Recorder, time: Time, delay: timedelta = SECOND) -> Manners:
    made = Manners(db, recorder, delay, Means(sleep=time.sleep, chance=lambda: 0.0))
    made.begin(time)
    return made


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("120", 2 * MINUTE),
        (" 0 ", timedelta(0)),
        ("99999999999999999999", LONGEST_REST),
        ("Mon, 12 Jan 2026 01:30:00 GMT", 30 * MINUTE),
        ("Mon, 12 Jan 2026 09:30:00 +0800", 30 * MINUTE),
        ("Sun, 11 Jan 2026 01:30:00 GMT", timedelta(0)),
        ("Fri, 12 Jan 2126 01:30:00 GMT", LONGEST_REST),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("Mon, 99 Jan 2026 01:30:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_no_more_than_a_day(
    said: str, rest: timedelta | None
) -> None:
    assert asked_rest(said, NOW) == rest


def test_rests_double_and_are_forgiven() -> None:
    host, now, lengths = Host(host=HOST, next_at=NOW), NOW, []
    for _ in range(14):
        host = next_rest(host, now, None, 0.0)
        assert host.rest_until
        lengths.append((host.rest_until - now) // MINUTE)
        now = host.rest_until
    assert lengths == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440, 1440]
    later = next_rest(host, now + timedelta(hours=6 * 13), None, 0.0)
    assert (later.rest_until, later.strikes) == (now + timedelta(hours=6 * 13) + 2 * MINUTE, 2)
    # What the host asks for is kept to; if that never helps, ours grows past it.
    assert next_rest(Host(host=HOST, next_at=NOW), NOW, HOUR, 1.0).rest_until == NOW + HOUR
    often = Host(host=HOST, next_at=NOW, strikes=5)
    assert next_rest(often, NOW, 5 * SECOND, 0.0).rest_until == NOW + 32 * MINUTE


@given(st.integers(0, 40), st.floats(0, 1), st.none() | st.integers(0, 86_400))
def test_no_rest_is_shorter_than_asked_or_longer_than_a_day(
    strikes: int, chance: float, seconds: int | None
) -> None:
    asked = None if seconds is None else timedelta(seconds=seconds)
    until = next_rest(Host(host=HOST, next_at=NOW, strikes=strikes), NOW, asked, chance).rest_until
    assert until
    assert (asked or timedelta(0)) <= until - NOW <= LONGEST_REST


def test_two_processes_take_turns_at_a_host(db: Database) -> None:
    time = Time()
    with closing(Recorder(db)) as recorder:
        both = [mannered(db, recorder, time) for _ in range(2)]
        both[1].slow_down(HOST, 3)
        both[1].slow_down("other", 86_400)
        asked = []
        for number in range(8):
            asyncio.run(both[number % 2].turn(HOST))
            asked.append(time.now)
        asyncio.run(both[0].turn("elsewhere"))
        assert time.now == asked[-1]
        for _ in range(2):
            asyncio.run(both[1].turn("other"))
        assert time.now - asked[-1] == 60 * SECOND
        for one in both:
            one.close()
    assert [later - earlier for earlier, later in pairwise(asked)] == [SECOND, 3 * SECOND] * 3 + [
        SECOND
    ]


def test_turns_taken_at_once_are_all_different(db: Database) -> None:
    def take(_number: int) -> datetime:
        with db.begin() as conn:
            return hosts.take_turn(conn, HOST, NOW, SECOND).next_at

    with ThreadPoolExecutor(4) as pool:
        taken = sorted(pool.map(take, range(9)))
    assert taken == [NOW + n * SECOND for n in range(9)]
    # A clock that was ahead must not close a host for hours.
    assert take(0) == NOW + 9 * SECOND
    with db.begin() as conn:
        hosts.take_turn(conn, HOST, NOW + 100 * HOUR, SECOND)
    assert take(0) == NOW + 10 * SECOND


def test_a_host_that_asks_for_rest_is_left_alone_by_every_process(db: Database) -> None:
    time = Time()
    with closing(Recorder(db)) as recorder:
        told, other = mannered(db, recorder, time), mannered(db, recorder, time)
        assert told.answered(HOST, f"https://{HOST}/1", 429, {"retry-after": "3600"})
        line = "网站要求稍后再来（至 1月12日 10:00，www.a.gov.cn 答复 HTTP 429）"
        assert told.resting(HOST) == line
        with pytest.raises(Refused, match="至 1月12日 10:00"):
            asyncio.run(told.turn(HOST))
        told.close()
    with pytest.raises(Refused, match="至 1月12日 10:00"):
        asyncio.run(other.turn(HOST))
    other.close()
    with closing(Recorder(db)) as recorder:
        next_pass = mannered(db, recorder, time)
        assert next_pass.resting(HOST) == line
        time.now += HOUR
        assert next_pass.resting(HOST) == ""
        assert time.now == NOW + HOUR
        next_pass.close()


def test_a_short_rest_is_waited_for(db: Database) -> None:
    time = Time()
    with closing(Recorder(db)) as recorder:
        one = mannered(db, recorder, time, delay=timedelta(0))
        assert one.answered(HOST, "1", 503, {"retry-after": "20"})
        assert one.resting(HOST) == ""
        asyncio.run(one.turn(HOST))
        assert time.now == NOW + 20 * SECOND
        one.close()


def test_a_page_that_fails_is_not_a_host_that_is_busy(db: Database) -> None:
    time = Time()
    with closing(Recorder(db)) as recorder:
        one = mannered(db, recorder, time)
        assert not any(one.answered(HOST, "1", 503, {}) for _ in range(9))
        assert not one.answered(HOST, "2", 503, {})
        assert not one.answered(HOST, "3", 200, {})
        answers = [one.answered(HOST, f"{n}", 503, {}) for n in range(3)]
        assert answers == [False, False, True]
        # Those that were under way are no further strike; the next one is.
        assert one.answered(HOST, "5", 503, {})
        time.now += MINUTE
        assert one.answered(HOST, "6", 503, {})
        assert "至" not in one.resting(HOST)
        time.now += 2 * MINUTE
        assert one.answered(HOST, "7", 503, {})
        assert "至 1月12日 09:07" in one.resting(HOST)
        one.close()


def test_what_is_said_of_a_rest() -> None:
    host = Host(host=HOST, next_at=NOW, rest_until=NOW + HOUR, reason="HTTP 503")
    assert rest_line(host) == "网站要求稍后再来（至 1月12日 10:00，www.a.gov.cn 答复 HTTP 503）"


def test_a_list_that_asks_for_rest_is_not_asked_before(site: Site, tmp_path: Path) -> None:
    site.pages["/tz/"] = Served(b"", 503, {"Retry-After": "3600"})
    env = declare(tmp_path, test_one=f"{site.base}/tz/")

    done = run_pass(tmp_path, env, "--now", "2026-01-12T01:00Z")

    assert site.counts["/tz/"] == 1
    said = "列表页拒绝访问：网站要求稍后再来（至 1月12日 10:00，127.0.0.1 答复 HTTP 503"
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    site.asked.clear()
    again = run_pass(tmp_path, env, "--now", "2026-01-12T01:55Z")
    assert site.asked == []
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert said in again.stderr
    states = [(run.state, run.complete, run.snapshots) for run in stored(tmp_path)[0]]
    assert states == [("blocked", False, 1), ("blocked", False, 0)]


def test_documents_not_asked_for_are_counted_and_come_next(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", range(6, 0, -1))
    for number in range(1, 7):
        site.document(number)
    page, busy = site.pages["/doc/t5.html"], Served(b"", 429, {"Retry-After": "600"})
    site.pages["/doc/t5.html"] = busy
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    one_by_one = ("--per-host", "1", "--delay", "0.001")

    run_pass(tmp_path, env, *one_by_one, "--now", "2026-01-12T01:00Z")

    (run,) = stored(tmp_path)[0]
    assert (run.state, run.complete, run.waiting) == ("ok", True, 4)
    assert site.asked == ["/robots.txt", "/tz/", "/doc/t6.html", "/doc/t5.html"]
    site.pages["/doc/t5.html"] = page
    site.asked.clear()
    run_pass(tmp_path, env, "--now", "2026-01-12T01:11Z")
    assert {path for path in site.asked if "/doc/" in path} >= {
        f"/doc/t{n}.html" for n in range(1, 6)
    }
    assert stored(tmp_path)[0][1].waiting == 0


def test_a_crawl_delay_longer_than_ours_is_kept(site: Site, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Served(b"User-agent: *\nCrawl-delay: 30\n")
    site.html("/tz/", "<html><body></body></html>")
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    run_pass(tmp_path, env, "--delay", "0.001")
    database = open_home(tmp_path)
    with database.connect() as conn:
        host = hosts.find_host(conn, "127.0.0.1")
    database.close()
    assert host
    assert timedelta(seconds=20) < host.next_at - stored(tmp_path)[1][0].fetched_at < 40 * SECOND


def test_a_source_that_another_home_reads_is_left_to_it(
    site: Site, postgres: str, tmp_path: Path
) -> None:
    site.list_page("/tz/", (1,))
    site.document(1)
    env = declare(tmp_path, test_one=f"{site.base}/tz/", test_two=f"{site.base}/tz/?2")
    site.pages["/tz/?2"] = site.pages["/tz/"]
    env["POLICYWATCH_DATABASE_URL"] = postgres
    elsewhere = open_database(Settings.load(tmp_path / "other", environment=env))
    with claimed(elsewhere, ["test_one"]) as held:
        done = run_pass(tmp_path, env)
        with claimed(elsewhere, ["test_one", "test_two"]) as second:
            assert (held, second) == ({"test_one"}, {"test_two"})
    assert done.returncode == 0
    assert done.stderr == "test_one：另一处正在读取，本次略过。\n"
    assert "/tz/" not in site.counts
    with claimed(elsewhere, ["test_one", "test_two"]) as held:
        assert held == {"test_one", "test_two"}
    elsewhere.close()


def test_after_a_rest_the_turns_are_apart_as_ever(db: Database) -> None:
    time = Time()
    with closing(Recorder(db)) as recorder:
        one = mannered(db, recorder, time)
        one.answered(HOST, "https://a/", 429, {"retry-after": "30"})
        moments = []
        for _ in range(3):
            time.now = NOW  # all of them asked while it rests
            asyncio.run(one.turn(HOST))
            moments.append((time.now - NOW) // SECOND)
        one.close()
    assert moments == [30, 31, 32]


def test_hosts_go_by_the_hour_not_by_when_a_pass_was_called_for(db: Database) -> None:
    with closing(Recorder(db)) as recorder:
        slow = Manners(db, recorder, SECOND)
        slow.begin(lambda: datetime.now(UTC) - 5 * SECOND)
        assert abs(slow.clock() - datetime.now(UTC)) < SECOND
        slow.begin(lambda: NOW)
        assert slow.clock() == NOW
        slow.close()

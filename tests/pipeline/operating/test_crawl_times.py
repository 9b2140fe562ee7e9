"""At which moments the sources are read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from pipeline.operating.crawl_times import Group, first_start, group, regular_start, still_due
from storage.clock import SHANGHAI, window_of
from storage.settings import SettingError, Settings
from tests.pipeline.operating.sources import source

NOW = datetime(2026, 11, 25, 3, 17, tzinfo=UTC)


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

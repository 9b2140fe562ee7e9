"""Which digest is owed when: every moment is told once, whatever happens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from pipeline.telling.composing.periods import (
    Recorded,
    made_at,
    next_due,
    next_sent,
    not_before,
    of_week,
    owed,
    regular_name,
    schedule_of,
)
from storage.clock import SHANGHAI
from storage.records import Held, Rate, Schedule
from tests.telling_samples import subscription

QUIET_NOW = Recorded(begun=None, running=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def schedule(**values: Any) -> Schedule:
    joined = values.pop("created_at", at("2026-09-01T10:00"))
    return schedule_of(subscription(created_at=joined, **values))


def said(one: Schedule, now: str, recorded: Recorded = QUIET_NOW) -> tuple[str, ...]:
    """Name, first and last moment, and when it is due, in China's time."""
    found = owed(one, at(now), recorded)
    if found is None:
        return ()
    moments = (found.since, found.until, found.due_at)
    return found.name, *(f"{one.astimezone(SHANGHAI):%m-%d %H:%M}" for one in moments)


@pytest.mark.parametrize(
    ("values", "now", "expected"),
    [
        ({}, "2026-11-23T07:59", ("2026-W46", "11-09 00:00", "11-16 00:00", "11-16 08:00")),
        ({}, "2026-11-23T08:00", ("2026-W47", "11-16 00:00", "11-23 00:00", "11-23 08:00")),
        ({}, "2026-11-29T23:00", ("2026-W47", "11-16 00:00", "11-23 00:00", "11-23 08:00")),
        ({}, "2027-01-04T08:10", ("2026-W53", "12-28 00:00", "01-04 00:00", "01-04 08:00")),
        (
            {"weekday": 5, "hour": 17},
            "2026-11-27T17:00",
            ("2026-W48-5", "11-20 00:00", "11-27 00:00", "11-27 17:00"),
        ),
        (
            {"rate": "daily", "hour": 0},
            "2026-11-26T00:00",
            ("2026-11-25", "11-25 00:00", "11-26 00:00", "11-26 00:00"),
        ),
        (
            {"rate": "daily"},
            "2026-11-26T07:00",
            ("2026-11-24", "11-24 00:00", "11-25 00:00", "11-25 08:00"),
        ),
    ],
)
def test_what_is_owed(values: dict[str, Any], now: str, expected: tuple[str, ...]) -> None:
    assert said(schedule(**values), now) == expected


def test_a_window_begins_where_the_last_one_ended() -> None:
    told = at("2026-11-18T00:00")
    one = schedule(told_until=told)
    assert said(one, "2026-11-23T09:00")[1:3] == ("11-18 00:00", "11-23 00:00")
    assert said(replace(one, rate="daily"), "2026-11-20T09:00")[:2] == ("2026-11-19", "11-18 00:00")
    assert said(schedule(told_until=at("2026-11-23T00:00")), "2026-11-29T09:00") == ()


@pytest.mark.parametrize("rate", ["weekly", "daily", "at_once"])
def test_nothing_is_left_out_after_however_long_an_outage(rate: Rate) -> None:
    long_ago = at("2026-01-05T00:00")
    recorded = Recorded(begun=at("2026-11-23T08:00"), running=False)
    found = owed(schedule(told_until=long_ago, rate=rate), at("2026-11-23T09:00"), recorded)
    assert found is not None
    assert found.since == long_ago


@pytest.mark.parametrize(
    ("values", "now", "expected"),
    [
        # National Day 2026: off from 1 to 7 October.
        ({}, "2026-10-05T08:00", ("2026-W39", "09-21 00:00", "09-28 00:00", "09-28 08:00")),
        ({}, "2026-10-08T08:00", ("2026-W41-4", "09-28 00:00", "10-08 00:00", "10-08 08:00")),
        (
            {"rate": "daily"},
            "2026-10-06T08:00",
            ("2026-09-29", "09-29 00:00", "09-30 00:00", "09-30 08:00"),
        ),
        (
            {"rate": "daily"},
            "2026-10-08T08:00",
            ("2026-10-07", "09-30 00:00", "10-08 00:00", "10-08 08:00"),
        ),
    ],
)
def test_after_days_off(values: dict[str, Any], now: str, expected: tuple[str, ...]) -> None:
    assert said(schedule(after_holidays=True, **values), now) == expected


def test_after_a_holiday_the_next_week_begins_where_it_ended() -> None:
    told = schedule(after_holidays=True, told_until=at("2026-10-08T00:00"))
    assert said(told, "2026-10-12T08:00")[:3] == ("2026-W41", "10-08 00:00", "10-12 00:00")


def test_while_a_pass_runs_only_what_it_cannot_add_to_is_told() -> None:
    one = schedule()
    late = Recorded(begun=at("2026-11-22T23:50"), running=True)
    early = Recorded(begun=at("2026-11-23T00:00"), running=True)
    assert said(one, "2026-11-23T09:00", late) == ()
    assert said(one, "2026-11-23T09:00", early)[0] == "2026-W47"
    assert said(one, "2026-11-23T09:00", replace(late, running=False))[0] == "2026-W47"


def test_at_once_is_after_each_pass() -> None:
    joined = at("2026-11-26T07:30")
    one = schedule(rate="at_once", created_at=joined)
    begun = at("2026-11-26T09:12")
    done, running = (Recorded(begun=begun, running=state) for state in (False, True))
    found = owed(one, at("2026-11-26T09:40"), done)
    assert found is not None
    assert (found.name, found.since) == ("2026-11-26T091200", joined)
    assert found.since <= begun < found.until
    told = replace(one, told_until=found.until)
    assert owed(told, at("2026-11-26T09:45"), done) is None
    # What a pass under way finds is dated by its beginning, and told when it has ended.
    before = owed(one, at("2026-11-26T09:40"), running)
    assert before is not None
    assert begun - timedelta(seconds=1) == before.until
    assert before.name != found.name
    assert owed(one, at("2026-11-26T09:40"), QUIET_NOW) is None


def test_what_the_night_brings_is_one_digest() -> None:
    one = schedule(rate="at_once", quiet="22:00-07:00", told_until=at("2026-11-25T21:00"))
    nightly = Recorded(begun=at("2026-11-26T02:00"), running=False)
    assert owed(one, at("2026-11-26T02:30"), nightly) is None
    assert said(one, "2026-11-26T07:00", nightly)[:2] == ("2026-11-26T020000", "11-25 21:00")


def test_what_was_held_back_is_told_the_next_morning() -> None:
    found_at = at("2026-11-25T15:00")
    one = schedule(
        rate="at_once",
        hour=9,
        told_until=found_at + timedelta(hours=1),
        held=(Held(run_id="flood", detected_at=found_at),),
    )
    assert owed(one, at("2026-11-26T08:59"), QUIET_NOW) is None
    period = owed(one, at("2026-11-26T09:00"), QUIET_NOW)
    assert period is not None
    assert (period.name, period.passes, period.moves) == ("2026-11-25-rest", ("flood",), False)
    assert period.since <= found_at < period.until


def test_a_week_that_is_asked_for() -> None:
    now = at("2026-11-26T10:00")
    one = schedule()
    week = of_week(one, "2026-W47", now)
    assert week is not None
    assert (week.name, week.moves) == ("2026-W47", True)
    old = of_week(one, "2026-W40", now)
    assert old is not None
    assert not old.moves  # or the next digest would tell of all weeks since
    told = schedule(told_until=at("2026-11-20T00:00"))
    rest = of_week(told, "2026-W47", now)
    assert rest is not None
    assert rest.since == told.told_until
    assert of_week(told, "2026-W46", now) is None


def test_when_the_next_one_comes() -> None:
    now = at("2026-11-26T10:00")  # a Thursday
    assert next_due(schedule(), now) == at("2026-11-30T08:00")
    assert next_due(schedule(rate="daily", hour=11), now) == at("2026-11-26T11:00")
    assert next_due(schedule(rate="at_once"), now) is None
    assert next_due(schedule(after_holidays=True), at("2026-09-30T10:00")) == at("2026-10-08T08:00")


@pytest.mark.parametrize(
    ("quiet", "clock", "until"),
    [
        ("", "03:00", None),
        ("22:00-07:00", "21:59", None),
        ("22:00-07:00", "22:00", "2026-11-27T07:00"),
        ("22:00-07:00", "06:59", "2026-11-26T07:00"),
        ("22:00-07:00", "07:00", None),
        ("12:00-14:00", "13:00", "2026-11-26T14:00"),
    ],
)
def test_quiet_hours(quiet: str, clock: str, until: str | None) -> None:
    assert not_before(quiet, at(f"2026-11-26T{clock}")) == (at(until) if until else None)


_MOMENTS = st.integers(1_780_000_000, 1_800_000_000)
_RATES = st.fixed_dictionaries(
    {
        "rate": st.sampled_from(["daily", "weekly", "at_once"]),
        "weekday": st.integers(1, 7),
        "hour": st.integers(0, 23),
        "after_holidays": st.booleans(),
    }
)


@given(_MOMENTS, st.lists(st.tuples(st.integers(1, 40 * 86_400), _RATES), max_size=25))
def test_every_moment_is_told_once_whatever_the_rate(
    start: int, steps: list[tuple[int, dict[str, Any]]]
) -> None:
    now, told, names = datetime.fromtimestamp(start, UTC), None, []
    joined = now
    for seconds, rate in steps:
        now += timedelta(seconds=seconds)
        recorded = Recorded(begun=now - timedelta(minutes=20), running=False)
        one = schedule(created_at=joined, told_until=told, **rate)
        period = owed(one, now, recorded)
        if period is None or (told is None and joined >= period.until):
            continue
        assert period.since < period.until <= now
        assert period.due_at <= now
        if told:
            assert period.since == told
        told = period.until
        names.append(period.name)
        assert owed(replace(one, told_until=told), now, recorded) is None
    assert len(names) == len(set(names))


@given(_MOMENTS, _RATES)
def test_what_is_detected_is_told_when_it_was_said_it_would_be(
    moment: int, rate: dict[str, Any]
) -> None:
    detected = datetime.fromtimestamp(moment, UTC)
    one = schedule(told_until=detected, **rate)
    due = made_at(one, detected)
    if one.rate == "at_once":
        assert (due, regular_name(one, detected)) == (detected, "")
        return
    period = owed(one, due, QUIET_NOW)
    assert period is not None
    assert period.since <= detected < period.until
    assert period.name == regular_name(one, detected)
    assert owed(one, due - timedelta(seconds=1), QUIET_NOW) is None
    assert next_due(one, detected) <= due  # type: ignore[operator]


@pytest.mark.parametrize(
    ("quiet", "sent"),
    [("", "08:00"), ("07:00-10:00", "10:00"), ("22:00-07:00", "08:00")],
)
def test_the_next_one_is_sent_once_the_quiet_hours_are_over(quiet: str, sent: str) -> None:
    who, now = subscription(rate="weekly", weekday=1, quiet=quiet), at("2026-11-26T12:00")
    assert next_sent(who, now) == at(f"2026-11-30T{sent}")
    assert next_sent(replace(who, active=False), now) is None

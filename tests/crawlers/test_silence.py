"""How long a source may be silent: learned from its dates, counted in working days."""

from datetime import date, timedelta

import pytest

from crawlers.silence import learn


def every(days: int, since: date, until: date) -> list[date]:
    return [since + timedelta(days=n) for n in range(0, (until - since).days + 1, days)]


def weekly(until: date) -> list[date]:
    """Each Monday of two years, none in the weeks in which offices are closed."""
    mondays = every(7, date(2022, 1, 3), until)
    return [day for day in mondays if (day.month, day.day // 8) not in ((10, 0), (1, 3), (2, 0))]


def test_the_gap_is_the_usual_one_and_half_of_it_more() -> None:
    rhythm = learn(weekly(date(2024, 3, 4)), date(2024, 3, 4))
    assert rhythm
    assert (rhythm.usual, rhythm.limit) == (6, 9)  # 5 from Monday to Monday, 6 if one was worked
    assert rhythm.newest == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("last", "today", "silent"),
    [
        # The same seventeen days: over Spring Festival, over National Day, and in March.
        (date(2024, 2, 5), date(2024, 2, 22), False),
        (date(2023, 9, 25), date(2023, 10, 12), False),
        (date(2024, 3, 4), date(2024, 3, 21), True),
    ],
)
def test_holidays_are_no_silence(last: date, today: date, silent: bool) -> None:
    rhythm = learn([*weekly(last), last], today)
    assert rhythm
    assert rhythm.is_silent(today) is silent
    assert (rhythm.silent_from <= today) is silent


def test_a_daily_source_does_not_alarm_after_a_long_weekend() -> None:
    daily = every(1, date(2024, 1, 2), date(2024, 4, 30))
    rhythm = learn(daily, date(2024, 5, 6))
    assert rhythm
    assert not rhythm.is_silent(date(2024, 5, 6))
    assert rhythm.is_silent(date(2024, 5, 20))


@pytest.mark.parametrize(
    "dates",
    [
        [],
        every(60, date(2023, 1, 2), date(2024, 2, 1))[:7],
        every(5, date(2024, 1, 2), date(2024, 2, 28)),
    ],
    ids=["none", "seven", "a dozen in two months"],
)
def test_too_little_to_learn_from(dates: list[date]) -> None:
    assert learn(dates, date(2024, 6, 1)) is None


def test_what_is_out_of_order_teaches_nothing() -> None:
    """A pinned item of long ago, a slip into the future, the same day twice."""
    dates = weekly(date(2024, 3, 4))
    plain = learn(dates, date(2024, 3, 5))
    odd = [date(2011, 5, 6), date(2042, 1, 1), *dates, *dates[-9:]]
    assert learn(odd, date(2024, 3, 5)) == plain
    few = every(21, date(2023, 3, 6), date(2024, 3, 4))
    assert learn([date(2021, 6, 1), *few], date(2024, 3, 5)) == learn(few, date(2024, 3, 5))

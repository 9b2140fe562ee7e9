"""Working days in China: as announced where known, else the usual ones."""

from datetime import date, timedelta

import pytest

from storage.holidays import KNOWN, is_working_day, spring_festival, working_days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 12, 29), True),
        (date(2023, 12, 30), False),
        (date(2024, 1, 1), False),
        (date(2024, 2, 4), True),  # a Sunday worked for Spring Festival
        (date(2024, 2, 12), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),  # a Saturday worked for National Day
    ],
)
def test_announced_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_the_first_day_off_for_spring_festival() -> None:
    assert spring_festival(2024) == date(2024, 2, 10)
    assert spring_festival(2025) == date(2025, 1, 28)
    assert spring_festival(2031) == date(2031, 1, 23)
    assert spring_festival(2050) is None


def test_days_between() -> None:
    assert working_days(date(2024, 2, 8), date(2024, 2, 18)) == 2  # 9 February was no holiday
    assert working_days(date(2024, 3, 1), date(2024, 3, 11)) == 6
    assert working_days(date(2024, 3, 11), date(2024, 3, 1)) == 0


def test_years_that_are_not_announced_have_the_usual_days_off() -> None:
    year = max(KNOWN[-1] + 1, 2031)
    assert not is_working_day(date(year, 10, 1))
    assert not is_working_day(date(year, 5, 1))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert 235 < sum(map(is_working_day, days)) < 255


def test_spring_festivals_to_come() -> None:
    """The moon's new year and its eve are free, whether or not the year is announced yet."""
    for eve in (date(2027, 2, 5), date(2029, 2, 12), date(2035, 2, 7)):
        assert not any(is_working_day(eve + timedelta(days=n)) for n in range(4))

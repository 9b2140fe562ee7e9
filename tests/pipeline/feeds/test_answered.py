"""Since when a feed is what it is."""

from datetime import timedelta

import pytest

from pipeline.feeds import answered
from pipeline.feeds.answered import Answered
from tests.telling_samples import MONDAY

HALF = timedelta(milliseconds=500)


def test_an_answer_stands_until_another_one_is_given() -> None:
    known = Answered()
    assert known.since("a", "one", MONDAY + HALF) == MONDAY
    assert known.since("a", "one", MONDAY + timedelta(days=1)) == MONDAY
    assert known.since("b", "one", MONDAY + timedelta(days=1)) == MONDAY + timedelta(days=1)
    assert known.since("a", "two", MONDAY + timedelta(days=2)) == MONDAY + timedelta(days=2)
    assert known.since("a", "one", MONDAY + timedelta(days=3)) == MONDAY + timedelta(days=3)


def test_another_answer_in_the_same_second_is_later() -> None:
    known = Answered()
    assert known.since("a", "one", MONDAY) == MONDAY
    assert known.since("a", "two", MONDAY + HALF) == MONDAY + 2 * HALF


def test_so_many_addresses_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "_MOST", 2)
    known, later = Answered(), MONDAY + timedelta(days=1)
    for address in "abac":
        known.since(address, "one", MONDAY)
    assert known.since("a", "one", later) == MONDAY
    assert known.since("b", "one", later) == later

"""The missed share and its interval, against scipy and against the truth that they are to cover."""

import random
from collections.abc import Sequence
from math import inf

import numpy as np
import pytest
from scipy.special import betainc
from scipy.stats import beta, binomtest, hypergeom

from pipeline.questions.missed import (
    Tally,
    clopper_pearson,
    effective_size,
    incomplete_beta,
    missed_share,
)

LARGE = 10**9
"""A pool of which what is drawn is nothing."""


def tallies(pools: Sequence[int], drawn: Sequence[int], missed: Sequence[int]) -> list[Tally]:
    return [
        Tally(week=f"2026-W{at:02}", pool=pool, drawn=many, answered=many, missed=found)
        for at, (pool, many, found) in enumerate(zip(pools, drawn, missed, strict=True), 1)
    ]


def test_the_incomplete_beta_function_is_scipys() -> None:
    drawn = random.Random(1)
    for _ in range(500):
        a, b = drawn.uniform(0.01, 300), drawn.uniform(0.01, 3000)
        x = drawn.random() ** drawn.choice((1, 4))
        assert incomplete_beta(x, a, b) == pytest.approx(betainc(a, b, x), abs=1e-10)


@pytest.mark.parametrize(("seen", "size"), [(0, 10), (1, 100), (3, 30), (10, 10), (57, 400)])
def test_the_interval_of_a_simple_sample_is_the_exact_one(seen: int, size: int) -> None:
    exact = binomtest(seen, size).proportion_ci(method="exact")
    assert clopper_pearson(seen / size, size) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_a_size_need_not_be_whole() -> None:
    low, high = clopper_pearson(0.1, 33.3)
    assert low == pytest.approx(beta.ppf(0.025, 3.33, 30.97), abs=1e-9)
    assert high == pytest.approx(beta.ppf(0.975, 4.33, 29.97), abs=1e-9)


def test_one_in_a_hundred_of_ten_weeks() -> None:
    told = missed_share(tallies([LARGE] * 10, [10] * 10, [1, *[0] * 9]))
    assert told
    assert (told.weeks, told.answered, told.missed) == (10, 100, 1)
    assert told.share == pytest.approx(0.01)
    assert (round(told.low, 3), round(told.high, 3)) == (0.0, 0.054)


def test_weeks_weigh_as_much_as_was_rejected_in_them() -> None:
    told = missed_share(tallies([30, 270], [10, 10], [1, 0]))
    assert told
    assert told.share == pytest.approx(0.01)
    even = effective_size(tallies([LARGE] * 2, [10] * 2, [0] * 2))
    uneven = effective_size(tallies([LARGE, 9 * LARGE], [10] * 2, [0] * 2))
    assert even == pytest.approx(20)
    assert uneven == pytest.approx(20 * 1 / (2 * (0.1**2 + 0.9**2)))


def test_without_an_answer_nothing_is_said_and_a_week_without_one_says_nothing() -> None:
    open_ = Tally(week="2026-W47", pool=50, drawn=10, answered=0, missed=0)
    assert missed_share([open_]) is None
    told = missed_share([open_, *tallies([50], [10], [0])])
    assert told
    assert (told.weeks, told.pool, told.drawn) == (1, 50, 10)


def test_no_answer_says_never_that_nothing_was_missed() -> None:
    for pool in (11, 12, 40, 5000):
        told = missed_share(tallies([pool], [10], [0]))
        assert told
        assert told.low == told.share == 0
        assert told.high * pool >= 1
    all_of_it = missed_share(tallies([10, 7], [10, 7], [0, 1]))
    assert all_of_it
    assert all_of_it.low == all_of_it.share == all_of_it.high == pytest.approx(1 / 17)
    assert effective_size(tallies([10], [10], [0])) == inf


def test_the_share_of_a_month_is_that_of_its_weeks() -> None:
    told = missed_share(tallies([70, 70], [10, 10], [1, 0]))
    assert told
    share, low, high = told.monthly
    assert share == pytest.approx(0.05 * 70 * 365.25 / 12 / 7)
    assert low < share < high


@pytest.mark.parametrize(("pool", "drawn"), [(12, 10), (20, 10), (60, 10), (120, 100), (400, 10)])
def test_of_one_week_the_interval_covers_whatever_the_truth(pool: int, drawn: int) -> None:
    ends = []
    for seen in range(drawn + 1):
        told = missed_share(tallies([pool], [drawn], [seen]))
        assert told
        ends.append((told.low * pool - 1e-6, told.high * pool + 1e-6))
    for truth in range(0, pool + 1, max(1, pool // 30)):
        chances = hypergeom.pmf(range(drawn + 1), pool, truth, drawn)
        covered = sum(
            chance
            for chance, (low, high) in zip(chances, ends, strict=True)
            if low <= truth <= high
        )
        assert covered >= 0.95, truth


POOLS = {
    "alike": [60] * 10,
    "mixed": [12, 20, 30, 40, 45, 50, 80, 120, 200, 400],
    "one large": [15] * 9 + [900],
    "small": [3, 8, 10, 11, 12, 14, 9, 25, 13, 7],
}


@pytest.mark.parametrize("pools", POOLS.values(), ids=POOLS)
@pytest.mark.parametrize("share", [0.005, 0.02, 0.1])
def test_of_several_weeks_the_interval_covers(pools: list[int], share: float) -> None:
    chance = np.random.default_rng(20261126)
    drawn = [min(10, pool) for pool in pools]
    truth = round(share * sum(pools))
    missed = chance.multivariate_hypergeometric(pools, truth)  # of which weeks, is chance too
    hits, turns = 0, 200
    for _ in range(turns):
        seen = chance.hypergeometric(missed, np.array(pools) - missed, drawn)
        told = missed_share(tallies(pools, drawn, [int(one) for one in seen]))
        assert told
        hits += told.low - 1e-9 <= truth / sum(pools) <= told.high + 1e-9
    assert hits / turns >= 0.94

"""How many of the rejected were rejected wrongly: a share and its interval, from spot checks. Pure.

Of each week's rejected documents some were drawn at random, without replacement: strata of unequal
size, drawn from with unequal chances. The share is the stratified estimate: each week's, weighted
by how many were rejected in it. The interval is that of Clopper and Pearson ("The use of confidence
or fiducial limits illustrated in the case of the binomial", Biometrika 26, 1934) at the effective
sample size, as Korn and Graubard do for small counts ("Confidence intervals for proportions with
small expected number of positive counts estimated from survey data", Survey Methodology 24, 1998):
the size at which a simple random sample with replacement would vary as this one does, had all weeks
the same share. So weights cost, and what is looked at of a small week counts in full (the finite
population correction, Cochran, "Sampling Techniques", 1977, chapters 2 and 5). Its ends are widened
to whole documents, never below what was found. Of one week it covers in at least 95 % of draws,
whatever the truth; of several weeks too unless nearly all that was missed is of the largest ones
(then still 91 %). No answer, however many there are, makes the upper end zero before everything was
looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, inf, lgamma, log, log1p

LEVEL = 0.95
_MONTH_WEEKS = 365.25 / 12 / 7
_STEPS, _HALVINGS, _TINY = 300, 60, 1e-30
_SLACK = 1e-9
"""So that rounding errors do not widen an end by a document."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A week's answers on what was drawn of one stratum."""

    week: str
    pool: int
    drawn: int
    answered: int
    missed: int


@dataclass(frozen=True, kw_only=True)
class Missed:
    """What the answers say of all that was rejected in those weeks."""

    weeks: int
    """In which something was answered: the others say nothing."""
    pool: int
    drawn: int
    answered: int
    missed: int
    share: float
    low: float
    high: float

    @property
    def monthly(self) -> tuple[float, float, float]:
        """Documents a month: estimated, at least, at most."""
        pool = self.pool / self.weeks * _MONTH_WEEKS
        return self.share * pool, self.low * pool, self.high * pool


def missed_share(tallies: Sequence[Tally]) -> Missed | None:
    """The share of the rejected that belonged, with its interval; ``None`` without any answer."""
    told = [one for one in tallies if one.answered]
    if not told:
        return None
    pool = sum(one.pool for one in told)
    found = sum(one.missed for one in told)
    cleared = sum(one.answered - one.missed for one in told)
    share = sum(one.pool * one.missed / one.answered for one in told) / pool
    low, high = clopper_pearson(share, effective_size(told))
    return Missed(
        weeks=len({one.week for one in told}),
        pool=pool,
        drawn=sum(one.drawn for one in told),
        answered=sum(one.answered for one in told),
        missed=found,
        share=share,
        low=max(found, floor(low * pool + _SLACK)) / pool,
        high=min(pool - cleared, ceil(high * pool - _SLACK)) / pool,
    )


def effective_size(tallies: Sequence[Tally]) -> float:
    """The size of a simple sample that would vary as much; infinite if all was looked at."""
    pool = sum(one.pool for one in tallies)
    variance = sum(
        (one.pool / pool) ** 2 / one.answered * (one.pool - one.answered) / (one.pool - 1)
        for one in tallies
        if one.pool > one.answered
    )
    return 1 / variance if variance else inf


def clopper_pearson(share: float, size: float) -> tuple[float, float]:
    """The interval of a binomial share seen in ``size`` trials, a number that need not be whole."""
    if size == inf:
        return share, share
    seen, tail = share * size, (1 - LEVEL) / 2
    low = _quantile(tail, seen, size - seen + 1) if seen > _SLACK else 0.0
    high = _quantile(1 - tail, seen + 1, size - seen) if size - seen > _SLACK else 1.0
    return low, high


def _quantile(probability: float, a: float, b: float) -> float:
    """Where the beta distribution reaches the probability."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if incomplete_beta(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function (DLMF 8.17, https://dlmf.nist.gov/8.17)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side only
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of DLMF 8.17.22, from its front (Lentz)."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d or _TINY)
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = value
        for term in (even, odd):
            d = 1 / ((1 + term * d) or _TINY)
            c = (1 + term / c) or _TINY
            value *= c * d
        if abs(value - before) <= abs(value) * 1e-15:
            break
    return value

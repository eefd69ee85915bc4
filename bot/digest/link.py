"""Whether employees' and customers' figures move together: claimed only beyond doubt, never as a cause.

For each pair of measures and each lag, the changes from period to period of both sides are correlated within each unit;
Fisher's z of the units is pooled with random effects, so that a unit with few periods counts little and units that
differ widen the interval; and over all pairs and lags the false-discovery rate is held. Changes instead of levels keep
a common trend from looking like a link.

Sources: R. A. Fisher, Metron 1 (1921), for z; R. DerSimonian and N. Laird, Controlled Clinical Trials 7 (1986), for
pooling; Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001), for the rate among tests that depend on each
other.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from statistics import NormalDist, fmean

from bot.digest.model import LinkClaim

LAGS = (0, 1, 2)
"""By how many periods the employee side may run ahead."""

LEAST_PERIODS = 8
"""A unit needs so many pairs of changes to be heard."""

LEAST_UNITS = 3
FALSE_DISCOVERIES = 0.05
"""Of the claims made, at most this share may be wrong in the long run."""

WEAKEST = 0.2
"""A link weaker than this is not worth telling, however sure it is."""

_Z = NormalDist().inv_cdf(0.975)

Series = Mapping[str, Mapping[int, float]]
"""A measure: for each unit the figure of each period, by the period's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    employee: str
    customer: str
    lag: int
    z: float
    spread: float
    p: float
    units: int
    periods: int


def links(
    employee: Mapping[str, Series],
    customer: Mapping[str, Series],
    *,
    weeks_in_period: int,
    rate: float = FALSE_DISCOVERIES,
) -> tuple[LinkClaim, ...]:
    """The links that can be claimed between any employee measure and any customer measure, the surest first.

    Both sides are by measure, unit and period. Nothing is claimed of fewer than three units or eight changes in each.
    """
    tests = sorted(_tests(employee, customer), key=lambda test: test.p)
    if not tests:
        return ()
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - heavy, and needed once a week

    adjusted = false_discovery_control([test.p for test in tests], method="by")
    sure = (test for test, q in zip(tests, adjusted, strict=True) if q <= rate)
    return tuple(_claim(test, weeks_in_period, rate) for test in sure if abs(math.tanh(test.z)) >= WEAKEST)


def has_enough(employee: Mapping[str, Series], customer: Mapping[str, Series]) -> bool:
    """Whether there is anything that could be claimed at all, whatever the figures say."""
    return any(True for _ in _tests(employee, customer))


def _tests(employee: Mapping[str, Series], customer: Mapping[str, Series]) -> Iterator[_Test]:
    for (ours, theirs), lag in product(product(sorted(employee), sorted(customer)), LAGS):
        units = employee[ours].keys() & customer[theirs].keys()
        pairs = (_changes(employee[ours][unit], customer[theirs][unit], lag) for unit in sorted(units))
        heard = [each for each in pairs if len(each) >= LEAST_PERIODS]
        found = _pooled([(_fisher(each), len(each)) for each in heard])
        if found is not None:
            z, spread = found
            p = 2 * (1 - NormalDist().cdf(abs(z) / spread))
            periods = sum(map(len, heard))
            yield _Test(
                employee=ours, customer=theirs, lag=lag, z=z, spread=spread, p=p, units=len(heard), periods=periods
            )


def _changes(ours: Mapping[int, float], theirs: Mapping[int, float], lag: int) -> list[tuple[float, float]]:
    """How both sides changed, the customers' side `lag` periods later; gaps are left out."""
    found = []
    for before, now in pairwise(sorted(ours)):
        is_next = now == before + 1
        if is_next and before + lag in theirs and now + lag in theirs:
            found.append((ours[now] - ours[before], theirs[now + lag] - theirs[before + lag]))
    return found


def _fisher(pairs: Sequence[tuple[float, float]]) -> float:
    """Fisher's z of a correlation; none where one side never changes."""
    mean_x, mean_y = fmean(x for x, _ in pairs), fmean(y for _, y in pairs)
    together = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    alone = math.sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))
    if alone <= 0:
        return 0.0
    return math.atanh(max(-0.999, min(0.999, together / alone)))


def _pooled(units: Sequence[tuple[float, int]]) -> tuple[float, float] | None:
    """The pooled z of units with so many pairs each, and its standard error; `None` for too few units.

    Neighbouring changes share a period, which halves what they tell: n pairs count as n / 2 independent ones.
    """
    if len(units) < LEAST_UNITS:
        return None
    variances = [1 / max(1.0, pairs / 2 - 1) for _, pairs in units]
    weights = [1 / variance for variance in variances]
    fixed = sum(w * z for w, (z, _) in zip(weights, units, strict=True)) / sum(weights)
    spread = sum(w * (z - fixed) ** 2 for w, (z, _) in zip(weights, units, strict=True))
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    between = max(0.0, (spread - (len(units) - 1)) / scale)
    shared = [1 / (variance + between) for variance in variances]
    z = sum(w * z for w, (z, _) in zip(shared, units, strict=True)) / sum(shared)
    return z, 1 / math.sqrt(sum(shared))


def _claim(test: _Test, weeks_in_period: int, rate: float) -> LinkClaim:
    return LinkClaim(
        employee_measure=test.employee,
        customer_measure=test.customer,
        lag_weeks=test.lag * weeks_in_period,
        effect=math.tanh(test.z),
        low=math.tanh(test.z - _Z * test.spread),
        high=math.tanh(test.z + _Z * test.spread),
        weeks=test.periods * weeks_in_period,
        units=test.units,
        q=rate,
    )

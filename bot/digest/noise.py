"""Telling a change from noise, for published bands and for customers' figures."""

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev

from bot.digest.model import Average, Change
from bot.privacy.release.model import Band, PublishedCell, Scale, State, scale_of

Z = NormalDist().inv_cdf(0.975)
"""1.96: both tails of 5 % together."""

LEAST = 20
"""Fewer customers than this tell nothing about a change."""

FAR_APART = 2.0
"""So many widths of the wider band the middles of two bands lie apart where one person more or less cannot be why."""

TWO = 2


def edges(band: Band, scale: Scale) -> tuple[float, float]:
    """The ends of a band; an open end is the end of its scale."""
    return (scale.low if band.low is None else band.low, scale.high if band.high is None else band.high)


def middle(cell: PublishedCell) -> float | None:
    """The middle of a shown cell's band; `None` where nothing is shown."""
    if cell.state is not State.SHOWN or cell.band is None:
        return None
    low, high = edges(cell.band, scale_of(cell.key.measure))
    return (low + high) / 2


def change_of(now: PublishedCell, before: PublishedCell | None, *, is_more_better: bool = True) -> Change:
    """How a published figure changed: bands have to lie well apart, and the same wording must have been asked."""
    if before is None or now.question != before.question or now.band is None or before.band is None:
        return Change.FIRST
    scale = scale_of(now.key.measure)
    (low, high), (was_low, was_high) = edges(now.band, scale), edges(before.band, scale)
    width = max(high - low, was_high - was_low)
    moved = (low + high) / 2 - (was_low + was_high) / 2
    if abs(moved) < FAR_APART * width:
        return Change.STEADY
    return Change.BETTER if (moved > 0) is is_more_better else Change.WORSE


def share_change(now: int, of_now: int, before: int, of_before: int, *, is_more_better: bool) -> Change:
    """How a share of customers changed, by the two-proportion z-test at 5 %.

    Source: A. Agresti, "An Introduction to Categorical Data Analysis", 2007, 2.2.
    """
    if min(of_now, of_before) < LEAST:
        return Change.FIRST
    pooled = (now + before) / (of_now + of_before)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / of_now + 1 / of_before))
    moved = now / of_now - before / of_before
    if spread == 0 or abs(moved) <= Z * spread:
        return Change.STEADY
    return Change.BETTER if (moved > 0) is is_more_better else Change.WORSE


def mean_change(now: Sequence[float], before: Sequence[float]) -> Change:
    """How a mean of customers changed, where more is better, by Welch's interval at 5 % (normal approximation).

    Source: B. L. Welch, Biometrika 34 (1947).
    """
    if min(len(now), len(before)) < LEAST:
        return Change.FIRST
    spread = math.sqrt(_variance(now) / len(now) + _variance(before) / len(before))
    moved = fmean(now) - fmean(before)
    if abs(moved) <= Z * spread or moved == 0:
        return Change.STEADY
    return Change.BETTER if moved > 0 else Change.WORSE


def average(values: Sequence[float]) -> Average | None:
    """A mean with its 95 % interval, where there are enough values for one."""
    if not values:
        return None
    mean = fmean(values)
    if len(values) < LEAST:
        return Average(value=mean, count=len(values))
    reach = Z * math.sqrt(_variance(values) / len(values))
    return Average(value=mean, count=len(values), low=mean - reach, high=mean + reach)


def _variance(values: Sequence[float]) -> float:
    return stdev(values) ** 2 if len(values) >= TWO else 0.0

"""Simulated companies in which employees' figures run ahead of customers' by a known effect, or by none."""

import random
from dataclasses import dataclass

from bot.digest.link import Series, links


@dataclass(frozen=True, kw_only=True)
class Company:
    """How a company is simulated: `effect` is the correlation planted from `e0` to `c0`, one period later.

    `drift` makes both sides wander (0 none, near 1 much), which naive correlations take for a link.
    """

    effect: float = 0.0
    units: int = 12
    periods: int = 26
    measures: int = 3
    drift: float = 0.5


def series_of(company: Company, seed: int) -> tuple[dict[str, Series], dict[str, Series]]:
    """Both sides by measure, unit and period; employees' figures are rounded as bands are."""
    draw = random.Random(seed)
    ours: dict[str, dict[str, dict[int, float]]] = {f"e{n}": {} for n in range(company.measures)}
    theirs: dict[str, dict[str, dict[int, float]]] = {f"c{n}": {} for n in range(company.measures)}
    for unit in map(str, range(company.units)):
        walks = [_walk(draw, company) for _ in range(company.measures)]
        for n, walk in enumerate(walks):
            ours[f"e{n}"][unit] = {period: round(value * 2) / 2 for period, value in enumerate(walk)}
        for n in range(company.measures):
            effect = company.effect if n == 0 else 0.0
            ahead = [0.0, *walks[0][:-1]]
            rest = (1 - effect**2) ** 0.5
            walk = _walk(draw, company)
            theirs[f"c{n}"][unit] = {
                period: rest * own + effect * led for period, (own, led) in enumerate(zip(walk, ahead, strict=True))
            }
    return dict(ours), dict(theirs)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How often the planted link was found, and how often any other was claimed."""

    found: float
    false_alarms: float


def figures_of(company: Company, seeds: range) -> Figures:
    found = false_alarms = 0
    for seed in seeds:
        claims = links(*series_of(company, seed), weeks_in_period=4)
        true = [each for each in claims if (each.employee_measure, each.customer_measure) == ("e0", "c0")]
        found += any(each.lag_weeks == 4 for each in true)
        false_alarms += bool(claims) if company.effect == 0 else len(claims) > len(true)
    return Figures(found=found / len(seeds), false_alarms=false_alarms / len(seeds))


def _walk(draw: random.Random, company: Company) -> list[float]:
    values, value = [], 0.0
    for _ in range(company.periods):
        value = company.drift * value + draw.gauss(0, 1)
        values.append(value)
    return values

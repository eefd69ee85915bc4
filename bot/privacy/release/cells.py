"""From contributions to cells: the gate, the bands, and a hidden cell wherever nothing may come out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.privacy.release.bands import bands_of
from bot.privacy.release.gate import Kept, grouped, pass_gate
from bot.privacy.release.model import (
    Band,
    CellKey,
    Contribution,
    Family,
    Measure,
    Period,
    PublishedCell,
    State,
    head_count_of,
    participation_of,
    policy_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit as the rosters of a period know it: its name then, and how many people were invited there."""

    key: str
    name: str
    invited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to come out of one window: a family in a period, with its measures, its units, k and the day."""

    family: Family
    period: Period
    measures: Sequence[Measure]
    units: Mapping[str, Unit]
    k: int
    published_on: date


def eligible_units(plan: Plan) -> Collection[str]:
    """The units of which the family forms cells at all, by their rosters and not by who answered."""
    least = policy_of(plan.family).least_roster
    return {unit.key for unit in plan.units.values() if unit.invited >= least}


def form_cells(plan: Plan, contributions: Sequence[Contribution]) -> tuple[PublishedCell, ...]:
    """A cell for every eligible unit and measure, shown or hidden. The same contributions give the same cells."""
    eligible = eligible_units(plan)
    kept = pass_gate(grouped(contributions, eligible), max(plan.k, policy_of(plan.family).floor))
    return tuple(cell for measure in plan.measures for cell in _cells_of(plan, sorted(eligible), kept, measure))


def _cells_of(plan: Plan, eligible: Sequence[str], kept: Sequence[Kept], measure: Measure) -> Iterator[PublishedCell]:
    bands = bands_of(kept, measure.key, measure.scale)
    by_unit = {each.cell: each for each in kept}
    for unit in eligible:
        if unit in bands:
            yield _shown(plan, plan.units[unit], measure, bands[unit], by_unit[unit])
        else:
            yield _cell(plan, plan.units[unit], measure)


def _cell(plan: Plan, unit: Unit, measure: Measure) -> PublishedCell:
    """A hidden cell."""
    return PublishedCell(
        key=CellKey(family=plan.family, unit=unit.key, period=plan.period, measure=measure.key),
        unit_name=unit.name,
        question=measure.question,
        state=State.HIDDEN,
        published_on=plan.published_on,
    )


def _shown(plan: Plan, unit: Unit, measure: Measure, band: Band, kept: Kept) -> PublishedCell:
    return PublishedCell(
        key=CellKey(family=plan.family, unit=unit.key, period=plan.period, measure=measure.key),
        unit_name=unit.name,
        question=measure.question,
        state=State.SHOWN,
        published_on=plan.published_on,
        band=band,
        people=head_count_of(kept.counted),
        participation=participation_of(kept.people, unit.invited),
    )

"""Where both sides meet: frictions per stage of the journey, and sites where the two tell opposite stories."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.digest.model import CustomerFigures, Disconnect, DisconnectKind, StageRow
from bot.digest.noise import LEAST, edges, middle
from bot.insight.model import Mood
from bot.insight.stages import STAGES
from bot.insight.taxonomy import stage_of
from bot.privacy.release.model import FRICTION, PublishedCell, scale_of
from bot.pulse.bank import Family, Kind, of_family
from bot.station.model import Flag

PAINFUL = 10.0
"""Percent of people, or of customers, from which on a stage hurts."""

CALM, STRAINED = 3.75, 2.75
"""A published figure of 1-5 whose whole band lies above, or below, says that a team is well, or strained."""

HAPPY, ANGRY = 0.25, -0.25
"""The balance of customers' moods, from -1 to 1, above or below which they are happy, or angry."""


def stage_rows(
    employee: Sequence[PublishedCell], flags: Sequence[Flag], customers: CustomerFigures
) -> tuple[StageRow, ...]:
    """One row for each stage at which anything is known; shared pain first, then by how much it hurts."""
    shares, flagged = _employee_shares(employee), Counter(flag.stage for flag in flags)
    rows = [_row(stage, shares.get(stage), flagged[stage], customers) for stage in STAGES]
    known = (row for row in rows if row.employee_share or row.flags or row.customers)
    return tuple(sorted(known, key=_by_pain))


def disconnects(sites: Mapping[str, tuple[PublishedCell, CustomerFigures]]) -> tuple[Disconnect, ...]:
    """Sites where a published figure of employees and the moods of enough customers say opposite things."""
    found = (_disconnect(site, cell, customers) for site, (cell, customers) in sorted(sites.items()))
    return tuple(each for each in found if each is not None)


def _employee_shares(cells: Sequence[PublishedCell]) -> dict[str, tuple[float, float]]:
    """The largest published share of a friction at each stage: shares of several may count people twice."""
    stages = _stages_of_choices()
    largest: dict[str, tuple[float, float]] = {}
    for cell in cells:
        stage = stages.get(cell.key.measure.removeprefix(FRICTION), "")
        if not stage or cell.band is None:
            continue
        share = edges(cell.band, scale_of(cell.key.measure))
        largest[stage] = max(largest.get(stage, share), share)
    return largest


def _stages_of_choices() -> dict[str, str]:
    asked = (each for each in of_family(Family.FRICTION) if each.kind is Kind.CHOICE)
    return {choice.key: choice.stage for each in asked for choice in each.choices if choice.stage}


def _row(stage: str, share: tuple[float, float] | None, flags: int, customers: CustomerFigures) -> StageRow:
    met = customers.stages.get(stage, 0)
    percent = 100 * met / customers.total if customers.total else None
    of_employees = sum(share) / 2 if share else 0.0
    hurts_employees = of_employees >= PAINFUL or flags > 0
    return StageRow(
        stage=stage,
        employee_share=share,
        flags=flags,
        customer_share=percent,
        customers=met,
        top_friction=next((each for each in customers.frictions if stage_of(each) == stage), None),
        is_shared=hurts_employees and percent is not None and percent >= PAINFUL,
    )


def _by_pain(row: StageRow) -> tuple[bool, float, str]:
    of_employees = sum(row.employee_share) / 2 if row.employee_share else 0.0
    return (not row.is_shared, -(of_employees + (row.customer_share or 0.0)), row.stage)


def _disconnect(site: str, cell: PublishedCell, customers: CustomerFigures) -> Disconnect | None:
    positive, negative = customers.moods.get(Mood.POSITIVE, 0), customers.moods.get(Mood.NEGATIVE, 0)
    if customers.scored < LEAST or cell.band is None or middle(cell) is None:
        return None
    balance = (positive - negative) / customers.scored
    low, high = edges(cell.band, scale_of(cell.key.measure))
    kind = None
    if low >= CALM and balance <= ANGRY:
        kind = DisconnectKind.CALM_TEAM_ANGRY_CUSTOMERS
    elif high <= STRAINED and balance >= HAPPY:
        kind = DisconnectKind.STRAINED_TEAM_HAPPY_CUSTOMERS
    if kind is None:
        return None
    return Disconnect(site=site, kind=kind, employee=cell, customers=customers.scored)

"""Short ways to say what was published and what customers said."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.chat.intake import InteractionKind
from bot.clock.weeks import Week
from bot.insight.model import CueKind, Mood
from bot.privacy.release.model import (
    Band,
    CellKey,
    Family,
    HeadCount,
    Participation,
    Period,
    PublishedCell,
    State,
)

WEEK = Week.parse("2026-W47")


def cell(
    band: tuple[float | None, float | None] | None = (3.0, 3.5),
    *,
    family: Family = Family.OVERALL,
    unit: str = "harbour",
    measure: str = "overall",
    period: Period | None = None,
    question: str = "overall-good",
    out_on: date | None = None,
) -> PublishedCell:
    """A published cell; without a band a hidden one."""
    when = period or Period(WEEK.block.first_week, WEEK.block.last_week)
    return PublishedCell(
        key=CellKey(family=family, unit=unit, period=when, measure=measure),
        unit_name=unit.title(),
        question=question,
        state=State.SHOWN if band else State.HIDDEN,
        published_on=out_on or when.last.closes_at.date(),
        band=Band(low=band[0], high=band[1]) if band else None,
        people=HeadCount.SOME if band else None,
        participation=Participation.HIGH if band else None,
    )


@dataclass(frozen=True, kw_only=True)
class Customer:
    """The facts of one interaction."""

    source: str = "calls"
    kind: InteractionKind = InteractionKind.CALL
    site: str = ""
    happened_at: datetime = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    nps: int | None = None
    csat: int | None = None
    mood: Mood = Mood.NOT_SCORED
    valence: float | None = None
    frictions: tuple[str, ...] = ()
    cues: tuple[CueKind, ...] = ()

"""Which question a person is asked on which day of a week: pure functions of roster, week and calendar."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from bot.clock.weeks import Block, Quarter, Week
from bot.people.model import PersonId
from bot.privacy.windows import Window, block_window, quarter_window, week_window
from bot.pulse.bank import Family, Kind, Question, of_driver, of_family
from bot.pulse.drivers import ROTATION
from bot.pulse.model import CheckIn

FAMILIES_IN_ORDER = (Family.OVERALL, Family.SITE, Family.DRIVER, Family.WEEKLY, Family.FRICTION)
"""The families of a week: one for each of a person's own working days (PRIVACY.md); fewer check-ins mean fewer."""


def check_ins_of(
    person_id: PersonId, slot: int, week: Week, working_days: Sequence[date], check_ins_a_week: int
) -> tuple[CheckIn, ...]:
    """The check-ins of a person's week, in order of days.

    With fewer check-ins than working days the days are drawn for each person and week, so that each day hears a fair
    share of people; the same draw comes out every time it is asked for.
    """
    days = drawn_days(person_id, tuple(working_days), check_ins_a_week)
    families = zip(days, FAMILIES_IN_ORDER, strict=False)
    return tuple(CheckIn(day=day, question=question_of(family, slot, week)) for day, family in families)


def drawn_days(person_id: PersonId, working_days: tuple[date, ...], check_ins_a_week: int) -> tuple[date, ...]:
    """The first days of the week as far as there are families, or a draw of them for fewer check-ins."""
    if check_ins_a_week >= min(len(working_days), len(FAMILIES_IN_ORDER)):
        return working_days[: len(FAMILIES_IN_ORDER)]
    ranked = sorted(working_days, key=lambda day: _draw(f"{person_id} {day}"))
    return tuple(sorted(ranked[:check_ins_a_week]))


@lru_cache(maxsize=256)
def question_of(family: Family, slot: int, week: Week) -> Question:
    """The question of a family that people of a slot are asked in a week.

    In the driver family the twelve slots of one team are spread over the twelve drivers, and everyone meets each
    driver once in twelve weeks. The wording alternates with the window over which the results are formed, so that a
    window never mixes two scales. The last week of a block asks about friction in people's own words.
    """
    if family is Family.DRIVER:
        driver = ROTATION[(week.ordinal + slot) % len(ROTATION)]
        asked = of_driver(driver)
        return asked[Quarter.of(week, phase=ROTATION.index(driver)).ordinal % len(asked)]
    is_open_week = family is Family.FRICTION and week == week.block.last_week
    wordings = [each for each in of_family(family) if (each.kind is Kind.OPEN) == is_open_week]
    return wordings[week.block.ordinal % len(wordings)]


def window_of(question: Question, week: Week) -> Window:
    """The window into which an answer of this week is folded."""
    match question.family:
        case Family.OVERALL | Family.SITE | Family.FRICTION:
            return block_window(question.family.value, week)
        case Family.WEEKLY:
            return week_window(question.family.value, week)
        case Family.DRIVER:
            driver = question.driver or ""
            return quarter_window(f"{question.family.value}.{driver}", week, phase=ROTATION.index(driver))


def slots_for_team(members: Sequence[PersonId], block: Block, kept: Mapping[PersonId, int]) -> dict[PersonId, int]:
    """A slot for each member of a team, spread as evenly as possible; who had one keeps it."""
    slots = {member: kept[member] for member in members if member in kept}
    newcomers = sorted((m for m in members if m not in kept), key=lambda m: _draw(f"{m} {block.ordinal}"))
    taken = [sum(1 for slot in slots.values() if slot == n) for n in range(len(ROTATION))]
    for member in newcomers:
        slot = min(range(len(ROTATION)), key=lambda n: (taken[n], (n - block.ordinal) % len(ROTATION)))
        slots[member] = slot
        taken[slot] += 1
    return slots


def _draw(seed: str) -> bytes:
    """Bytes that look random and are always the same for a seed."""
    return hashlib.sha256(seed.encode()).digest()

"""Not now: what a person asks to be brought again comes, once for each time they chose."""

from datetime import UTC, datetime
from functools import partial

import pytest

from bot.chat.effects import Refuse
from bot.clock.clock import MovableClock
from bot.clock.weeks import Week
from bot.outbox.model import Selection
from bot.people.model import Person
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.not_now import ask_when, bring_again
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.pulse.company import WEEK, Company, actor, form_of


@pytest.fixture
async def company(database: Database, keys: KeyDirectory, clock: MovableClock) -> Company:
    return Company(database=database, keys=keys, clock=clock)


@pytest.fixture
async def ana(company: Company) -> Person:
    person = await company.hire("Ana")
    await company.database.write(lambda tx: freeze_roster(tx, WEEK.block))
    return person


async def planned(company: Company) -> int:
    return sum(tally.count for tally in await company.database.read(lambda tx: tx.outbox.report(Selection())))


async def test_each_chosen_time_is_kept_and_pressing_twice_is_once(company: Company, ana: Person) -> None:
    visit = company.visit(ana)
    for chosen in ("2026-11-25T11:00+00:00", "2026-11-25T11:00+00:00", "2026-11-25T13:00+00:00"):
        await company.database.write(
            partial(bring_again, visit=visit, actor=actor("Ana"), week=WEEK, values={"when": chosen})
        )
    assert await planned(company) == 2


@pytest.mark.parametrize(
    "chosen", ["2026-11-25T09:00+00:00", "2026-11-25T20:00+00:00", "2026-11-28T13:00+00:00", "soon", "2026-11-25T11:00"]
)
async def test_a_time_that_is_over_quiet_or_none_is_refused(company: Company, ana: Person, chosen: str) -> None:
    visit = company.visit(ana)
    effect = await company.database.write(lambda tx: bring_again(tx, visit, actor("Ana"), WEEK, {"when": chosen}))
    assert isinstance(effect, Refuse)
    assert await planned(company) == 0


async def test_before_the_week_closes_there_may_be_no_time_left_to_offer(company: Company, ana: Person) -> None:
    company.at(datetime(2026, 11, 28, 11, 30, tzinfo=UTC))
    assert "The week closes soon" in repr(form_of(ask_when(company.visit(ana), WEEK)))


@pytest.mark.parametrize("chosen", ["9999-12-31T23:59+00:00", "0001-01-01T00:00+00:00", "2026-11-25T11:00+00:00"])
async def test_at_the_end_of_all_weeks_there_is_no_time_left(company: Company, ana: Person, chosen: str) -> None:
    """Whoever writes an action of their own may name any week and any time."""
    visit, last = company.visit(ana), Week.parse("9999-W52")
    assert "The week closes soon" in repr(form_of(ask_when(visit, last)))
    for week in (WEEK, last):
        effect = await company.database.write(
            partial(bring_again, visit=visit, actor=actor("Ana"), week=week, values={"when": chosen})
        )
        assert isinstance(effect, Refuse) is not (week == WEEK and chosen.startswith("2026"))

"""Planning a day: who gets what when, across zones, holidays, hours of one's own and blocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock.clock import MovableClock
from bot.clock.weeks import Week
from bot.outbox.model import Delivery
from bot.people.model import Absence, PersonId
from bot.people.pause import stop
from bot.people.preferences import set_check_in_hour
from bot.pulse.bank import Family, question
from bot.pulse.plan_check_ins import CHECK_IN, WELCOME, plan_check_ins
from storage.database import Database
from storage.key_directory import KeyDirectory
from storage.unit_of_work import UnitOfWork
from tests.pulse.company import OFFICE, RULES, Company


@pytest.fixture
async def company(database: Database, keys: KeyDirectory, clock: MovableClock) -> Company:
    return Company(database=database, keys=keys, clock=clock)


async def live(company: Company, until: datetime) -> list[Delivery]:
    """Lets the clock run in steps of six hours, planning at each, and returns all deliveries planned by then."""
    while company.clock.now() < until:
        await plan_check_ins(company.database, company.planner(), company.clock.now())
        company.clock.move(timedelta(hours=6))
    return await deliveries(company)


async def deliveries(company: Company) -> list[Delivery]:
    def claim_all(tx: UnitOfWork) -> list[Delivery]:
        far = datetime(2030, 1, 1, tzinfo=UTC)
        found = tx.outbox.claim(OFFICE, now=far, limit=10_000, lease_until=far, epoch=1)
        return sorted(found, key=lambda each: each.due_at)

    return await company.database.write(claim_all)


def of_kind(found: list[Delivery], kind: str) -> list[Delivery]:
    return [each for each in found if each.kind == kind]


async def test_a_new_person_is_welcomed_the_day_before_any_question(company: Company) -> None:
    await company.hire("Ana", joined_on=date(2026, 11, 25))
    found = await live(company, datetime(2026, 11, 29, 9, 0, tzinfo=UTC))
    assert [(each.kind, each.due_at.date()) for each in found] == [
        (WELCOME, date(2026, 11, 26)),
        (CHECK_IN, date(2026, 11, 27)),
    ]


async def test_who_joins_during_a_block_is_welcomed_and_asked_from_the_next_block_on(company: Company) -> None:
    await company.hire("Ana", joined_on=date(2026, 11, 2))
    await live(company, datetime(2026, 11, 28, tzinfo=UTC))
    company.at(max(company.clock.now(), datetime(2026, 11, 30, tzinfo=UTC)))
    await company.hire("Ben", joined_on=date(2026, 11, 30))
    found = await live(company, datetime(2026, 12, 25, tzinfo=UTC))
    bens = [each for each in found if each.person_id == "Ben"]
    next_block = Week.of(date(2026, 11, 30)).block.next()
    assert bens[0].kind == WELCOME
    assert bens[0].due_at.date() == date(2026, 12, 1)
    asked = of_kind(bens, CHECK_IN)
    assert all(each.due_at.date() >= next_block.starts_on for each in asked)


async def test_each_working_day_brings_the_next_family_at_the_local_hour(company: Company) -> None:
    company.at(datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
    await company.hire("Ana")
    found = await live(company, datetime(2026, 12, 5, tzinfo=UTC))
    week = [each for each in of_kind(found, CHECK_IN) if each.args["week"] == "2026-W49"]
    assert [question(each.args["question"]).family for each in week] == list(Family)
    assert {each.due_at.astimezone(ZoneInfo("Europe/Warsaw")).hour for each in week} == {10}


@pytest.mark.parametrize(
    ("zone", "utc"), [("Asia/Kathmandu", "04:15"), ("Australia/Adelaide", "23:30"), ("Asia/Kolkata", "04:30")]
)
async def test_zones_of_thirty_and_forty_five_minutes_are_met_exactly(company: Company, zone: str, utc: str) -> None:
    await company.hire("Ana", zone=zone)
    found = of_kind(await live(company, datetime(2026, 12, 4, tzinfo=UTC)), CHECK_IN)
    assert found
    assert {each.due_at.strftime("%H:%M") for each in found} == {utc}


async def test_the_hour_stays_the_hour_when_clocks_change(
    company: Company, database: Database, keys: KeyDirectory
) -> None:
    clock = MovableClock(datetime(2027, 3, 24, 9, 0, tzinfo=UTC), is_frozen=True)
    spring = Company(database=database, keys=keys, clock=clock)
    await spring.hire("Ana")
    found = of_kind(await live(spring, datetime(2027, 4, 1, tzinfo=UTC)), CHECK_IN)
    hours = {each.due_at.date(): each.due_at.hour for each in found}
    assert hours[date(2027, 3, 26)] == 9
    assert hours[date(2027, 3, 30)] == 8  # after Easter Monday, with summer time


async def test_holidays_and_absences_bring_nothing(company: Company) -> None:
    ana = await company.hire("Ana")
    away = {ana.id: [Absence(date(2026, 12, 1), date(2026, 12, 2))]}
    await company.database.write(lambda tx: tx.people.replace_absences(away))
    found = of_kind(await live(company, datetime(2026, 12, 29, tzinfo=UTC)), CHECK_IN)
    days = {each.due_at.date() for each in found}
    assert not days & {date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 25), date(2026, 12, 26)}
    assert date(2026, 12, 3) in days


async def test_an_hour_of_ones_own_is_kept_but_never_in_quiet_hours(company: Company) -> None:
    await company.hire("Ana")
    await company.hire("Ben")
    await company.database.write(lambda tx: set_check_in_hour(tx.people, PersonId("Ana"), 15))
    await company.database.write(lambda tx: set_check_in_hour(tx.people, PersonId("Ben"), 5))
    found = of_kind(await live(company, datetime(2026, 12, 1, tzinfo=UTC)), CHECK_IN)
    hours = {(each.person_id, each.due_at.astimezone(ZoneInfo("Europe/Warsaw")).hour) for each in found}
    assert hours == {("Ana", 15), ("Ben", 8)}


async def test_who_stopped_gets_nothing_planned(company: Company) -> None:
    await company.hire("Ana")
    await company.database.write(lambda tx: stop(tx.people, PersonId("Ana")))
    assert await live(company, datetime(2026, 12, 1, tzinfo=UTC)) == []


async def test_planning_again_and_again_plans_once(company: Company) -> None:
    await company.hire("Ana")
    found = await live(company, datetime(2026, 12, 1, tzinfo=UTC))
    again = await plan_check_ins(company.database, company.planner(), company.clock.now() - timedelta(hours=6))
    assert again == 0
    keys = [(each.person_id, each.kind, each.due_at) for each in found]
    assert len(keys) == len(set(keys))


async def test_a_day_that_is_planned_too_late_is_left_out(company: Company) -> None:
    await company.hire("Ana")
    await live(company, datetime(2026, 11, 27, tzinfo=UTC))
    company.at(datetime(2026, 11, 30, 19, 0, tzinfo=UTC))  # the process was down all Monday
    await plan_check_ins(company.database, company.planner(), company.clock.now())
    assert date(2026, 11, 30) not in {each.due_at.date() for each in await deliveries(company)}


async def test_a_last_call_goes_once_a_week_to_everybody_alike_when_switched_on(
    database: Database, keys: KeyDirectory, clock: MovableClock
) -> None:
    from dataclasses import replace

    company = Company(database=database, keys=keys, clock=clock, rules=replace(RULES, has_last_call=True))
    for name in ("Ana", "Ben"):
        await company.hire(name)
    found = await live(company, datetime(2026, 12, 5, tzinfo=UTC))
    calls = [each for each in of_kind(found, "last_call") if each.args["week"] == "2026-W49"]
    assert {each.person_id for each in calls} == {"Ana", "Ben"}
    assert {each.due_at for each in calls} == {datetime(2026, 12, 4, 15, 0, tzinfo=UTC)}

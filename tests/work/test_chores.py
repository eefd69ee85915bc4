"""Chores that change people: the first admins come from the settings, and later ones from the chat."""

import pytest

from bot.clock.clock import MovableClock
from bot.clock.working_days import WorkingCalendar
from bot.people.model import Defaults, PersonId, Role
from bot.people.roles import add_admin, remove_admin
from bot.work.chores import Chores
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.pulse.company import RULES, Company


@pytest.fixture
async def company(database: Database, keys: KeyDirectory, clock: MovableClock) -> Company:
    return Company(database=database, keys=keys, clock=clock)


async def no_scrub() -> None:
    """Nothing is sealed in these stories."""


def chores(database: Database, keys: KeyDirectory) -> Chores:
    return Chores(
        transactions=database,
        keys=keys,
        calendar=WorkingCalendar(),
        configured=RULES,
        defaults=Defaults(locale="en", time_zone="UTC"),
        platforms=(),
        scrub=no_scrub,
    )


async def role_of(database: Database, name: str) -> Role | None:
    person = await database.read(lambda tx: tx.people.get(PersonId(name)))
    return None if person is None else person.role


async def test_who_stands_in_the_settings_becomes_admin_and_can_still_be_removed_in_the_chat(
    company: Company, keys: KeyDirectory
) -> None:
    database = company.database
    for name in ("Ana", "Ben"):
        await company.hire(name)
    await chores(database, keys).appoint_admins(["ana@marigold.example"])
    assert await role_of(database, "Ana") is Role.ADMIN
    await database.write(lambda tx: add_admin(tx.people, PersonId("Ben")))
    await database.write(lambda tx: remove_admin(tx.people, PersonId("Ana")))
    await chores(database, keys).appoint_admins(["ana@marigold.example"])
    assert await role_of(database, "Ana") is Role.EMPLOYEE

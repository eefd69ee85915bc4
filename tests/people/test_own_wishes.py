"""What people set for themselves, and what admins set for others, in the chat."""

from datetime import date

import pytest

from bot.people.changes import UnknownPersonError
from bot.people.model import PersonId, Role, SetBy, Team, TeamId
from bot.people.pause import PauseError, is_resting, pause_until, start, stop
from bot.people.preferences import (
    PreferenceError,
    set_check_in_hour,
    set_language,
    spoken_locale,
)
from bot.people.roles import LastAdminError, UnknownTeamError, add_admin, admins, appoint_leader, remove_admin
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.people.builders import TODAY, person

ANA, BEN = person("Ana Example"), person("Ben Example")
NORTH = Team(id=TeamId("north"), key="north", name="North")


@pytest.fixture
async def house(database: Database) -> Database:
    def move_in(work: UnitOfWork) -> None:
        work.people.save_people([ANA, BEN])
        work.people.save_teams([NORTH])

    await database.write(move_in)
    return database


async def test_a_pause_ends_with_its_last_day(house: Database) -> None:
    ana = await house.write(lambda work: pause_until(work.people, ANA.id, date(2026, 12, 1), today=TODAY))
    assert is_resting(ana, on=date(2026, 12, 1))
    assert not is_resting(ana, on=date(2026, 12, 2))
    assert await house.read(lambda work: work.people.get(ANA.id)) == ana


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2028, 1, 1)])
async def test_a_pause_ends_within_a_year_and_not_before_today(house: Database, day: date) -> None:
    with pytest.raises(PauseError, match="a pause ends between 2026-11-25"):
        await house.write(lambda work: pause_until(work.people, ANA.id, day, today=TODAY))


async def test_who_stops_is_left_alone_until_they_start_again(house: Database) -> None:
    await house.write(lambda work: pause_until(work.people, ANA.id, date(2026, 12, 1), today=TODAY))
    stopped = await house.write(lambda work: stop(work.people, ANA.id))
    assert is_resting(stopped, on=date(2030, 1, 1))
    assert await house.write(lambda work: start(work.people, ANA.id)) == ANA


async def test_people_choose_language_and_hour(house: Database) -> None:
    def choose(work: UnitOfWork) -> None:
        set_language(work.people, ANA.id, "PL")
        set_check_in_hour(work.people, ANA.id, 14)

    await house.write(choose)
    ana = await house.read(lambda work: work.people.get(ANA.id))
    assert ana is not None
    assert (ana.locale, ana.check_in_hour) == ("pl", 14)
    assert ana.locale_set_by is SetBy.CHAT
    usual = await house.write(lambda work: set_check_in_hour(work.people, ANA.id, None))
    assert usual.check_in_hour is None


async def test_wishes_that_cannot_be_met_are_refused_and_change_nothing(house: Database) -> None:
    with pytest.raises(PreferenceError, match="Voxloop speaks en, id, pl, ru, de, es"):
        await house.write(lambda work: set_language(work.people, ANA.id, "tlh"))
    with pytest.raises(PreferenceError, match="0 to 23"):
        await house.write(lambda work: set_check_in_hour(work.people, ANA.id, 24))
    with pytest.raises(UnknownPersonError):
        await house.write(lambda work: stop(work.people, PersonId("nobody")))
    assert await house.read(lambda work: work.people.get(ANA.id)) == ANA


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("pl", "pl"),
        ("pl_PL", "pl-PL"),
        ("en-us", "en-US"),
        ("de-AT", "de-AT"),
        ("fr", ""),
        ("", ""),
        ("x" * 99, ""),
        ("pl-", ""),
    ],
)
def test_languages_are_taken_as_people_write_them(written: str, tag: str) -> None:
    assert spoken_locale(written) == tag


async def test_admins_are_named_and_removed_but_never_the_last_one(house: Database) -> None:
    await house.write(lambda work: add_admin(work.people, ANA.id))
    with pytest.raises(LastAdminError):
        await house.write(lambda work: remove_admin(work.people, ANA.id))
    await house.write(lambda work: add_admin(work.people, BEN.id))
    assert [each.id for each in await house.read(lambda work: admins(work.people))] == [ANA.id, BEN.id]
    removed = await house.write(lambda work: remove_admin(work.people, ANA.id))
    assert (removed.role, removed.role_set_by) == (Role.EMPLOYEE, SetBy.CHAT)
    assert [each.id for each in await house.read(lambda work: admins(work.people))] == [BEN.id]


async def test_removing_somebody_who_is_no_admin_is_fine(house: Database) -> None:
    await house.write(lambda work: add_admin(work.people, ANA.id))
    assert (await house.write(lambda work: remove_admin(work.people, BEN.id))).role is Role.EMPLOYEE


async def test_a_team_gets_a_leader_and_another_one(house: Database) -> None:
    north = await house.write(lambda work: appoint_leader(work.people, NORTH.id, ANA.id))
    assert (north.leader_id, north.leader_set_by) == (ANA.id, SetBy.CHAT)
    await house.write(lambda work: appoint_leader(work.people, NORTH.id, BEN.id))
    people = await house.read(lambda work: work.people.many([ANA.id, BEN.id]))
    assert people[ANA.id].role is Role.EMPLOYEE
    assert people[BEN.id].role is Role.LEADER


async def test_an_admin_who_leads_a_team_stays_an_admin_and_is_a_leader_afterwards(house: Database) -> None:
    def promote(work: UnitOfWork) -> None:
        add_admin(work.people, ANA.id)
        add_admin(work.people, BEN.id)
        appoint_leader(work.people, NORTH.id, ANA.id)

    await house.write(promote)
    assert len(await house.read(lambda work: admins(work.people))) == 2
    assert (await house.write(lambda work: remove_admin(work.people, ANA.id))).role is Role.LEADER


async def test_only_teams_and_people_that_exist_can_be_put_together(house: Database) -> None:
    with pytest.raises(UnknownTeamError):
        await house.write(lambda work: appoint_leader(work.people, TeamId("none"), ANA.id))
    with pytest.raises(UnknownPersonError):
        await house.write(lambda work: appoint_leader(work.people, NORTH.id, PersonId("nobody")))
    assert (await house.read(lambda work: work.people.teams()))[NORTH.id] == NORTH

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.ids import Platform, WorkspaceRef
from bot.people.model import (
    Absence,
    Person,
    PersonId,
    Role,
    SetBy,
    Team,
    TeamId,
    new_person_id,
    preferred_account,
)
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.people.builders import OFFICE, PAGE, TODAY, account, person, ref

CHAT_FIRST = (Platform("chat"), Platform("page"))

ANA = person(
    "Ana Example",
    email="ana@example.org",
    team_id=TeamId("t1"),
    site="Kraków",
    manager_id=PersonId("ben"),
    role=Role.ADMIN,
    country="PL",
    check_in_hour=9,
    paused_until=date(2026, 12, 24),
    external_key="ana@example.org",
    locale_set_by=SetBy.CHAT,
    time_zone_set_by=SetBy.FILE,
    role_set_by=SetBy.DIRECTORY,
)
BEN = person("Ben Example", time_zone="Asia/Kathmandu", locale="id")
CLEO = person("Cleo Example", is_active=False, joined_on=date(2024, 1, 2))


async def keep(database: Database, *people: Person) -> None:
    await database.write(lambda work: work.people.save_people(people))


async def test_a_person_comes_back_as_they_were_kept(database: Database) -> None:
    await keep(database, ANA, BEN)
    assert await database.read(lambda work: work.people.get(ANA.id)) == ANA
    assert await database.read(lambda work: work.people.many([ANA.id, BEN.id, PersonId("nobody")])) == {
        ANA.id: ANA,
        BEN.id: BEN,
    }
    assert await database.read(lambda work: work.people.get(PersonId("nobody"))) is None


async def test_saving_again_replaces(database: Database) -> None:
    await keep(database, ANA)
    changed = replace(ANA, name="Ana Sample", role=Role.EMPLOYEE, paused_until=None, is_stopped=True)
    await database.write(lambda work: work.people.save_person(changed))
    assert list(await database.read(lambda work: list(work.people.everyone()))) == [changed]


async def test_active_people_come_in_batches_and_are_counted(database: Database) -> None:
    everyone = [replace(BEN, id=new_person_id()) for _ in range(25)]
    await keep(database, CLEO, *everyone)
    batches = await database.read(lambda work: list(work.people.active(batch_size=10)))
    assert [len(batch) for batch in batches] == [10, 10, 5]
    assert {each.id for batch in batches for each in batch} == {each.id for each in everyone}
    assert await database.read(lambda work: work.people.count()) == 25
    assert await database.read(lambda work: work.people.first_joined_on()) == date(2024, 1, 2)
    assert await database.read(lambda work: work.people.time_zones()) == ["Asia/Kathmandu"]


async def test_an_empty_house_has_no_first_day(database: Database) -> None:
    assert await database.read(lambda work: work.people.first_joined_on()) is None
    assert await database.read(lambda work: work.people.count()) == 0


async def test_people_are_found_by_address_in_any_case_unless_they_were_merged(database: Database) -> None:
    shadow = person("Anna Example", email="ana@example.org", is_active=False, merged_into=ANA.id)
    await keep(database, ANA, BEN, shadow)
    assert await database.read(lambda work: work.people.by_email(" ANA@Example.org ")) == ANA
    assert await database.read(lambda work: work.people.by_email("nobody@example.org")) is None
    assert await database.read(lambda work: work.people.by_email("")) is None
    assert shadow not in await database.read(lambda work: list(work.people.everyone()))


async def test_people_are_found_by_their_accounts(database: Database) -> None:
    mine, my_page = account(ANA, "U1"), account(ANA, "ana", PAGE, is_active=False)

    def open_accounts(work: UnitOfWork) -> None:
        work.people.save_people([ANA, BEN])
        work.people.save_accounts([mine, my_page, account(BEN, "U2")])

    await database.write(open_accounts)
    assert await database.read(lambda work: work.people.by_account(ref("U1"))) == ANA
    assert await database.read(lambda work: work.people.by_account(ref("ana", PAGE))) == ANA
    assert await database.read(lambda work: work.people.by_account(ref("U1", PAGE))) is None
    assert set(await database.read(lambda work: work.people.accounts_of(ANA.id))) == {mine, my_page}
    assert await database.read(lambda work: work.people.accounts_of(CLEO.id)) == ()
    assert len(await database.read(lambda work: list(work.people.accounts()))) == 3


async def test_the_roster_names_the_account_to_write_to(database: Database) -> None:
    def open_accounts(work: UnitOfWork) -> None:
        work.people.save_people([ANA, BEN, CLEO, person("Dora Example")])
        work.people.save_accounts([account(ANA, "ana", PAGE), account(ANA, "U9"), account(ANA, "U1", is_active=False)])
        work.people.save_accounts([account(BEN, "ben", PAGE), account(BEN, "U2", is_active=False)])
        work.people.save_accounts([account(CLEO, "U3")])

    await database.write(open_accounts)
    rows = {row.person_id: row for row in await database.read(lambda work: list(work.people.roster_rows(CHAT_FIRST)))}
    assert set(rows) == {"ana", "ben", "dora"}
    assert rows[ANA.id] == (
        *("ana", "t1", "Kraków", "PL", "Europe/Warsaw", "en", 9, TODAY),
        *(date(2026, 12, 24), False, "chat", "W1", "U9"),
    )
    assert rows[BEN.id][-3:] == ("page", "here", "ben")
    assert rows[PersonId("dora")][-3:] == ("", "", "")


async def test_the_roster_names_the_account_on_the_platform_that_somebody_chose(database: Database) -> None:
    """Who chose a platform that is switched off, or that their account is gone from, is written to as usual."""
    dora = replace(person("Dora Example"), asked_on=PAGE.platform)
    people = [replace(ANA, asked_on=PAGE.platform), replace(BEN, asked_on=Platform("elsewhere")), dora]

    def open_accounts(work: UnitOfWork) -> None:
        work.people.save_people(people)
        work.people.save_accounts([account(ANA, "ana", PAGE), account(ANA, "U1"), account(BEN, "U2")])
        work.people.save_accounts([account(BEN, "ben", WorkspaceRef(platform=Platform("elsewhere"), external_id="x"))])
        work.people.save_accounts([account(dora, "dora", PAGE, is_active=False), account(dora, "U4")])

    await database.write(open_accounts)
    rows = await database.read(lambda work: list(work.people.roster_rows(CHAT_FIRST)))
    assert {row.person_id: row.account_id for row in rows} == {"ana": "ana", "ben": "U2", "dora": "U4"}
    for each in people:
        accounts = await database.read(lambda work: work.people.accounts_of_many([each.id for each in people]))
        chosen = preferred_account(accounts[each.id], CHAT_FIRST, each.asked_on)
        assert chosen is not None
        assert chosen.ref.external_id == {row.person_id: row.account_id for row in rows}[each.id]


async def test_the_roster_of_some_time_zones_holds_only_their_people(database: Database) -> None:
    def open_accounts(work: UnitOfWork) -> None:
        work.people.save_people([ANA, BEN, CLEO])
        work.people.save_accounts([account(ANA, "U1"), account(BEN, "U2")])

    await database.write(open_accounts)
    rows = await database.read(lambda work: list(work.people.roster_rows(CHAT_FIRST, zones=["Asia/Kathmandu"])))
    assert [(row.person_id, row.account_id) for row in rows] == [("ben", "U2")]
    assert await database.read(lambda work: list(work.people.roster_rows(CHAT_FIRST, zones=[]))) == []


@settings(deadline=None)
@given(
    picks=st.lists(
        st.tuples(st.sampled_from(["chat", "page", "other"]), st.sampled_from(["1", "2"]), st.booleans()), max_size=6
    )
)
def test_the_account_to_write_to_is_active_and_on_the_first_platform(picks: list[tuple[str, str, bool]]) -> None:
    workspaces = {"chat": OFFICE, "page": PAGE, "other": replace(PAGE, platform=Platform("other"))}
    theirs = [account(ANA, number, workspaces[name], is_active=active) for name, number, active in picks]
    found = preferred_account(theirs, CHAT_FIRST)
    names = [name for name, _, active in picks if active]
    if found is None:
        assert not names
    else:
        assert found.is_active
        assert found.ref.workspace.platform == min(names, key=["chat", "page", "other"].index)
        assert preferred_account(theirs[::-1], CHAT_FIRST) == found


async def test_teams_come_back_as_they_were_kept(database: Database) -> None:
    top = Team(id=TeamId("t1"), key="sales", name="Sales")
    north = Team(
        id=TeamId("t2"), key="sales/north", name="North", parent_id=top.id, leader_id=ANA.id, leader_set_by=SetBy.CHAT
    )
    await database.write(lambda work: work.people.save_teams([top, north]))
    await database.write(lambda work: work.people.save_teams([replace(top, name="Sales and service")]))
    assert await database.read(lambda work: work.people.teams()) == {
        top.id: replace(top, name="Sales and service"),
        north.id: north,
    }


async def test_absences_are_found_by_the_days_that_they_touch(database: Database) -> None:
    autumn, christmas = Absence(date(2026, 10, 1), date(2026, 10, 9)), Absence(date(2026, 12, 21), date(2027, 1, 1))
    one_day = Absence(date(2026, 12, 24), date(2026, 12, 24))

    def keep_absences(work: UnitOfWork) -> None:
        work.people.save_people([ANA, BEN])
        work.people.replace_absences({ANA.id: (christmas, autumn), BEN.id: (one_day,)})

    await database.write(keep_absences)
    december = (date(2026, 12, 1), date(2026, 12, 31))
    assert await database.read(lambda work: work.people.absences_of(None, *december)) == {
        ANA.id: (christmas,),
        BEN.id: (one_day,),
    }
    assert await database.read(lambda work: work.people.absences_of([BEN.id], *december)) == {BEN.id: (one_day,)}
    assert await database.read(lambda work: work.people.absences_of(None, date(2026, 10, 9), date(2026, 12, 21))) == {
        ANA.id: (autumn, christmas)
    }
    assert await database.read(lambda work: work.people.absences_of([], *december)) == {}

    await database.write(lambda work: work.people.replace_absences({ANA.id: (one_day, one_day)}))
    assert await database.read(lambda work: work.people.absences_of(None, date.min, date.max)) == {
        ANA.id: (one_day,),
        BEN.id: (one_day,),
    }


async def test_all_that_hangs_on_one_person_can_move_to_another(database: Database) -> None:
    leave = Absence(date(2026, 12, 24), date(2026, 12, 24))
    report = person("Dora Example", manager_id=BEN.id)

    def set_up(work: UnitOfWork) -> None:
        work.people.save_people([ANA, BEN, report])
        work.people.save_accounts([account(BEN, "U2")])
        work.people.replace_absences({BEN.id: (leave,), ANA.id: (leave,)})
        work.people.reassign(BEN.id, ANA.id)

    await database.write(set_up)
    assert await database.read(lambda work: work.people.by_account(ref("U2"))) == replace(ANA, manager_id=None)
    assert await database.read(lambda work: work.people.get(report.id)) == replace(report, manager_id=ANA.id)
    assert await database.read(lambda work: work.people.absences_of(None, date.min, date.max)) == {ANA.id: (leave,)}

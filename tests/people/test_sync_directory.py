"""Taking over what platforms tell of their accounts."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.ids import WorkspaceRef
from bot.chat.records import DirectoryEntry
from bot.people.merge import elder, merged
from bot.people.model import Person, PersonId, Role, SetBy, Team, TeamId
from bot.people.preferences import set_language
from bot.people.sync_directory import DirectoryReport, sync_directory
from bot.people.team_tree import manager_key
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.people.builders import DEFAULTS, OFFICE, PAGE, TODAY, account, person, ref

ANA = DirectoryEntry(
    account=ref("U1"),
    name="Ana Example",
    first_name="Anka",
    email="Ana@Example.org",
    time_zone="Asia/Jakarta",
    locale="id-ID",
)
BEN = DirectoryEntry(account=ref("U2"), name="Ben Example", email="ben@example.org")


async def told(database: Database, *entries: DirectoryEntry, on: date = TODAY) -> DirectoryReport:
    return await database.write(lambda work: sync_directory(work.people, entries, DEFAULTS, on))


async def owner(database: Database, external_id: str, workspace: WorkspaceRef = OFFICE) -> Person:
    found = await database.read(lambda work: work.people.by_account(ref(external_id, workspace)))
    assert found is not None
    return found


async def everyone(database: Database) -> list[Person]:
    return await database.read(lambda work: sorted(work.people.everyone(), key=lambda each: each.name))


async def test_accounts_become_people_with_what_the_platform_tells(database: Database) -> None:
    assert await told(database, ANA, BEN) == DirectoryReport(added=2)
    ana, ben = await everyone(database)
    assert (ana.first_name, ana.email, ana.time_zone, ana.locale) == (
        "Anka",
        "ana@example.org",
        "Asia/Jakarta",
        "id-ID",
    )
    assert (ben.first_name, ben.time_zone, ben.locale) == ("Ben", DEFAULTS.time_zone, DEFAULTS.locale)
    assert (ana.joined_on, ana.role, ana.is_active) == (TODAY, Role.EMPLOYEE, True)
    assert await owner(database, "U1") == ana


async def test_the_same_directory_again_changes_nothing(database: Database) -> None:
    await told(database, ANA, BEN)
    before = await everyone(database)
    assert await told(database, BEN, ANA, ANA, on=date(2027, 1, 1)) == DirectoryReport()
    assert await everyone(database) == before


async def test_bots_guests_and_accounts_switched_off_never_become_people(database: Database) -> None:
    bot = replace(BEN, account=ref("B1"), is_person=False)
    old = replace(BEN, account=ref("U8"), is_active=False)
    assert await told(database, bot, old) == DirectoryReport(skipped=2)
    assert await everyone(database) == []


async def test_a_person_on_two_platforms_is_one_person(database: Database) -> None:
    await told(database, ANA)
    assert await told(database, replace(ANA, account=ref("P1", PAGE), email="ANA@example.org")) == DirectoryReport(
        changed=1
    )
    assert len(await everyone(database)) == 1
    assert await owner(database, "P1", PAGE) == await owner(database, "U1")


async def test_without_an_address_accounts_stay_apart_until_one_comes(database: Database) -> None:
    later = date(2027, 1, 1)
    await told(database, replace(ANA, email=""), BEN)
    await told(database, replace(ANA, account=ref("P1", PAGE)), on=later)
    early, late = await owner(database, "U1"), await owner(database, "P1", PAGE)
    assert early.id != late.id

    await told(database, ANA, on=later)
    assert await owner(database, "U1") == await owner(database, "P1", PAGE) == replace(early, email="ana@example.org")
    gone = await database.read(lambda work: work.people.get(late.id))
    assert gone is not None
    assert (gone.merged_into, gone.is_active, gone.email) == (early.id, False, "")
    assert len(await everyone(database)) == 2


async def test_the_teams_of_a_leader_follow_them_when_two_records_become_one(database: Database) -> None:
    await told(database, replace(ANA, email=""))
    await told(database, replace(ANA, account=ref("P1", PAGE)), on=date(2027, 1, 1))
    early, late = await owner(database, "U1"), await owner(database, "P1", PAGE)
    team = Team(id=TeamId("t"), key=manager_key(late.id), name="Ana", leader_id=late.id)
    await database.write(lambda work: work.people.save_teams([team]))
    await told(database, ANA)
    assert await database.read(lambda work: work.people.teams()) == {
        team.id: replace(team, key=manager_key(early.id), leader_id=early.id)
    }


async def test_an_account_that_gets_somebody_elses_address_becomes_theirs(database: Database) -> None:
    await told(database, ANA, BEN)
    await told(database, replace(ANA, email="ben@example.org"))
    assert await owner(database, "U1") == await owner(database, "U2")
    (left,) = (each for each in await everyone(database) if not each.is_active)
    assert left.email == "ana@example.org"


async def test_what_people_chose_is_not_taken_over(database: Database) -> None:
    await told(database, ANA)
    ana = await owner(database, "U1")

    def choose(work: UnitOfWork) -> None:
        set_language(work.people, ana.id, "pl")

    await database.write(choose)
    await told(database, replace(ANA, locale="en-US", time_zone="Asia/Tokyo", name="Ana Sample"))
    ana = await owner(database, "U1")
    assert (ana.locale, ana.time_zone, ana.name) == ("pl", "Asia/Tokyo", "Ana Sample")


async def test_what_nobody_understands_is_not_taken_over(database: Database) -> None:
    await told(database, ANA)
    await told(database, replace(ANA, locale="tlh", time_zone="Mars/Phobos"))
    ana = await owner(database, "U1")
    assert (ana.locale, ana.time_zone) == ("id-ID", "Asia/Jakarta")


async def test_whom_the_file_names_is_described_by_the_file(database: Database) -> None:
    listed = person(
        "Ana",
        email="ana@example.org",
        external_key="email:ana@example.org",
        time_zone_set_by=SetBy.FILE,
        is_active=False,
    )
    await database.write(lambda work: work.people.save_person(listed))
    await told(database, ANA)
    ana = await owner(database, "U1")
    assert ana == replace(listed, locale="id-ID", locale_set_by=SetBy.DIRECTORY)


async def test_who_has_no_account_left_becomes_inactive_and_comes_back_with_one(database: Database) -> None:
    second = replace(ANA, account=ref("P1", PAGE))
    await told(database, ANA, second)
    await told(database, replace(ANA, is_active=False))
    assert (await owner(database, "P1", PAGE)).is_active
    await told(database, replace(second, is_person=False))
    assert not (await owner(database, "U1")).is_active
    assert not any(each.is_active for each in await database.read(lambda work: list(work.people.accounts())))
    await told(database, ANA)
    assert (await owner(database, "U1")).is_active


async def test_who_stands_in_the_file_stays_active_without_an_account(database: Database) -> None:
    listed = person("Ana", email="ana@example.org", external_key="email:ana@example.org")

    def arrive(work: UnitOfWork) -> None:
        work.people.save_person(listed)
        work.people.save_accounts([account(listed, "U1")])

    await database.write(arrive)
    await told(database, replace(ANA, is_active=False))
    assert (await owner(database, "U1")).is_active


def test_the_older_record_stays_and_takes_over_what_it_lacks() -> None:
    late = person(
        "Late",
        email="a@example.org",
        joined_on=date(2027, 1, 1),
        check_in_hour=0,
        paused_until=date(2027, 2, 1),
        is_stopped=True,
        locale="pl",
        locale_set_by=SetBy.CHAT,
        role=Role.ADMIN,
        role_set_by=SetBy.CHAT,
        time_zone="Asia/Jakarta",
        manager_id=PersonId("early"),
    )
    early = person("Early", is_active=False, paused_until=date(2026, 1, 1), time_zone_set_by=SetBy.FILE)
    assert elder(late, early) == elder(early, late) == (early, late)
    kept, gone = merged(early, late)
    assert kept == replace(
        early,
        email="a@example.org",
        check_in_hour=0,
        paused_until=date(2027, 2, 1),
        is_stopped=True,
        is_active=True,
        locale="pl",
        locale_set_by=SetBy.CHAT,
        role=Role.ADMIN,
        role_set_by=SetBy.CHAT,
    )
    assert (gone.merged_into, gone.is_active, gone.email) == (early.id, False, "")


def test_of_two_equally_old_records_the_one_in_the_file_stays() -> None:
    listed, other = person("Zoe", external_key="number:1"), person("Ana")
    assert elder(other, listed) == (listed, other)


ENTRIES = st.builds(
    DirectoryEntry,
    account=st.builds(ref, st.sampled_from(["1", "2", "3"]), st.sampled_from([OFFICE, PAGE])),
    name=st.sampled_from(["Ana", "Ben", ""]),
    email=st.sampled_from(["", "ana@example.org", "ben@example.org", "BEN@example.org"]),
    time_zone=st.sampled_from(["", "Asia/Jakarta", "nowhere"]),
    is_person=st.booleans(),
    is_active=st.booleans(),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pages=st.lists(st.lists(ENTRIES, max_size=4), max_size=4), last=st.lists(ENTRIES, max_size=5))
async def test_whatever_was_told_before_telling_it_twice_is_the_same_as_once(
    sqlite_database: Database, pages: list[list[DirectoryEntry]], last: list[DirectoryEntry]
) -> None:
    for page in pages:
        await told(sqlite_database, *page)
    await told(sqlite_database, *last)
    before = await everyone(sqlite_database)
    await told(sqlite_database, *last)
    assert await everyone(sqlite_database) == before
    for each in await sqlite_database.read(lambda work: list(work.people.accounts())):
        holder = await owner(sqlite_database, each.ref.external_id, each.ref.workspace)
        assert holder.merged_into is None
        assert holder.is_active or not each.is_active

"""Importing people files, one after the other, as a company would over the months."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.people.import_people import import_people
from bot.people.match_rows import ImportOptions
from bot.people.model import COMPANY, Absence, Person, Role, SetBy
from bot.people.pause import stop
from bot.people.people_file import read_people_file
from bot.people.preferences import set_check_in_hour, set_language
from bot.people.report import ImportReport
from bot.people.roles import add_admin, appoint_leader, remove_admin
from bot.people.units import unit_path
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.people.builders import DEFAULTS, OFFICE, PAGE, TODAY, account, person, ref

OPTIONS = ImportOptions(defaults=DEFAULTS, today=TODAY)

COMPANY_FILE = """name,email,manager,team,site,role,language,time_zone,absence,chat_id
Ana Example,ana@example.org,,Board,Kraków,,pl,,,U1
Ben Example,ben@example.org,ana@example.org,Sales,Kraków,leader,,,,U2
Cleo Example,cleo@example.org,Ben Example,Sales,Jakarta,,id,Asia/Jakarta,2026-12-21..2026-12-31,U3
Dora Example,dora@example.org,ben@example.org,Sales/Coast,Kraków,,,,,
Emil Example,emil@example.org,ana@example.org,Board,Kraków,admin,,,,
Filo Example,filo@example.org,ana@example.org,Board,,,,,,
"""


async def imported(database: Database, text: str, options: ImportOptions = OPTIONS) -> ImportReport:
    file = read_people_file(text.encode(), [OFFICE])
    return await database.write(lambda work: import_people(work.people, file, options))


async def everyone(database: Database) -> dict[str, Person]:
    """All people by their first names."""
    return {each.first_name: each for each in await database.read(lambda work: list(work.people.everyone()))}


async def picture(database: Database) -> object:
    """All that the people room keeps."""

    def look(work: UnitOfWork) -> object:
        people = {each.id: each for each in work.people.everyone()}
        absences = work.people.absences_of(None, date.min, date.max)
        return people, set(work.people.accounts()), work.people.teams(), absences

    return await database.read(look)


async def change(database: Database, *people: Person) -> None:
    await database.write(lambda work: work.people.save_people(people))


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.left


async def test_a_first_file_fills_an_empty_house(database: Database) -> None:
    report = await imported(database, COMPANY_FILE, replace(OPTIONS, page=PAGE))
    assert report == ImportReport(added=6, is_applied=True)

    people = await everyone(database)
    ana, ben, cleo, dora = (people[name] for name in ("Ana", "Ben", "Cleo", "Dora"))
    assert (cleo.locale, cleo.time_zone, cleo.site, cleo.joined_on) == ("id", "Asia/Jakarta", "Jakarta", TODAY)
    assert (dora.locale, dora.time_zone) == (DEFAULTS.locale, DEFAULTS.time_zone)
    assert (cleo.manager_id, ben.manager_id, ana.manager_id) == (ben.id, ana.id, None)
    assert [people[name].role for name in ("Ana", "Ben", "Cleo", "Dora", "Emil")] == [
        Role.LEADER,
        Role.LEADER,
        Role.EMPLOYEE,
        Role.EMPLOYEE,
        Role.ADMIN,
    ]

    teams = await database.read(lambda work: work.people.teams())
    names = {each.id: each.name for each in teams.values()} | {COMPANY: "company"}
    assert [names[unit] for unit in unit_path(dora, teams)] == ["Coast", "Sales", "company"]
    assert [names[unit] for unit in unit_path(cleo, teams)] == ["Sales", "company"]
    assert [names[unit] for unit in unit_path(ben, teams)] == ["company"]

    assert await database.read(lambda work: work.people.by_account(ref("U3"))) == cleo
    assert await database.read(lambda work: work.people.by_account(ref(dora.id, PAGE))) == dora
    assert await database.read(lambda work: work.people.absences_of(None, date.min, date.max)) == {
        cleo.id: (Absence(date(2026, 12, 21), date(2026, 12, 31)),)
    }


@pytest.mark.parametrize("text", [COMPANY_FILE, COMPANY_FILE.replace("team,", "old_team,")])
async def test_the_same_file_again_changes_nothing(database: Database, text: str) -> None:
    await imported(database, text, replace(OPTIONS, page=PAGE))
    before = await picture(database)
    report = await imported(database, text, replace(OPTIONS, page=PAGE, today=date(2027, 3, 1)))
    assert counts(report) == (0, 0, 6, 0)
    assert await picture(database) == before


async def test_a_new_file_adds_changes_and_lets_go(database: Database) -> None:
    await imported(database, COMPANY_FILE)
    before = await everyone(database)
    text = COMPANY_FILE.replace("Filo Example,filo@", "Gwen Example,gwen@").replace("Jakarta,,id", "Surabaya,,id")
    report = await imported(database, text)
    assert counts(report) == (1, 1, 4, 1)
    people = await everyone(database)
    assert people["Cleo"] == replace(before["Cleo"], site="Surabaya")
    assert people["Filo"] == replace(before["Filo"], is_active=False)
    assert people["Gwen"].is_active

    back = await imported(database, text + "Filo Example,filo@example.org,ana@example.org,Board,,,,,,\n")
    assert counts(back) == (0, 1, 6, 0)
    assert (await everyone(database))["Filo"] == before["Filo"]


async def test_half_a_file_is_refused_unless_somebody_says_that_it_is_right(database: Database) -> None:
    await imported(database, COMPANY_FILE)
    before = await picture(database)
    half = "".join(COMPANY_FILE.splitlines(keepends=True)[:4])
    report = await imported(database, half)
    assert not report.is_applied
    assert [each.reason for each in report.problems] == [
        "3 of 6 people would leave. If that is right, import again with --allow-many-leavers."
    ]
    assert await picture(database) == before

    allowed = await imported(database, half, replace(OPTIONS, allow_many_leavers=True))
    assert (allowed.is_applied, allowed.left) == (True, 3)
    assert await database.read(lambda work: work.people.count()) == 3


async def test_a_part_of_the_file_changes_only_those_whom_it_names(database: Database) -> None:
    await imported(database, COMPANY_FILE)
    before = await everyone(database)
    teams = await database.read(lambda work: work.people.teams())
    lines = COMPANY_FILE.splitlines(keepends=True)
    part = lines[0] + lines[3].replace("Jakarta,,id", "Surabaya,,id") + lines[4]
    report = await imported(database, part, replace(OPTIONS, is_part=True))
    assert (report.is_applied, counts(report), report.problems) == (True, (0, 1, 1, 0), ())
    assert await everyone(database) == before | {"Cleo": replace(before["Cleo"], site="Surabaya")}
    assert await database.read(lambda work: work.people.teams()) == teams


async def test_whose_line_is_bad_does_not_leave(database: Database) -> None:
    await imported(database, COMPANY_FILE)
    before = await everyone(database)
    report = await imported(database, COMPANY_FILE.replace("Sales,Kraków,leader", "Sales,Kraków,chief"))
    assert [(each.line, each.is_kept) for each in report.problems] == [(3, False)]
    assert counts(report) == (0, 0, 5, 0)
    assert await everyone(database) == before


async def test_nobody_leaves_while_a_line_may_be_about_anybody(database: Database) -> None:
    await imported(database, COMPANY_FILE)
    report = await imported(database, COMPANY_FILE.replace("Filo Example,filo@example.org", "Filo Example,"))
    assert report.is_applied
    assert [each.reason for each in report.problems] == [
        "Some lines could not be read, so nobody was taken to have left.",
        "The e-mail is missing, and there is no employee number.",
    ]
    assert report.left == 0


async def test_strict_takes_all_or_nothing(database: Database) -> None:
    strict = replace(OPTIONS, is_strict=True)
    report = await imported(database, COMPANY_FILE + "Gwen,nowhere,,,,,,,,\n", strict)
    assert (report.is_applied, report.added, len(report.problems)) == (False, 6, 1)
    assert await everyone(database) == {}
    assert (await imported(database, COMPANY_FILE, strict)).is_applied


async def test_a_circle_of_managers_is_refused_and_shown(database: Database) -> None:
    text = COMPANY_FILE.replace("ana@example.org,,Board", "ana@example.org,cleo@example.org,Board")
    report = await imported(database, text)
    assert not report.is_applied
    circle = "Ana Example → Cleo Example → Ben Example → Ana Example"
    assert [(each.line, each.reason) for each in report.problems] == [
        (2, f"These people manage each other in a circle: {circle}. Nothing was imported.")
    ]
    assert await everyone(database) == {}


async def test_a_manager_who_cannot_be_found_is_named(database: Database) -> None:
    text = (
        "name,email,manager\nAna Example,ana@example.org,Ana Example\nAna Example,ana2@example.org,nobody@example.org\n"
        "Ben Example,ben@example.org,Ana Example\nCleo Example,cleo@example.org,ANA2@example.org\n"
    )
    report = await imported(database, text)
    assert [(each.line, each.reason) for each in report.problems] == [
        (2, "Several people are called “Ana Example”; write the manager's e-mail. No manager was taken."),
        (3, "The manager “nobody@example.org” is not in the file. No manager was taken."),
        (4, "Several people are called “Ana Example”; write the manager's e-mail. No manager was taken."),
    ]
    people = {each.email: each for each in (await everyone(database)).values()}
    assert people["cleo@example.org"].manager_id is not None


async def test_without_a_team_column_each_managers_people_are_a_team(database: Database) -> None:
    text = "name,email,manager\nAna,ana@x.org,\nBen,ben@x.org,ana@x.org\n"
    text += "Cleo,cleo@x.org,ben@x.org\nDora,dora@x.org,ben@x.org\n"
    await imported(database, text)
    people = await everyone(database)
    teams = await database.read(lambda work: work.people.teams())
    names = {each.id: each.name for each in teams.values()} | {COMPANY: "company"}
    assert [names[unit] for unit in unit_path(people["Cleo"], teams)] == ["Ben", "Ana", "company"]
    assert [names[unit] for unit in unit_path(people["Ben"], teams)] == ["Ana", "company"]
    assert [names[unit] for unit in unit_path(people["Ana"], teams)] == ["company"]
    assert [people[name].role.value for name in ("Ana", "Ben", "Cleo")] == ["leader", "leader", "employee"]

    await imported(
        database, text.replace("ben@x.org\nDora,dora@x.org,ben@x.org", "ana@x.org\nDora,dora@x.org,ana@x.org")
    )
    people = await everyone(database)
    assert people["Ben"].role is Role.EMPLOYEE
    assert people["Cleo"].team_id == people["Ben"].team_id


async def test_what_people_chose_and_admins_said_stays(database: Database) -> None:
    await imported(database, COMPANY_FILE)
    people = await everyone(database)
    teams = await database.read(lambda work: work.people.teams())
    (sales,) = (team for team in teams.values() if team.name == "Sales")

    def choose(work: UnitOfWork) -> None:
        set_language(work.people, people["Cleo"].id, "en")
        set_check_in_hour(work.people, people["Cleo"].id, 15)
        stop(work.people, people["Dora"].id)
        add_admin(work.people, people["Ana"].id)
        remove_admin(work.people, people["Emil"].id)
        appoint_leader(work.people, sales.id, people["Cleo"].id)

    await database.write(choose)
    before = await picture(database)
    assert counts(await imported(database, COMPANY_FILE)) == (0, 0, 6, 0)
    assert await picture(database) == before
    people = await everyone(database)
    assert (people["Cleo"].locale, people["Cleo"].check_in_hour, people["Cleo"].role) == ("en", 15, Role.LEADER)
    assert people["Dora"].is_stopped
    assert people["Ana"].role is Role.ADMIN
    assert people["Emil"].role is Role.EMPLOYEE
    assert people["Ben"].role is Role.LEADER, "the file says so"
    assert (await database.read(lambda work: work.people.teams()))[sales.id].leader_id == people["Cleo"].id


async def test_columns_that_are_not_there_change_nothing(database: Database) -> None:
    await imported(database, COMPANY_FILE)
    before = await picture(database)
    lines = (",".join(line.split(",")[:2]) for line in COMPANY_FILE.splitlines())
    assert counts(await imported(database, "\n".join(lines))) == (0, 0, 6, 0)
    assert await picture(database) == before


async def test_who_was_known_from_the_chat_alone_is_found_by_address_or_account(database: Database) -> None:
    early = date(2026, 1, 1)
    by_address = person("Cleo", email="cleo@example.org", joined_on=early, time_zone_set_by=SetBy.DIRECTORY)
    by_account = person("Ben", joined_on=early)
    outsider = person("Zoe", email="zoe@example.org", joined_on=early)

    def arrive(work: UnitOfWork) -> None:
        work.people.save_people([by_address, by_account, outsider])
        work.people.save_accounts([account(by_account, "U2"), account(by_address, "U3", is_active=False)])

    await database.write(arrive)
    assert counts(await imported(database, COMPANY_FILE)) == (4, 2, 0, 0)
    people = await everyone(database)
    assert (people["Cleo"].id, people["Cleo"].joined_on) == (by_address.id, early)
    assert (people["Ben"].id, people["Ben"].email) == (by_account.id, "ben@example.org")
    assert people["Zoe"].is_active
    assert await database.read(lambda work: work.people.accounts_of(by_address.id)) == (
        account(by_address, "U3", is_active=False),
    )


async def test_two_records_of_one_person_become_one(database: Database) -> None:
    await imported(database, COMPANY_FILE.replace(",U3", ","))
    chat_only = person("Klio", joined_on=date(2027, 1, 1), is_stopped=True)
    report_of_hers = person("Zoe", manager_id=chat_only.id)

    def arrive(work: UnitOfWork) -> None:
        work.people.save_people([chat_only, report_of_hers])
        work.people.save_accounts([account(chat_only, "U3")])

    await database.write(arrive)
    assert counts(await imported(database, COMPANY_FILE)) == (0, 1, 5, 0)
    people = await everyone(database)
    assert "Klio" not in people
    assert people["Cleo"].is_stopped
    assert people["Zoe"].manager_id == people["Cleo"].id
    assert await database.read(lambda work: work.people.by_account(ref("U3"))) == people["Cleo"]
    gone = await database.read(lambda work: work.people.get(chat_only.id))
    assert gone is not None
    assert (gone.merged_into, gone.is_active) == (people["Cleo"].id, False)


async def test_a_person_stays_the_same_when_employee_numbers_come_in_or_addresses_change(database: Database) -> None:
    await imported(database, "name,email\nAna,ana@example.org\nBen,ben@example.org\n")
    before = await everyone(database)
    numbered = "name,email,employee_number\nAna,ana@example.org,1\nBen,ben@example.org,2\n"
    assert counts(await imported(database, numbered)) == (0, 2, 0, 0)
    assert counts(await imported(database, numbered.replace("ana@", "ana.married@"))) == (0, 1, 1, 0)
    after = await everyone(database)
    assert {name: each.id for name, each in before.items()} == {name: each.id for name, each in after.items()}
    assert after["Ana"].email == "ana.married@example.org"


async def test_an_address_that_passes_to_somebody_else_does_not_mix_them_up(database: Database) -> None:
    text = "name,email,employee_number\nAna,office@example.org,1\nBen,ben@example.org,2\n"
    await imported(database, text)
    before = await everyone(database)
    swapped = "name,email,employee_number\nAna,ben@example.org,1\nBen,office@example.org,2\n"
    assert counts(await imported(database, swapped)) == (0, 2, 0, 0)
    after = await everyone(database)
    assert after["Ana"] == replace(before["Ana"], email="ben@example.org")
    assert after["Ben"] == replace(before["Ben"], email="office@example.org")


async def test_an_unreadable_file_changes_nothing(database: Database) -> None:
    report = await imported(database, "")
    assert (report.is_applied, len(report.problems)) == (False, 1)


async def test_an_import_that_fails_halfway_leaves_nothing(database: Database) -> None:
    file = read_people_file(COMPANY_FILE.encode(), [OFFICE])

    def fail_at_the_end(work: UnitOfWork) -> None:
        import_people(work.people, file, OPTIONS)
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError, match="power"):
        await database.write(fail_at_the_end)
    assert await everyone(database) == {}


NAMES = ("ana", "ben", "cleo", "dora")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["", *NAMES]),
        st.sampled_from(["", "A", "a/b", "c"]),
        st.sampled_from(["", "admin", "leader", "chief"]),
        st.sampled_from(["", "U1", "U2"]),
        st.sampled_from(["", "7"]),
    ),
    max_size=6,
)


def as_file(rows: list[tuple[str, ...]]) -> str:
    header = "name,email,manager,team,role,chat_id,employee_number\n"
    return header + "".join(f"{name},{name}@x.org," + ",".join(rest) + "\n" for name, *rest in rows)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=ROWS, second=ROWS)
async def test_whatever_was_imported_before_the_same_file_twice_is_the_same_as_once(
    sqlite_database: Database, first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    options = replace(OPTIONS, allow_many_leavers=True)
    await imported(sqlite_database, as_file(first), options)
    once = await imported(sqlite_database, as_file(second), options)
    before = await picture(sqlite_database)
    twice = await imported(sqlite_database, as_file(second), options)
    assert twice.is_applied == once.is_applied
    if once.is_applied:
        assert (twice.added, twice.changed, twice.left) == (0, 0, 0)
    assert await picture(sqlite_database) == before


async def test_ten_thousand_people_are_imported_with_news_on_the_way(sqlite_database: Database) -> None:
    managers = ["", *(f"p{n // 8}@example.org" for n in range(1, 10_000))]
    people = (
        f"Person {n},p{n}@example.org,{manager},Site {n % 9},U{n},2026-12-24..2026-12-31\n"
        for n, manager in enumerate(managers)
    )
    text = "name,email,manager,site,chat_id,absence\n" + "".join(people)
    news: list[tuple[int, int]] = []
    file = read_people_file(text.encode(), [OFFICE])
    report = await sqlite_database.write(
        lambda work: import_people(work.people, file, OPTIONS, lambda done, total: news.append((done, total)))
    )
    assert counts(report) == (10_000, 0, 0, 0)
    assert news[-1] == (10_000, 10_000)
    assert [done for done, _ in news] == sorted(done for done, _ in news)

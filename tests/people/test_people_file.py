import codecs
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.ids import Platform, WorkspaceRef
from bot.chat.words import words_for
from bot.people.model import Absence, Role
from bot.people.people_file import PeopleFile, PersonRow, read_people_file
from tests.people.builders import OFFICE, ref

HEADER = "name,email\n"


def read(text: str) -> PeopleFile:
    return read_people_file(text.encode(), [OFFICE])


def only(text: str) -> PersonRow:
    file = read(text)
    assert file.problems == ()
    (row,) = file.rows
    return row


def told(file: PeopleFile) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in file.problems]


def test_a_line_tells_all_of_a_person() -> None:
    row = only(
        "Name,First name,E-mail,Employee number,Manager,Team,Site,Role,Language,Country,Time zone,Absence,chat_id\n"
        "Ana Example,Anka, Ana@Example.org ,0071,ben@example.org,Sales / North,Kraków,Leader,pl_PL,pl,"
        "europe/warsaw,2026-12-01..2026-12-14; 2027-01-04,U1\n"
    )
    assert row == PersonRow(
        line=2,
        name="Ana Example",
        first_name="Anka",
        email="ana@example.org",
        employee_number="0071",
        manager="ben@example.org",
        team=("Sales", "North"),
        site="Kraków",
        role=Role.LEADER,
        locale="pl-PL",
        country="PL",
        time_zone="Europe/Warsaw",
        absences=(Absence(date(2026, 12, 1), date(2026, 12, 14)), Absence(date(2027, 1, 4), date(2027, 1, 4))),
        accounts=(ref("U1"),),
    )
    assert row.key == "number:0071"


def test_a_name_and_an_address_are_enough() -> None:
    row = only(HEADER + "Ana Example,ana@example.org\n")
    assert (row.first_name, row.key, row.role, row.team, row.accounts) == ("Ana", "email:ana@example.org", None, (), ())


@pytest.mark.parametrize(("name", "first"), [("Example, Ana Maria", "Ana"), ("Ana", "Ana"), ("Example,", "Example")])
def test_the_first_name_is_found_in_the_name(name: str, first: str) -> None:
    assert only(f'{HEADER}"{name}",ana@example.org\n').first_name == first


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_files_are_read_as_spreadsheets_save_them(separator: str, mark: bytes, encoding: str, line_end: str) -> None:
    lines = ["name,email,site", "Żaneta Example,zaneta@example.org,Łódź", "", ",,", "Ben Example,ben@example.org,"]
    text = line_end.join(lines).replace(",", separator)
    file = read_people_file(mark + text.encode(encoding))
    assert [(row.line, row.name, row.site) for row in file.rows] == [
        (2, "Żaneta Example", "Łódź"),
        (5, "Ben Example", ""),
    ]
    assert file.problems == ()


def test_a_file_in_another_encoding_is_refused_with_the_line_and_what_to_do() -> None:
    file = read_people_file((HEADER + "Ana,ana@example.org\nŻaneta,z@example.org\n").encode("cp1250"))
    assert not file.is_readable
    assert told(file) == [(3, "The file is not in UTF-8. Save it again as “CSV UTF-8” (in Excel: File, Save as).")]


@pytest.mark.parametrize(
    "document", [b"", b"\n\n", b"PK\x03\x04\x00\x00", "name,email\n".encode("utf-16-le"), b'"name']
)
def test_what_is_no_table_is_refused(document: bytes) -> None:
    file = read_people_file(document)
    assert not file.is_readable
    assert len(file.problems) == 1


def test_the_columns_that_are_needed_are_named() -> None:
    assert told(read("email,team\na@example.org,Sales\n")) == [
        (1, "The file needs the column name, and email or employee_number.")
    ]
    assert told(read("name,email,E-Mail\n")) == [(1, "The column “email” is there twice.")]


def test_unknown_columns_are_named_and_passed_over() -> None:
    file = read("name,email,shoe size,badge_id\nAna,ana@example.org,38,7\n")
    assert told(file) == [
        (1, "Nobody knows the column “shoe_size”, so it was passed over."),
        (1, "Nobody knows the column “badge_id”, so it was passed over."),
    ]
    assert len(file.rows) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",ana@example.org,,,,", "The name is missing."),
        ("Ana,,,,,", "The e-mail is missing, and there is no employee number."),
        ("Ana,ana.example.org,,,,", "“ana.example.org” is not an e-mail address."),
        ("Ana,a@example.org,boss,,,", "“boss” is not a role; write employee, leader or admin."),
        (
            "Ana,a@example.org,,Warsaw time,,",
            "“Warsaw time” is not a time zone; write an IANA name such as Europe/Warsaw.",
        ),
        (
            "Ana,a@example.org,,,2026-12-14..2026-12-01,",
            "“2026-12-14..2026-12-01” is not a time away; write it like 2026-12-01..2026-12-14.",
        ),
        ("Ana,a@example.org,,,next week,", "“next week” is not a time away; write it like 2026-12-01..2026-12-14."),
        ("Ana,a@example.org,,,,,,,8", "This line has 9 cells, but there are only 6 columns."),
        ('Ana,"a@example.org"x,,,,', "This line cannot be read: a quotation mark is missing, or one too many."),
        (f"Ana,a@example.org,{'x' * 2001},,,", "A cell of this line is longer than 2000 characters."),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_others_are_kept(line: str, reason: str) -> None:
    header = "name,email,role,time_zone,absence,site\n"
    file = read(f"{header}Ben,ben@example.org,,,,\n{line}\nCleo,cleo@example.org,,,,\n")
    assert told(file) == [(3, reason)]
    assert [row.name for row in file.rows] == ["Ben", "Cleo"]
    assert not file.problems[0].is_kept


def test_all_that_is_wrong_in_a_line_is_said_at_once() -> None:
    file = read("name,email,role\n,here,chief\n")
    assert [reason for _, reason in told(file)] == [
        "“here” is not an e-mail address.",
        "“chief” is not a role; write employee, leader or admin.",
        "The name is missing.",
    ]


def test_a_language_or_country_that_nobody_knows_is_left_out_of_the_line() -> None:
    file = read("name,email,language,country\nAna,ana@example.org,tlh,Atlantis\nBen,ben@example.org,DE,Poland\n")
    assert told(file) == [
        (2, "Voxloop does not speak “tlh” (only en, id, pl, ru, de, es); the usual language was taken."),
        (2, "“Atlantis” is not a country; write two letters such as PL."),
    ]
    assert all(each.is_kept for each in file.problems)
    assert [(row.locale, row.country) for row in file.rows] == [("", ""), ("de", "PL")]


def test_lines_about_the_same_person_are_named() -> None:
    file = read(
        "name,email,employee_number,chat_id\n"
        "Ana,ana@example.org,1,U1\n"
        "Anna,ANA@example.org,2,\n"
        "Ben,ben@example.org,1,\n"
        "Cleo,cleo@example.org,3,U1\n"
        "Dora,,4,\n"
    )
    same = "This is the same person as in line 2; only that line was taken."
    assert told(file) == [(3, same), (4, same), (5, same)]
    assert [row.name for row in file.rows] == ["Ana", "Dora"]
    assert {"number:2", "number:3"} <= file.rejected_keys


def test_who_a_bad_line_was_about_is_remembered_as_far_as_it_can_be_told() -> None:
    told_by_address = read("name,email,role\nAna,ana@example.org,chief\n")
    assert told_by_address.rejected_keys == {"email:ana@example.org"}
    assert told_by_address.is_complete
    assert not read(HEADER + "Ana,\n").is_complete
    assert not read(HEADER + 'Ana,"ana@example.org\nBen,ben@example.org\n').is_complete


def test_a_missing_quotation_mark_is_reported_where_it_is_missing() -> None:
    file = read(HEADER + 'Ben,ben@example.org\nAna,"ana@example.org\nCleo,cleo@example.org\n')
    assert told(file) == [(3, "This line cannot be read: a quotation mark is missing, or one too many.")]


def test_a_cell_may_hold_a_line_break() -> None:
    file = read(HEADER + '"Ana\nExample",ana@example.org\nBen,ben@example.org,x\n')
    assert [row.name for row in file.rows] == ["Ana Example"]
    assert [each.line for each in file.problems] == [4]


def test_accounts_are_named_by_workspace_where_there_are_several() -> None:
    other = WorkspaceRef(platform=Platform("chat"), external_id="W2")
    two = read_people_file(b"name,email,chat_id\nAna,ana@example.org,U1\n", [OFFICE, other])
    assert [each.line for each in two.problems] == [1]
    exact = read_people_file(b"name,email,chat:W2\nAna,ana@example.org,U1\n", [OFFICE, other])
    assert exact.rows[0].accounts == (ref("U1", other),)


def test_problems_are_said_in_the_language_of_the_reader() -> None:
    problem = read("name,email,role\nAna,ana@example.org,chief\n").problems[0]
    assert problem.said(words_for("en")) == problem.reason


CELLS = st.one_of(
    st.sampled_from(
        ["", "Ana", "ana@example.org", "Sales/North", "2026-12-01..2026-12-14", '"', "pl", "admin", "\0", "7"]
    ),
    st.text(max_size=12),
)
LINES = st.lists(st.lists(CELLS, max_size=8).map(",".join), max_size=8)


@settings(deadline=None)
@given(document=st.binary(max_size=400))
@example(document=b'name,email\n"a"b,c\n"')
@example(document=codecs.BOM_UTF16_LE + b"\x00\xd8")
def test_any_bytes_give_a_report(document: bytes) -> None:
    file = read_people_file(document)
    assert file.is_readable or (file.problems and not file.rows)


@settings(deadline=None)
@given(lines=LINES)
def test_any_lines_give_people_who_can_be_kept_and_named_problems(lines: list[str]) -> None:
    header = "name,email,employee_number,team,site,role,language,absence"
    file = read("\n".join([header, *lines]))
    assert file.is_readable == ("\0" not in "".join(lines))
    assert len({row.key for row in file.rows}) == len(file.rows)
    for row in file.rows:
        assert row.name
        assert row.key
        assert (row.name + row.site + "".join(row.team)).isprintable()
    for problem in file.problems:
        assert problem.reason
        assert problem.line >= 1

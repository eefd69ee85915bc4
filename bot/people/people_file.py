"""The people file: what its columns mean, and what is wrong with its lines. Pure; see `docs/import.md`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from babel import Locale

from bot.chat.ids import AccountRef, Platform, WorkspaceRef
from bot.chat.words import LANGUAGES, phrase
from bot.clock.zones import UnknownZoneError, zone_name
from bot.people.csv_table import Table, TableRow, UnreadableFileError, decode, read_table
from bot.people.model import Absence, Role
from bot.people.names import first_name_of
from bot.people.preferences import spoken_locale
from bot.people.report import LineProblem
from bot.people.units import path_parts

T = TypeVar("T")

MAX_NAME_CHARACTERS = 200

COLUMNS = (
    "name",
    "first_name",
    "email",
    "employee_number",
    "manager",
    "team",
    "site",
    "role",
    "language",
    "country",
    "time_zone",
    "absence",
)

ALIASES = MappingProxyType(
    {
        "e_mail": "email",
        "mail": "email",
        "employee_id": "employee_number",
        "locale": "language",
        "timezone": "time_zone",
        "absences": "absence",
    }
)

BY_NUMBER = "number:"
BY_EMAIL = "email:"

ID_COLUMN = "_id"


class BadCellError(ValueError):
    """A cell that cannot be taken; `template` and `values` say why."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as one line of the file tells of them; what it leaves blank is empty."""

    line: int
    name: str
    first_name: str
    email: str
    employee_number: str
    manager: str
    team: tuple[str, ...]
    site: str
    role: Role | None
    locale: str
    country: str
    time_zone: str
    absences: tuple[Absence, ...]
    accounts: tuple[AccountRef, ...]

    @property
    def key(self) -> str:
        return key_of(self.email, self.employee_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """A people file as it was read.

    `rejected_keys` are the people whose lines were bad; `is_complete` is false when a line was so bad that nobody can
    tell whom it was about.
    """

    columns: frozenset[str] = frozenset()
    rows: tuple[PersonRow, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    rejected_keys: frozenset[str] = frozenset()
    is_complete: bool = True
    is_readable: bool = True


def key_of(email: str, employee_number: str) -> str:
    """Who somebody is in the file: by employee number, else by e-mail; empty when neither is told."""
    if employee_number:
        return BY_NUMBER + employee_number.casefold()
    return BY_EMAIL + email if email else ""


def number_in(key: str) -> str:
    """The employee number in a key, in small letters; empty where the key has none."""
    return key.removeprefix(BY_NUMBER) if key.startswith(BY_NUMBER) else ""


def read_people_file(document: bytes, workspaces: Collection[WorkspaceRef] = ()) -> PeopleFile:
    """Reads a people file, whatever it holds; what is wrong stands in its `problems`.

    A column `<platform>_id` means the one workspace of that platform among `workspaces`; `<platform>:<workspace>`
    names one itself.
    """
    try:
        table = read_table(decode(document), ALIASES)
    except UnreadableFileError as error:
        return PeopleFile(problems=(error.problem,), is_complete=False, is_readable=False)
    if "name" not in table.columns or not {"email", "employee_number"} & set(table.columns):
        sentence = phrase("The file needs the column name, and email or employee_number.")
        return PeopleFile(problems=(LineProblem(line=1, template=sentence),), is_complete=False, is_readable=False)
    accounts, notes = _account_columns(table.columns, workspaces)
    return _without_twins(_read_lines(table, accounts, notes))


def _account_columns(
    columns: Sequence[str], workspaces: Collection[WorkspaceRef]
) -> tuple[dict[str, WorkspaceRef], list[LineProblem]]:
    """The columns that hold account ids, and a note for each column that nobody knows."""
    accounts: dict[str, WorkspaceRef] = {}
    notes: list[LineProblem] = []
    for column in columns:
        if column in COLUMNS or not column:
            continue
        workspace = _workspace_of(column, workspaces)
        if workspace is not None:
            accounts[column] = workspace
        else:
            sentence = phrase("Nobody knows the column “{name}”, so it was passed over.")
            notes.append(LineProblem(line=1, template=sentence, values={"name": column[:40]}, is_kept=True))
    return accounts, notes


def _workspace_of(column: str, workspaces: Collection[WorkspaceRef]) -> WorkspaceRef | None:
    platform, _, workspace = column.partition(":")
    if workspace:
        return WorkspaceRef(platform=Platform(platform), external_id=workspace)
    here = [each for each in workspaces if column == f"{each.platform}{ID_COLUMN}"]
    return here[0] if len(here) == 1 else None


def _read_lines(table: Table, accounts: Mapping[str, WorkspaceRef], notes: Sequence[LineProblem]) -> PeopleFile:
    rows: list[PersonRow] = []
    problems = list(notes)
    rejected: set[str] = set()
    is_complete = True
    for each in table.rows:
        if isinstance(each, LineProblem):
            problems.append(each)
            is_complete = False
            continue
        line = _Line(each)
        row = line.person(accounts)
        problems += line.problems
        if row is not None:
            rows.append(row)
        else:
            rejected |= line.keys
            is_complete = is_complete and bool(line.keys)
    return PeopleFile(
        columns=frozenset(table.columns),
        rows=tuple(rows),
        problems=tuple(problems),
        rejected_keys=frozenset(rejected),
        is_complete=is_complete,
    )


def _without_twins(file: PeopleFile) -> PeopleFile:
    """The file with each person once: of lines that share an e-mail, a number or an account the first is taken."""
    first_line: dict[object, int] = {}
    rows: list[PersonRow] = []
    problems: list[LineProblem] = []
    rejected = set(file.rejected_keys)
    for row in file.rows:
        marks = {row.key, key_of(row.email, "") or row.key, *row.accounts}
        earlier = min((first_line[mark] for mark in marks if mark in first_line), default=None)
        if earlier is None:
            rows.append(row)
            first_line |= dict.fromkeys(marks, row.line)
        else:
            sentence = phrase("This is the same person as in line {line}; only that line was taken.")
            problems.append(LineProblem(line=row.line, template=sentence, values={"line": earlier}))
            rejected.add(row.key)
    everything = sorted((*file.problems, *problems), key=lambda each: each.line)
    return replace(file, rows=tuple(rows), problems=tuple(everything), rejected_keys=frozenset(rejected))


class _Line:
    """Takes the cells of one line and gathers what is wrong with them."""

    def __init__(self, row: TableRow) -> None:
        self._row = row
        self.problems: list[LineProblem] = []

    @property
    def keys(self) -> frozenset[str]:
        """Whom the line is about, as far as that can be told."""
        email, number = self._cell("email").casefold(), self._cell("employee_number")
        return frozenset(key for key in (key_of("", number), key_of(email, "")) if key)

    def person(self, accounts: Mapping[str, WorkspaceRef]) -> PersonRow | None:
        """The person of this line, unless something is wrong that cannot be left out."""
        row = PersonRow(
            line=self._row.line,
            name=self._cell("name")[:MAX_NAME_CHARACTERS],
            first_name=self._cell("first_name") or first_name_of(self._cell("name")),
            email=self._take("email", _email),
            employee_number=self._cell("employee_number"),
            manager=self._cell("manager"),
            team=path_parts(self._cell("team")),
            site=self._cell("site"),
            role=self._take("role", _role),
            locale=self._take("language", _locale, is_kept=True),
            country=self._take("country", _country, is_kept=True),
            time_zone=self._take("time_zone", _zone),
            absences=self._take("absence", _absences),
            accounts=self._accounts(accounts),
        )
        if not row.name:
            self._complain(phrase("The name is missing."))
        if not self.keys:
            self._complain(phrase("The e-mail is missing, and there is no employee number."))
        return row if all(each.is_kept for each in self.problems) else None

    def _cell(self, column: str) -> str:
        return self._row.cells.get(column, "")

    def _take(self, column: str, read: Callable[[str], T], *, is_kept: bool = False) -> T:
        try:
            return read(self._cell(column))
        except BadCellError as error:
            self._complain(error.template, is_kept=is_kept, **error.values)
            return read("")

    def _complain(self, template: str, *, is_kept: bool = False, **values: object) -> None:
        self.problems.append(LineProblem(line=self._row.line, template=template, values=values, is_kept=is_kept))

    def _accounts(self, columns: Mapping[str, WorkspaceRef]) -> tuple[AccountRef, ...]:
        cells = ((workspace, self._cell(column)) for column, workspace in columns.items())
        return tuple(AccountRef(workspace=workspace, external_id=cell) for workspace, cell in cells if cell)


def _email(cell: str) -> str:
    name, at, host = cell.partition("@")
    if cell and not (name and at and host and "@" not in host and " " not in cell):
        raise BadCellError(phrase("“{value}” is not an e-mail address."), value=cell[:80])
    return cell.casefold()


def _role(cell: str) -> Role | None:
    if not cell:
        return None
    try:
        return Role(cell.casefold())
    except ValueError as error:
        sentence = phrase("“{value}” is not a role; write employee, leader or admin.")
        raise BadCellError(sentence, value=cell[:40]) from error


def _locale(cell: str) -> str:
    locale = spoken_locale(cell)
    if cell and not locale:
        sentence = phrase("Voxloop does not speak “{value}” (only {languages}); the usual language was taken.")
        raise BadCellError(sentence, value=cell[:40], languages=", ".join(LANGUAGES))
    return locale


def _country(cell: str) -> str:
    if not cell:
        return ""
    code = cell.upper() if cell.upper() in _countries().values() else _countries().get(cell.casefold())
    if code is None:
        sentence = phrase("“{value}” is not a country; write two letters such as PL.")
        raise BadCellError(sentence, value=cell[:40])
    return code


@cache
def _countries() -> dict[str, str]:
    """Country codes by their English names in small letters."""
    territories = Locale("en").territories
    return {name.casefold(): code for code, name in territories.items() if len(code) == len("PL") and code.isalpha()}


def _zone(cell: str) -> str:
    try:
        return zone_name(cell) if cell else ""
    except UnknownZoneError as error:
        sentence = phrase("“{value}” is not a time zone; write an IANA name such as Europe/Warsaw.")
        raise BadCellError(sentence, value=cell[:40]) from error


def _absences(cell: str) -> tuple[Absence, ...]:
    return tuple(_absence(part.strip()) for part in cell.split(";") if part.strip())


def _absence(written: str) -> Absence:
    first, _, last = written.partition("..")
    try:
        return Absence(date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip()))
    except ValueError as error:
        sentence = phrase("“{value}” is not a time away; write it like 2026-12-01..2026-12-14.")
        raise BadCellError(sentence, value=written[:40]) from error

"""Finding out whom each line of the people file is about, and what it says of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.ids import AccountRef, WorkspaceRef
from bot.people.model import Defaults, Person, PersonId, SetBy, new_person_id
from bot.people.people_file import PeopleFile, PersonRow
from bot.people.register import Register

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""

ROWS_BETWEEN_NEWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to import. `page` is the workspace of Voxloop's own page: everybody in the file gets an account there.

    `is_strict` changes nothing at all when anything is wrong in the file; `allow_many_leavers` lets a file through
    that more than a third of the people are missing from. `is_part` says that the file tells of some people only:
    nobody leaves for being missing from it, and a team keeps its leader where the file shows no other.
    """

    defaults: Defaults
    today: date
    page: WorkspaceRef | None = None
    is_strict: bool = False
    allow_many_leavers: bool = False
    is_part: bool = False


def match_rows(
    register: Register, file: PeopleFile, options: ImportOptions, progress: Progress
) -> dict[PersonId, PersonRow]:
    """Puts all that the lines say of people themselves into the register; gives each person's line.

    Managers, teams, roles and absences are not looked at: they need all people first.
    """
    finder = _Finder(register, file)
    matched: dict[PersonId, PersonRow] = {}
    for done, row in enumerate(file.rows, start=1):
        person = finder.find(row) or _newcomer(row, options)
        person = register.put(_described(person, row, file.columns, options.defaults))
        _link(register, person, row, options.page)
        matched[person.id] = row
        if done % ROWS_BETWEEN_NEWS == 0:
            progress(done, len(file.rows))
    return matched


class _Finder:
    """Finds the person of a line: by what they were known by in the last file, by address, by account."""

    def __init__(self, register: Register, file: PeopleFile) -> None:
        self._register = register
        self._by_key = {person.external_key: person.id for person in register.people if person.external_key}
        self._keys_in_file = {row.key for row in file.rows} | file.rejected_keys

    def find(self, row: PersonRow) -> Person | None:
        """The person, made one with those who were known by the line's address or accounts alone."""
        found: Person | None = None
        for other in self._candidates(row):
            if found is None or found.id == other.id:
                found = other
            elif not (found.external_key and other.external_key):
                found = self._register.unite(found, other)
        return found

    def _candidates(self, row: PersonRow) -> Iterator[Person]:
        """All whom the line may be about; never somebody whom another line names."""
        known = self._by_key.get(row.key)
        yield from filter(None, [self._register.get(known) if known else None])
        for other in (self._register.with_email(row.email), *map(self._register.owner, row.accounts)):
            if other is not None and (other.external_key == row.key or other.external_key not in self._keys_in_file):
                yield other


def _newcomer(row: PersonRow, options: ImportOptions) -> Person:
    return Person(
        id=new_person_id(),
        name=row.name,
        first_name=row.first_name,
        locale=options.defaults.locale,
        time_zone=options.defaults.time_zone,
        joined_on=options.today,
    )


def _described(person: Person, row: PersonRow, columns: frozenset[str], defaults: Defaults) -> Person:
    locale, locale_set_by = _stronger(row.locale, defaults.locale, person.locale, person.locale_set_by)
    zone, zone_set_by = _stronger(row.time_zone, defaults.time_zone, person.time_zone, person.time_zone_set_by)
    return replace(
        person,
        name=row.name,
        first_name=row.first_name,
        email=row.email or person.email,
        external_key=row.key,
        site=row.site if "site" in columns else person.site,
        country=row.country if "country" in columns else person.country,
        locale=locale,
        locale_set_by=locale_set_by,
        time_zone=zone,
        time_zone_set_by=zone_set_by,
        is_active=True,
    )


def _stronger(said: str, usual: str, known: str, set_by: SetBy) -> tuple[str, SetBy]:
    """What the file says where it may; else what is known, or what is usual where nobody ever said."""
    if said and set_by <= SetBy.FILE:
        return said, SetBy.FILE
    return (usual, set_by) if set_by is SetBy.DEFAULT else (known, set_by)


def _link(register: Register, person: Person, row: PersonRow, page: WorkspaceRef | None) -> None:
    """Gives the person their accounts. One that is theirs already stays as it is, switched off or not."""
    own = () if page is None else (AccountRef(workspace=page, external_id=person.id),)
    for ref in (*row.accounts, *own):
        owner = register.owner(ref)
        if owner is None or owner.id != person.id:
            register.link(ref, person.id)

"""Whom the manager column of the people file means."""

from collections.abc import Collection, Iterable, Mapping

from bot.chat.words import phrase
from bot.people.model import Person, PersonId
from bot.people.people_file import PersonRow, number_in
from bot.people.report import LineProblem


def find_managers(
    rows: Mapping[PersonId, PersonRow], people: Collection[Person]
) -> tuple[dict[PersonId, PersonId | None], list[LineProblem]]:
    """The manager of each person in the file, and a note for each who cannot be found among `people`.

    A manager is written as an e-mail, an employee number, or a name that only one person has. Who is written as their
    own manager has none.
    """
    index = _index(people)
    managers: dict[PersonId, PersonId | None] = {}
    notes: list[LineProblem] = []
    for person_id, row in rows.items():
        found = index.get(row.manager.casefold(), frozenset()) if row.manager else frozenset({person_id})
        if len(found) != 1:
            notes.append(_note(row, is_ambiguous=bool(found)))
        manager = next(iter(found)) if len(found) == 1 else None
        managers[person_id] = None if manager == person_id else manager
    return managers, notes


def _index(people: Iterable[Person]) -> dict[str, frozenset[PersonId]]:
    """People by all that they can be written as. A name gives way to an address or number that looks the same."""
    names: dict[str, frozenset[PersonId]] = {}
    marks: dict[str, frozenset[PersonId]] = {}
    for person in people:
        name = person.name.casefold()
        names[name] = names.get(name, frozenset()) | {person.id}
        marks |= {mark: frozenset({person.id}) for mark in (person.email, number_in(person.external_key)) if mark}
    return names | marks


def _note(row: PersonRow, *, is_ambiguous: bool) -> LineProblem:
    several = phrase("Several people are called “{manager}”; write the manager's e-mail. No manager was taken.")
    nobody = phrase("The manager “{manager}” is not in the file. No manager was taken.")
    values = {"manager": row.manager[:80]}
    return LineProblem(line=row.line, template=several if is_ambiguous else nobody, values=values, is_kept=True)

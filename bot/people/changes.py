"""Finding a person and keeping them with a few things changed."""

from dataclasses import replace
from typing import Any

from bot.people.model import Person, PersonId
from bot.people.store import PeopleStore


class UnknownPersonError(LookupError):
    """Nobody has this id."""


def change(store: PeopleStore, person_id: PersonId, **values: Any) -> Person:  # noqa: ANN401 - whatever fields a person has
    """Keeps a person with some fields changed and returns them; nothing is written when nothing changes.

    Raises:
        UnknownPersonError: nobody has this id.
    """
    person = store.get(person_id)
    if person is None:
        raise UnknownPersonError("nobody has this id")
    changed = replace(person, **values)
    if changed != person:
        store.save_person(changed)
    return changed

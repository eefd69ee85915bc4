"""What whoever runs Voxloop does for one person who asks: a copy of what is kept about them, and forgetting them."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from bot.admin.forget_person import StillHereError, forget_person, forget_said
from bot.bootstrap.house import Cellar, open_cellar
from bot.config import Settings
from bot.doctor import CannotRunError
from bot.people.model import Person
from storage.unit_of_work import UnitOfWork


async def export_person(settings: Settings, email: str) -> str:
    """All that stands under a person, as JSON. Answers are not in it: they lie sealed, for their author alone.

    Raises:
        CannotRunError: nobody has this address, or the database is not migrated.
        UnavailableError: the database cannot be reached.
    """
    cellar = await open_cellar(settings)
    try:
        return await cellar.database.read(partial(_exported, email=email))
    finally:
        await cellar.database.close()


async def forget(settings: Settings, email: str, *, said_only: bool) -> int:
    """Forgets a person who left, or (`said_only`) what anybody said in their name; how much they had said.

    Raises:
        CannotRunError: nobody has this address, they have not left, or the database is not migrated.
        UnavailableError: the database cannot be reached.
    """
    cellar = await open_cellar(settings)
    try:
        now = datetime.now(UTC)
        return await cellar.database.write(partial(_forget, cellar=cellar, email=email, now=now, said_only=said_only))
    except StillHereError as error:
        raise CannotRunError(
            f"{email} still works here and would come back with the next people file or directory. Let them leave "
            "first (remove them from the file, or deactivate the account), or delete what they said: --said-only"
        ) from error
    finally:
        await cellar.database.close()


def _forget(tx: UnitOfWork, *, cellar: Cellar, email: str, now: datetime, said_only: bool) -> int:
    person = _person(tx, email)
    if said_only:
        return forget_said(tx, person.id, now)
    return forget_person(tx, cellar.keys, person, now)


def _exported(tx: UnitOfWork, *, email: str) -> str:
    person = _person(tx, email)
    accounts = [f"{each.ref.workspace.platform}: {each.ref.external_id}" for each in tx.people.accounts_of(person.id)]
    absences = tx.people.absences_of((person.id,), date.min, date.max).get(person.id, ())
    kept: Mapping[str, Any] = {
        "person": _record(person),
        "accounts": accounts,
        "absences": [f"{each.first} to {each.last}" for each in absences],
        **tx.traces.of(person.id),
    }
    return json.dumps(kept, ensure_ascii=False, indent=2)


def _record(person: Person) -> Mapping[str, str]:
    values = {name: getattr(person, name) for name in Person.__dataclass_fields__}
    return {name: str(value) for name, value in values.items() if value not in {None, ""}}


def _person(tx: UnitOfWork, email: str) -> Person:
    person = tx.people.by_email(email)
    if person is None:
        raise CannotRunError(f"Nobody here has the address {email}.")
    return person

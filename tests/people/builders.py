"""Made-up people, accounts and teams for the stories of this folder."""

from datetime import date
from typing import Any

from bot.chat.ids import AccountRef, Platform, WorkspaceRef
from bot.people.model import Account, Defaults, Person, PersonId

TODAY = date(2026, 11, 25)
DEFAULTS = Defaults(locale="en", time_zone="Europe/Warsaw")
OFFICE = WorkspaceRef(platform=Platform("chat"), external_id="W1")
PAGE = WorkspaceRef(platform=Platform("page"), external_id="here")


def person(name: str = "Ana Example", **values: Any) -> Person:  # noqa: ANN401 - whatever fields a person has
    """A person whose id is their first name in small letters."""
    first = name.partition(" ")[0]
    known: dict[str, Any] = {
        "id": PersonId(first.casefold()),
        "name": name,
        "first_name": first,
        "locale": "en",
        "time_zone": "Europe/Warsaw",
        "joined_on": TODAY,
    }
    return Person(**known | values)


def ref(external_id: str, workspace: WorkspaceRef = OFFICE) -> AccountRef:
    return AccountRef(workspace=workspace, external_id=external_id)


def account(owner: Person, external_id: str, workspace: WorkspaceRef = OFFICE, *, is_active: bool = True) -> Account:
    return Account(ref=ref(external_id, workspace), person_id=owner.id, is_active=is_active)

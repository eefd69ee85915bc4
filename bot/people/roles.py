"""Who is an admin and who leads a team, when somebody says so in the chat."""

from collections.abc import Mapping
from dataclasses import replace

from bot.people.changes import change
from bot.people.model import Person, PersonId, Role, SetBy, Team, TeamId
from bot.people.store import PeopleStore
from bot.people.units import led_by


class LastAdminError(ValueError):
    """The last admin cannot be removed: nobody could name another."""


class UnknownTeamError(LookupError):
    """No team has this id."""


def admins(store: PeopleStore) -> tuple[Person, ...]:
    """All active admins, by name."""
    found = (person for batch in store.active() for person in batch if person.role is Role.ADMIN)
    return tuple(sorted(found, key=lambda each: each.name))


def add_admin(store: PeopleStore, person_id: PersonId) -> Person:
    """Makes somebody an admin, whatever the people file says.

    Raises:
        UnknownPersonError: nobody has this id.
    """
    return change(store, person_id, role=Role.ADMIN, role_set_by=SetBy.CHAT)


def remove_admin(store: PeopleStore, person_id: PersonId) -> Person:
    """Makes an admin what they are besides, leader or employee, whatever the people file says.

    Raises:
        LastAdminError: there would be no admin left.
        UnknownPersonError: nobody has this id.
    """
    if [each.id for each in admins(store)] == [person_id]:
        raise LastAdminError("name another admin first")
    return change(store, person_id, role=usual_role(person_id, store.teams()), role_set_by=SetBy.CHAT)


def appoint_leader(store: PeopleStore, team_id: TeamId, person_id: PersonId | None) -> Team:
    """Makes somebody (or `None`: nobody) the leader of a team, whatever the people file says.

    Raises:
        UnknownTeamError: no team has this id.
        UnknownPersonError: nobody has this id.
    """
    teams = dict(store.teams())
    if team_id not in teams:
        raise UnknownTeamError("no team has this id")
    before = teams[team_id].leader_id
    teams[team_id] = replace(teams[team_id], leader_id=person_id, leader_set_by=SetBy.CHAT)
    store.save_teams([teams[team_id]])
    for each in {before, person_id}:
        if each is not None:
            _refresh_role(store, each, teams)
    return teams[team_id]


def usual_role(person_id: PersonId, teams: Mapping[TeamId, Team]) -> Role:
    """The role of somebody of whom nobody says otherwise."""
    return Role.LEADER if led_by(person_id, teams) else Role.EMPLOYEE


def _refresh_role(store: PeopleStore, person_id: PersonId, teams: Mapping[TeamId, Team]) -> None:
    """Makes a leader of who leads a team, and an employee of who does not, unless the file says otherwise."""
    person, usual = store.get(person_id), usual_role(person_id, teams)
    is_said = person is not None and (person.role is Role.ADMIN or person.role_set_by is SetBy.FILE)
    if usual is Role.EMPLOYEE and is_said:
        return
    if person is None or person.role is not Role.ADMIN:
        change(store, person_id, role=usual)

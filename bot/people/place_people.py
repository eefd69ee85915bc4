"""Putting the people of a file into teams, and giving them the roles that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from bot.people.model import Person, PersonId, Role, SetBy, Team, TeamId
from bot.people.people_file import PeopleFile, PersonRow
from bot.people.register import Register
from bot.people.team_tree import Member, draw_tree


def place_people(
    register: Register, file: PeopleFile, rows: Mapping[PersonId, PersonRow], teams: Mapping[TeamId, Team]
) -> dict[TeamId, Team]:
    """Sets everybody's team in the register and gives all teams as they are then.

    Teams are those of the team column; where nobody has one, each manager's people are a team. A file with neither
    column leaves teams as they are.
    """
    is_by_team = any(row.team for row in rows.values())
    if not is_by_team and "manager" not in file.columns:
        return dict(teams)
    tree = draw_tree(_members(register, rows, is_by_team=is_by_team), teams.values(), by_team=is_by_team)
    for person_id, team_id in tree.team_of.items():
        person = register.get(person_id)
        if person is not None:
            register.put(replace(person, team_id=team_id))
    inhabited = {person.team_id for person in register.people if person.is_active}
    kept = {each.id: each if each.id in inhabited else _without_leader(each) for each in teams.values()}
    return kept | dict(tree.teams)


def set_roles(
    register: Register, file: PeopleFile, rows: Mapping[PersonId, PersonRow], teams: Mapping[TeamId, Team]
) -> None:
    """Sets the roles of all who are in the file: as it says, but at least leader for who leads a team."""
    leaders = {team.leader_id for team in teams.values()}
    for person_id, row in rows.items():
        person = register.get(person_id)
        if person is not None:
            usual = Role.LEADER if person_id in leaders else Role.EMPLOYEE
            register.put(_with_role(person, row.role, usual, is_column="role" in file.columns))


def _members(register: Register, rows: Mapping[PersonId, PersonRow], *, is_by_team: bool) -> Sequence[Member]:
    """The people to place, in the order of the file, which decides how a team's name is spelt.

    Where managers make the teams, those whose lines were bad stay in theirs.
    """
    placed = (each for each in register.people if each.id in rows or (each.is_active and not is_by_team))
    members = ((rows[each.id].line if each.id in rows else 0, _member(each, rows.get(each.id))) for each in placed)
    return tuple(member for _, member in sorted(members, key=itemgetter(0)))


def _member(person: Person, row: PersonRow | None) -> Member:
    return Member(
        id=person.id,
        name=person.name,
        manager_id=person.manager_id,
        team=row.team if row else (),
        role=row.role if row else None,
    )


def _without_leader(team: Team) -> Team:
    """A team that nobody belongs to any more; it is kept because results were published for it."""
    return replace(team, leader_id=None) if team.leader_set_by <= SetBy.FILE else team


def _with_role(person: Person, said: Role | None, usual: Role, *, is_column: bool) -> Person:
    if person.role_set_by > SetBy.FILE:
        return replace(person, role=person.role if person.role is Role.ADMIN else usual)
    if said is not None:
        return replace(person, role=usual if said is Role.EMPLOYEE else said, role_set_by=SetBy.FILE)
    if is_column or person.role_set_by is SetBy.DEFAULT:
        return replace(person, role=usual, role_set_by=SetBy.DEFAULT)
    return person

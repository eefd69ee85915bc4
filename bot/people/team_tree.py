"""The tree of teams as a people file draws it: by the team column, or by who manages whom."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.people.model import PersonId, Role, SetBy, Team, TeamId, new_team_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person's place as the file tells it. `team` is a path from the top; empty where the file names none."""

    id: PersonId
    name: str
    team: tuple[str, ...] = ()
    manager_id: PersonId | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The teams that the file needs, by id, and the team of each member."""

    teams: Mapping[TeamId, Team]
    team_of: Mapping[PersonId, TeamId | None]


def find_circle(manager_of: Mapping[PersonId, PersonId | None]) -> tuple[PersonId, ...]:
    """A circle of managers, such as Ana, Ben, Ana; empty when there is none."""
    cleared: set[PersonId] = set()
    for start in manager_of:
        path: dict[PersonId, None] = {}
        who: PersonId | None = start
        while who is not None and who not in cleared and who not in path:
            path[who] = None
            who = manager_of.get(who)
        if who is not None and who in path:
            chain = list(path)
            return (*chain[chain.index(who) :], who)
        cleared.update(path)
    return ()


def draw_tree(members: Sequence[Member], known: Iterable[Team], *, by_team: bool) -> Tree:
    """The teams of all members, taking up those known from before by their keys.

    `by_team` says that the file has a team column; else each manager's people are a team. Managers form no circle.
    """
    by_key = {team.key: team for team in known}
    return _draw_by_team(members, by_key) if by_team else _draw_by_manager(members, by_key)


def manager_key(manager_id: PersonId) -> str:
    """The key of the team that is just the people whom somebody manages."""
    return f"manager:{manager_id}"


def team_key(path: Sequence[str]) -> str:
    """The key of a team that the team column names; case makes no difference."""
    return "/".join(part.casefold() for part in path)


def _draw_by_team(members: Sequence[Member], by_key: Mapping[str, Team]) -> Tree:
    leaders = _leaders_of_paths(members)
    spelt: dict[str, tuple[str, ...]] = {}
    for path in (path for member in members for path in _upwards(member.team)):
        spelt.setdefault(team_key(path), path)
    teams: dict[str, Team] = {}
    for key, path in sorted(spelt.items(), key=lambda item: len(item[1])):
        team = by_key.get(key) or Team(id=new_team_id(), key=key, name=path[-1])
        teams[key] = _placed(team, path[-1], teams.get(team_key(path[:-1])), leaders.get(key))
    team_of = {each.id: teams[team_key(each.team)].id if each.team else None for each in members}
    return Tree(teams={team.id: team for team in teams.values()}, team_of=team_of)


def _draw_by_manager(members: Sequence[Member], by_key: Mapping[str, Team]) -> Tree:
    people = {each.id: each for each in members}
    managers = dict.fromkeys(each.manager_id for each in members if each.manager_id in people)
    names = {who: people[who].name for who in managers}
    drawn = {who: _team_of_manager(who, name, by_key) for who, name in names.items()}
    team_of = {each.id: drawn[each.manager_id].id if each.manager_id in drawn else None for each in members}
    teams = (_placed(team, names[who], _parent(who, people, drawn), who) for who, team in drawn.items())
    return Tree(teams={team.id: team for team in teams}, team_of=team_of)


def _team_of_manager(who: PersonId, name: str, by_key: Mapping[str, Team]) -> Team:
    return by_key.get(manager_key(who)) or Team(id=new_team_id(), key=manager_key(who), name=name)


def _parent(who: PersonId, people: Mapping[PersonId, Member], drawn: Mapping[PersonId, Team]) -> Team | None:
    above = people[who].manager_id
    return drawn.get(above) if above is not None else None


def _placed(team: Team, name: str, parent: Team | None, leader_id: PersonId | None) -> Team:
    placed = replace(team, name=name, parent_id=parent.id if parent else None)
    if team.leader_set_by > SetBy.FILE:
        return placed
    return replace(placed, leader_id=leader_id, leader_set_by=SetBy.FILE)


def _upwards(path: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(path[:n]) for n in range(1, len(path) + 1))


def _leaders_of_paths(members: Sequence[Member]) -> dict[str, PersonId]:
    """Who leads each team: the one leader among its people, else the one who manages most of them."""
    teams: dict[str, list[Member]] = {}
    for member in members:
        if member.team:
            teams.setdefault(team_key(member.team), []).append(member)
    found = ((key, _leader(theirs)) for key, theirs in teams.items())
    return {key: leader for key, leader in found if leader is not None}


def _leader(team: Sequence[Member]) -> PersonId | None:
    named = [each.id for each in team if each.role is Role.LEADER]
    if len(named) == 1:
        return named[0]
    votes = Counter(each.manager_id for each in team if each.manager_id is not None)
    return next((who for who, count in votes.most_common(1) if count * 2 > votes.total()), None)

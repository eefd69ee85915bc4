"""Where people count: the path of units from a team up to the company, and of sites up to all sites."""

from collections.abc import Mapping
from itertools import dropwhile
from typing import Protocol

from bot.clock.zones import country_of_zone
from bot.people.model import ALL_SITES, COMPANY, Person, PersonId, SiteId, Team, TeamId

PATH_SIGNS = ("/", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}")
"""What separates the parts of a written path, as in `Sales / North`."""


class Settled(Protocol):
    """What tells where somebody lives; people and rows of the roster have it."""

    @property
    def country(self) -> str: ...

    @property
    def time_zone(self) -> str: ...


def unit_path(person: Person, teams: Mapping[TeamId, Team]) -> tuple[TeamId, ...]:
    """The units that a person's answers count in, from the smallest up to the company."""
    path = team_path(person.team_id, teams)
    return tuple(dropwhile(lambda unit: unit in teams and teams[unit].leader_id == person.id, path))


def team_path(team_id: TeamId | None, teams: Mapping[TeamId, Team]) -> tuple[TeamId, ...]:
    """A team and all above it, the company last. A circle in the records ends where it closes."""
    path: list[TeamId] = []
    while team_id is not None and team_id in teams and team_id not in path:
        path.append(team_id)
        team_id = teams[team_id].parent_id
    return (*path, COMPANY)


def led_by(person_id: PersonId, teams: Mapping[TeamId, Team]) -> tuple[Team, ...]:
    """The teams that a person leads, by name."""
    return tuple(sorted((each for each in teams.values() if each.leader_id == person_id), key=lambda each: each.name))


def site_path(site: str) -> tuple[SiteId, ...]:
    """The sites that a person's answers count in, from the one written up to all sites. Case makes no difference."""
    parts = [part.casefold() for part in path_parts(site)]
    return (*(SiteId("/".join(parts[:n])) for n in range(len(parts), 0, -1)), ALL_SITES)


def path_parts(written: str) -> tuple[str, ...]:
    """The parts of a path that people wrote, without blanks around them or between them."""
    for sign in PATH_SIGNS:
        written = written.replace(sign, "\n")
    return tuple(part.strip() for part in written.split("\n") if part.strip())


def country_of(settled: Settled) -> str:
    """The country whose holidays somebody keeps: the one told, or the one that their time zone lies in."""
    return settled.country or country_of_zone(settled.time_zone)

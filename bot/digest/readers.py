"""Who may read which digest: leaders those of their teams, admins the company's and those of teams that they lead."""

from collections.abc import Mapping, Sequence

from bot.digest.compile_digest import Reading, reading_about, reading_of
from bot.digest.messages import OtherTeam
from bot.people.model import Person, Team, TeamId
from bot.people.units import led_by


def readings_of(person: Person, teams: Mapping[TeamId, Team]) -> Sequence[Reading]:
    """All that somebody's digests may be about, the one that comes by itself first; empty for who leads nobody."""
    first = reading_of(person, teams)
    if first is None:
        return ()
    led = (reading_about(team, teams) for team in led_by(person.id, teams))
    return (first, *(each for each in led if each.unit != first.unit))


def reading_for(person: Person, teams: Mapping[TeamId, Team], unit: str) -> Reading | None:
    """What a digest about this unit shows to somebody; `None` where they may not read it (any more)."""
    return next((each for each in readings_of(person, teams) if each.unit == unit), None)


def other_teams(readings: Sequence[Reading]) -> tuple[OtherTeam, ...]:
    """The further teams of a reader, as their message offers them."""
    return tuple(OtherTeam(unit=each.unit, name=each.unit_name) for each in readings[1:])

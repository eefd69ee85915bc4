"""Finding who and which team is meant by what an admin typed, with the nearest names where nothing fits."""

from collections.abc import Mapping

from bot.admin.arguments import shown
from bot.admin.grammar import BadArgumentError
from bot.admin.messages import listed
from bot.admin.nearest import nearest
from bot.admin.store import AdminWork
from bot.admin.wording import shown_team
from bot.chat.words import Words
from bot.people.model import Person, Team, TeamId
from bot.people.units import path_parts, team_path


def person_with(tx: AdminWork, words: Words, email: str) -> Person:
    """The active person with this address.

    Raises:
        BadArgumentError: there is none.
    """
    person = tx.people.by_email(email)
    if person is None:
        raise BadArgumentError(words.say("I know nobody with the address {email}.", email=shown(email)))
    if not person.is_active:
        raise BadArgumentError(words.say("{name} does not work here any more.", name=person.name))
    return person


def team_named(tx: AdminWork, words: Words, typed: str) -> Team:
    """The team of this name, or of this path where several have the name.

    Raises:
        BadArgumentError: none or several are called so; the text names the nearest.
    """
    teams = tx.people.teams()
    wanted = _folded(typed)
    found = [team for team in teams.values() if wanted and _path(team, teams)[-len(wanted) :] == wanted]
    whole = [team for team in found if _path(team, teams) == wanted]
    if len(whole or found) == 1:
        return (whole or found)[0]
    raise BadArgumentError(_several(words, found, teams) if found else _none(words, typed, teams))


def _folded(typed: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in path_parts(typed))


def _path(team: Team, teams: Mapping[TeamId, Team]) -> tuple[str, ...]:
    return tuple(teams[each].name.casefold() for each in reversed(team_path(team.id, teams)) if each in teams)


def _several(words: Words, found: list[Team], teams: Mapping[TeamId, Team]) -> str:
    paths = sorted(shown_team(team.id, teams) for team in found)
    return words.say("Several teams are called so; write one of these: {paths}.", paths=listed(words, paths))


def _none(words: Words, typed: str, teams: Mapping[TeamId, Team]) -> str:
    """Offers teams whose name is alike; all of them where there are few."""
    by_name = {team.name.casefold(): team for team in teams.values()}
    offered = nearest(" ".join(_folded(typed)[-1:]), by_name)
    no_team = words.say("There is no team “{typed}”.", typed=shown(typed))
    if not offered:
        return no_team
    paths = [shown_team(by_name[each].id, teams) for each in offered]
    return f"{no_team} {words.say('The nearest: {paths}.', paths=', '.join(paths))}"

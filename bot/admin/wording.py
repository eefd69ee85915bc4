"""Names of things as people read them: roles, teams, what became of deliveries and why."""

from collections.abc import Mapping

from bot.chat.words import Words
from bot.people.model import Role, Team, TeamId
from bot.people.units import team_path


def role_name(words: Words, role: Role) -> str:
    match role:
        case Role.EMPLOYEE:
            return words.say("Employee")
        case Role.LEADER:
            return words.say("Leader of a team")
        case Role.ADMIN:
            return words.say("Admin")


def shown_team(team_id: TeamId | None, teams: Mapping[TeamId, Team]) -> str:
    """A team with all above it, such as "Sales / North"; empty for no team."""
    path = [teams[each].name for each in team_path(team_id, teams) if each in teams]
    return " / ".join(reversed(path))

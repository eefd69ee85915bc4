"""Asks Microsoft, with the apps from the settings, whether all is as it should be; changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from adapters.teams.adapter import TeamsSettings
from adapters.teams.apps import AppTokens
from adapters.teams.keys import ConnectorKeys
from adapters.teams.settings import BadSettingsError, settings_of
from adapters.teams.verify import KnownTokens
from bot.chat.errors import SendError
from bot.clock.clock import SystemClock
from bot.config import Settings

NAME = "Teams"
GUIDE = "docs/teams.md walks through it."


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsFacts:
    """What was found out. `problem` is empty when all went well. Rights are not asked: administrators grant them."""

    name: str = NAME
    problem: str = ""
    advice: str = ""
    granted: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    now_at: datetime | None = None


async def diagnose(settings: Settings) -> TeamsFacts:
    """Asks for a token for each app and for the connector's keys."""
    if settings.dangerously_teams_without_authentication:
        return TeamsFacts(
            problem="Authentication is switched off: anybody on this machine can speak for anybody.",
            advice="Take DANGEROUSLY_TEAMS_WITHOUT_AUTHENTICATION away before people use it.",
        )
    try:
        given = settings_of(settings)
    except BadSettingsError as error:
        return TeamsFacts(problem=str(error))
    return await _without_token(given) or await _without_keys(given) or TeamsFacts()


async def _without_token(given: TeamsSettings) -> TeamsFacts | None:
    tokens = AppTokens(apps=given.apps, login_url=given.login_url, scope=given.scope, clock=SystemClock())
    try:
        for app in given.apps:
            await tokens.token(app)
    except SendError as error:
        return TeamsFacts(
            problem=f"Entra gives no token ({error.code}).",
            advice=f"Check the application id, the tenant id and the secret or certificate. {GUIDE}",
        )
    finally:
        await tokens.close()
    return None


async def _without_keys(given: TeamsSettings) -> TeamsFacts | None:
    if await ConnectorKeys(given.openid_url, SystemClock(), KnownTokens()).fetch():
        return None
    return TeamsFacts(
        problem="The keys of Microsoft's connector cannot be fetched, so nothing that comes in could be believed.",
        advice="Let this machine reach login.botframework.com, or check TEAMS_OPENID_URL.",
    )

"""Asks Slack, with the credentials from the settings, whether all is as it should be; changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from adapters.slack.client import SlackClient
from adapters.slack.install import BOT_SCOPES
from bot.chat.errors import InDoubtError, SendError, ThrottledError, UnreachableError, WorkspaceSuspendedError
from bot.config import Settings

NAME = "Slack"
GUIDE = "docs/slack.md walks through it."


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackFacts:
    """What was found out. `problem` is empty when all went well; scopes are by Slack's own names."""

    name: str = NAME
    problem: str = ""
    advice: str = ""
    granted: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    now_at: datetime | None = None


async def diagnose(settings: Settings) -> SlackFacts:
    """Asks for the bot token's workspace and scopes; without a bot token, says what the settings lack for a way in."""
    if not settings.slack_bot_token:
        return _without_token(settings)
    client = SlackClient(settings.slack_api_url)
    try:
        identity = await client.identify(settings.slack_bot_token)
    except SendError as error:
        return _refused(error)
    finally:
        await client.close()
    return SlackFacts(granted=identity.scopes, needed=frozenset(BOT_SCOPES), now_at=identity.now_at)


def _without_token(settings: Settings) -> SlackFacts:
    if settings.slack_client_id and settings.slack_client_secret:
        return SlackFacts()
    return SlackFacts(
        problem="There is no bot token and no client id with its secret, so Voxloop cannot speak in any workspace.",
        advice=f"Set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET. {GUIDE}",
    )


def _refused(error: SendError) -> SlackFacts:
    match error:
        case WorkspaceSuspendedError():
            problem = f"Slack does not accept SLACK_BOT_TOKEN ({error.code})."
            return SlackFacts(problem=problem, advice=f"Install the app again and copy the new token. {GUIDE}")
        case UnreachableError() | InDoubtError() | ThrottledError():
            problem = f"Slack could not be asked ({error.code})."
            return SlackFacts(problem=problem, advice="Check the way to the internet, and try again in a minute.")
        case _:
            return SlackFacts(problem=f"Slack refused the question ({error.code}).", advice=GUIDE)

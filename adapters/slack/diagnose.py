"""What is wrong with Slack's credentials, for `voxloop doctor`: their form, and what Slack itself says of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.slack.install import BOT_SCOPES
from bot.config import Settings

TIMEOUT = aiohttp.ClientTimeout(total=10)
FORMS = {
    "SLACK_BOT_TOKEN": re.compile(r"xoxb-[\w-]+|xoxe\.xoxb-[\w-]+"),
    "SLACK_APP_TOKEN": re.compile(r"xapp-[\w-]+"),
    "SLACK_SIGNING_SECRET": re.compile(r"[0-9a-f]{32}"),
}
"""How each of them looks: https://docs.slack.dev/authentication/tokens"""

APP_PAGE = "the page of your app on api.slack.com/apps"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackFacts:
    """What Slack said. `problem` is empty when all went well; `now_at` is Slack's clock."""

    problem: str = ""
    advice: str = ""
    granted: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset(BOT_SCOPES)
    now_at: datetime | None = None
    name: str = "Slack"


async def diagnose(settings: Settings) -> SlackFacts:
    """Looks at the form of the credentials, then asks Slack with them. Only a bot token can be asked about scopes."""
    for problem in _wrong_in_form(settings):
        return problem
    if not settings.slack_bot_token:
        # Installed by OAuth: the tokens lie in the database, one for each workspace, with the scopes agreed on then.
        return SlackFacts(granted=frozenset(BOT_SCOPES))
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        try:
            facts = await _ask(session, settings, "auth.test", "SLACK_BOT_TOKEN", settings.slack_bot_token)
            if facts.problem or not settings.slack_app_token:
                return facts
            app = await _ask(session, settings, "apps.connections.open", "SLACK_APP_TOKEN", settings.slack_app_token)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return SlackFacts(
                problem="Slack cannot be reached from this machine.",
                advice="Check the network, a proxy in between, and SLACK_API_URL.",
            )
    return app if app.problem else facts


async def _ask(session: aiohttp.ClientSession, settings: Settings, method: str, setting: str, token: str) -> SlackFacts:
    url, headers = f"{settings.slack_api_url}/{method}", {"Authorization": f"Bearer {token}"}
    async with session.post(url, headers=headers) as answer:
        body = await answer.json(content_type=None)
        if not isinstance(body, dict) or not body.get("ok"):
            code = str(body.get("error", "")) if isinstance(body, dict) else ""
            return SlackFacts(
                problem=f"Slack does not accept {setting} ({_plain(code)}).", advice=f"Take a new one from {APP_PAGE}."
            )
        scopes = answer.headers.get("x-oauth-scopes", "")
        return SlackFacts(
            granted=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
            now_at=parsedate_to_datetime(answer.headers["Date"]) if "Date" in answer.headers else None,
        )


def _wrong_in_form(settings: Settings) -> Iterator[SlackFacts]:
    given = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_APP_TOKEN": settings.slack_app_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
    }
    for setting, value in given.items():
        if value and not FORMS[setting].fullmatch(value):
            yield SlackFacts(problem=f"{setting} does not look like one.", advice=f"Copy it again from {APP_PAGE}.")
    if not settings.slack_app_token and not settings.slack_signing_secret:
        yield SlackFacts(
            problem="Nothing from Slack can arrive: there is neither an app token nor a signing secret.",
            advice="Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.",
        )


def _plain(code: str) -> str:
    return code if re.fullmatch(r"\w{1,60}", code) else "no reason that can be read"

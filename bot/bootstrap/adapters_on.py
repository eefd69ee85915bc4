"""Which adapters are switched on by the settings, built only then."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapters.http.server import Mount
from bot.chat.events import EventHandler
from bot.chat.platform import ChatPlatform
from bot.chat.records import Installations, OneTimeTokens
from bot.chat.words import phrase
from bot.clock.clock import Clock
from bot.config import Settings
from bot.doctor import CannotRunError

if TYPE_CHECKING:
    from adapters.slack.adapter import SlackAdapter
    from adapters.teams.adapter import TeamsAdapter

NAMES: Mapping[str, str] = MappingProxyType(
    {"slack": "Slack", "teams": "Microsoft Teams", "web": phrase("The page in the browser")}
)
"""What people call the platforms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An adapter as the house sees it: its platform, and what to mount."""

    platform: ChatPlatform
    mount: Mount


def slack_is_on(settings: Settings) -> bool:
    return bool(settings.slack_signing_secret or settings.slack_app_token)


def slack_is_half_on(settings: Settings) -> bool:
    """Whether somebody began to set Slack up, but nothing switches a way in on."""
    begun = (settings.slack_bot_token, settings.slack_client_id, settings.slack_client_secret)
    return any(begun) and not slack_is_on(settings)


def teams_is_on(settings: Settings) -> bool:
    return bool(settings.teams_app_id)


def teams_is_half_on(settings: Settings) -> bool:
    """Whether somebody began to set Teams up, but did not say which app it is."""
    begun = (settings.teams_tenant_id, settings.teams_app_secret, settings.teams_certificate, settings.teams_more_apps)
    return any(begun) and not teams_is_on(settings)


def attach_teams(settings: Settings, *, handle: EventHandler, installations: Installations, clock: Clock) -> Attached:
    """Teams, as the settings describe it.

    Raises:
        CannotRunError: the settings name an app that could not prove to be itself.
    """
    adapter = _build_teams(settings, handle, installations, clock)
    return Attached(
        platform=adapter.platform,
        mount=Mount(routes=adapter.routes, start=adapter.start, stop=adapter.stop),
    )


def _build_teams(
    settings: Settings, handle: EventHandler, installations: Installations, clock: Clock
) -> "TeamsAdapter":
    from adapters.teams.adapter import build_teams  # noqa: PLC0415 - heavy, and only when switched on
    from adapters.teams.settings import BadSettingsError, settings_of  # noqa: PLC0415 - as above

    try:
        given = settings_of(settings)
    except BadSettingsError as error:
        raise CannotRunError(str(error)) from None
    return build_teams(settings=given, handle=handle, installations=installations, clock=clock)


def attach_slack(
    settings: Settings, *, handle: EventHandler, installations: Installations, tokens: OneTimeTokens, clock: Clock
) -> Attached:
    """Slack, as far as the settings switch it on."""
    adapter = _build_slack(settings, handle, installations, tokens, clock)
    return Attached(
        platform=adapter.platform,
        mount=Mount(routes=adapter.routes, start=adapter.start, stop=adapter.stop),
    )


def _build_slack(
    settings: Settings, handle: EventHandler, installations: Installations, tokens: OneTimeTokens, clock: Clock
) -> "SlackAdapter":
    from adapters.slack.adapter import SlackSettings, build_slack  # noqa: PLC0415 - heavy, and only when switched on

    return build_slack(
        settings=SlackSettings(
            signing_secret=settings.slack_signing_secret,
            bot_token=settings.slack_bot_token,
            app_token=settings.slack_app_token,
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
            workspaces=settings.slack_workspaces,
            api_url=settings.slack_api_url,
            public_url=settings.public_url,
            language=settings.language,
        ),
        handle=handle,
        installations=installations,
        tokens=tokens,
        clock=clock,
    )

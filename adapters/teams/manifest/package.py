"""Builds the app package: a zip of the manifest and the icons, the same bytes for the same settings.

https://learn.microsoft.com/microsoft-365/extensibility/schema, version 1.29: the first that knows private requests
"""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.teams.manifest.icons import ACCENT, colour_icon, outline_icon
from adapters.teams.menu import MENU, SLASH_MENU
from adapters.teams.refs import AppId
from bot.chat.events import Shortcut

SCHEMA_VERSION: Final = "1.29"
VERSION: Final = "1.1.0"
"""Of the package. Teams offers an update only when it grows, so a change of this module raises it."""

_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)

SHORT: Final = "A short check-in a day, answered in one tap, shown only for groups."
FULL: Final = (
    "Voxloop asks each person one short question on a working day, at their own local time and in their language. "
    "Answering takes one tap; a comment is optional. Single answers are kept encrypted for a short time and never "
    "shown to leaders or admins: results appear only for groups of five or more people, rounded, and once. In channels "
    "it lets everybody hear what customers say. Type help in the chat with Voxloop to see everything, stop to opt out, "
    "and my data to see, change or delete what is still open."
)


class BadAddressError(ValueError):
    """The public address cannot stand in a package."""


def build_package(*, app_id: AppId, public_url: str, organisation: str) -> bytes:
    """The zip to upload.

    Raises:
        BadAddressError: `public_url` is no https address; Teams takes no other.
    """
    if urlsplit(public_url).scheme != "https" or not urlsplit(public_url).hostname:
        raise BadAddressError(
            "Teams takes only an https address: set VOXLOOP_PUBLIC_URL to where people reach Voxloop."
        )
    manifest = json.dumps(manifest_for(app_id=app_id, public_url=public_url, organisation=organisation), indent=2)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (("manifest.json", manifest.encode()), *_icons()):
            package.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), data)
    return kept.getvalue()


def manifest_for(*, app_id: AppId, public_url: str, organisation: str) -> dict[str, Any]:
    """What the app is and may do; `organisation` is named as who runs it."""
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA_VERSION,
        "version": VERSION,
        "id": app_id,
        "developer": {
            "name": organisation[:32],
            "websiteUrl": public_url,
            "privacyUrl": public_url,
            "termsOfUseUrl": public_url,
        },
        "name": {"short": "Voxloop", "full": "Voxloop: the voice of employees and customers"},
        "description": {"short": SHORT, "full": FULL},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [_bot(app_id)],
        "composeExtensions": [_extension(app_id)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [str(urlsplit(public_url).hostname)],
        "webApplicationInfo": {"id": app_id, "resource": f"api://{urlsplit(public_url).hostname}/{app_id}"},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": "ChannelMessage.Read.Group", "type": "Application"}]}
        },
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot"},
    }


def _bot(app_id: AppId) -> dict[str, Any]:
    return {
        "botId": app_id,
        "scopes": ["personal", "team"],
        "supportsFiles": False,
        "isNotificationOnly": False,
        "supportsTargetedMessages": True,
        "commandLists": [
            {"scopes": ["personal"], "commands": _commands(MENU)},
            # Behind the slash alone: behind a mention each of them would be a request that everybody reads.
            {"scopes": ["team"], "triggers": ["slash"], "commands": _commands(SLASH_MENU)},
        ],
    }


def _commands(menu: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"title": title, "description": description} for title, description in menu]


def _extension(app_id: AppId) -> dict[str, Any]:
    """The two entries in Teams' own menus; each opens a form that we make."""
    return {
        "botId": app_id,
        "commands": [
            _entry(
                Shortcut.SHARE_VOICE, "Share customer voice", "Share what a customer said, without names", ["message"]
            ),
            {
                **_entry(
                    Shortcut.REPORT_FAULT,
                    "Report a service fault",
                    "Report a fault in our service",
                    ["message", "compose"],
                ),
                "triggers": ["slash"],
            },
        ],
    }


def _entry(shortcut: Shortcut, title: str, description: str, context: list[str]) -> dict[str, Any]:
    return {
        "id": shortcut.value,
        "type": "action",
        "title": title,
        "description": description,
        "context": context,
        "fetchTask": True,
    }


def _icons() -> tuple[tuple[str, bytes], ...]:
    return ("color.png", colour_icon()), ("outline.png", outline_icon())

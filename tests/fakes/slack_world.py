"""What there is in the local far end of Slack: workspaces, people, tokens, messages, windows, limits and faults."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.slack_blocks import Json

SCOPES_OF_METHODS: dict[str, set[str]] = {
    "auth.revoke": set(),
    "auth.test": set(),
    "auth.teams.list": set(),
    "apps.connections.open": {"connections:write"},
    "chat.delete": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.open": {"im:write"},
    "conversations.history": set(),
    "conversations.info": set(),
    "users.list": {"users:read"},
    "views.open": set(),
    "views.update": set(),
    "views.publish": set(),
}
SCOPES_BY_KIND: dict[str, dict[str, str]] = {
    "conversations.history": {"im": "im:history", "channel": "channels:history", "group": "groups:history"},
    "conversations.info": {"channel": "channels:read", "group": "groups:read"},
}
"""What these methods need, by the kind of conversation that they are asked about."""

ALL_SCOPES = frozenset(
    {
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "reactions:read",
        "users:read",
        "users:read.email",
    }
)
RATES: dict[str, tuple[int, float]] = {
    "chat.delete": (50, 60),
    "chat.postMessage": (300, 60),
    "chat.update": (50, 60),
    "conversations.history": (50, 60),
    "conversations.info": (50, 60),
    "conversations.open": (50, 60),
    "users.list": (20, 60),
    "views.open": (100, 60),
    "views.update": (100, 60),
    "views.publish": (100, 60),
}
CHANNEL_RATE = (5, 5.0)
TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES = 5
BOT = "UBOT"


class RefusedError(Exception):
    """The API answers `ok: false` with this code."""


@dataclass(kw_only=True)
class Act:
    """Something a person did, perhaps in a channel, and what came of it."""

    user: str
    channel: str = ""
    happenings: asyncio.Queue[tuple[str, Any]] = field(default_factory=asyncio.Queue)


@dataclass(kw_only=True)
class Posted:
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    metadata: Json | None = None
    thread_ts: str | None = None
    is_ephemeral: bool = False
    user: str = BOT


@dataclass(kw_only=True)
class Channel:
    """A channel as the bot finds it; `has_bot` says whether it was invited."""

    id: str
    name: str
    has_bot: bool = True
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    is_org_shared: bool = False

    @property
    def kind(self) -> str:
        return "group" if self.is_private else "channel"


@dataclass(kw_only=True)
class Team:
    """One workspace: its people, direct conversations (`channels`), channels (`rooms`) and what stands in them."""

    id: str
    name: str
    enterprise: str = ""
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, Channel] = field(default_factory=dict)
    messages: list[Posted] = field(default_factory=list)
    homes: dict[str, Json] = field(default_factory=dict)
    published: dict[str, asyncio.Queue[Json]] = field(default_factory=lambda: defaultdict(asyncio.Queue))


@dataclass(kw_only=True)
class Token:
    teams: set[str]
    scopes: frozenset[str] = ALL_SCOPES
    is_revoked: bool = False
    is_org_wide: bool = False
    expires_at: float | None = None


@dataclass(kw_only=True)
class View:
    id: str
    content: Json
    team: str
    user: str
    is_open: bool = True
    act: Act | None = None


@dataclass(kw_only=True)
class Call:
    method: str
    arguments: Json
    token: str


class TooFastError(Exception):
    """Too many calls; the text is the `Retry-After` in seconds."""


async def fail(fault: str, request: web.Request, released: asyncio.Event) -> web.StreamResponse:
    """Does what `FakeSlack.fault` was asked for."""
    match fault:
        case "drop_before" | "drop_after":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        case "hang":
            await released.wait()
            return web.Response(status=500)
        case "http_500":
            return web.Response(status=500, text="<html>an error page</html>", content_type="text/html")
        case "html":
            return web.Response(text="<html>maintenance</html>", content_type="text/html")
        case "ratelimited":
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"Retry-After": "7"})
        case code:
            return web.json_response({"ok": False, "error": code})

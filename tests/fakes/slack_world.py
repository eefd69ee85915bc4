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
    "chat.postMessage": {"chat:write"},
    "conversations.open": {"im:write"},
    "conversations.history": {"im:history"},
    "users.list": {"users:read"},
    "views.open": set(),
    "views.update": set(),
    "views.publish": set(),
}
ALL_SCOPES = frozenset({"chat:write", "commands", "im:history", "im:write", "users:read", "users:read.email"})
RATES: dict[str, tuple[int, float]] = {
    "chat.postMessage": (300, 60),
    "conversations.history": (50, 60),
    "conversations.open": (50, 60),
    "users.list": (20, 60),
    "views.open": (100, 60),
    "views.update": (100, 60),
    "views.publish": (100, 60),
}
CHANNEL_RATE = (5, 5.0)
TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES = 5


class RefusedError(Exception):
    """The API answers `ok: false` with this code."""


@dataclass(kw_only=True)
class Act:
    """Something a person did, and what came of it."""

    user: str
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


@dataclass(kw_only=True)
class Team:
    """One workspace: its people, direct conversations and what stands in them."""

    id: str
    name: str
    enterprise: str = ""
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
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

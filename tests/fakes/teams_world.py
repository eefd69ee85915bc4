"""What there is in the local far end of Teams: tenants, people, teams, messages, tokens, keys and faults."""

import asyncio
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.fakes.teams_cards import Json

ISSUER = "https://api.botframework.com"
SCOPE = f"{ISSUER}/.default"
TARGETED_HOURS = 24


@dataclass(kw_only=True)
class Posted:
    """A message as it stands in a conversation; `reply_to` is what it answers.

    `only_for` is who alone sees it, and `hour` when it was said, as Teams takes such messages away after a day.
    """

    id: str
    conversation: str
    activity: Json
    reply_to: str = ""
    only_for: str = ""
    hour: float = 0
    is_deleted: bool = False
    versions: int = 1


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wrote to the bot alone in a channel."""

    user: str
    channel: str
    hour: float


@dataclass(kw_only=True)
class Team:
    id: str
    members: list[str] = field(default_factory=list)
    channels: dict[str, Json] = field(default_factory=dict)
    is_installed: bool = True


@dataclass(kw_only=True)
class Tenant:
    """One company: its people by their `29:` ids, its teams, and all that the bot posted there."""

    id: str
    app: str
    users: dict[str, Json] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    messages: list[Posted] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)
    hour: float = 0
    without_app: set[str] = field(default_factory=set)
    news: asyncio.Queue[Posted] = field(default_factory=asyncio.Queue)

    def find(self, activity: str) -> Posted | None:
        found = (each for each in self.messages if each.id == activity and not each.is_deleted)
        return next(found, None)

    def seen_in(self, channel: str, user: str) -> list[Posted]:
        """What somebody finds in a channel and its threads."""
        here = [each for each in self.messages if each.conversation.partition(";")[0] == channel]
        return [each for each in here if not each.is_deleted and self._is_shown(each, user)]

    def is_expired(self, hour: float) -> bool:
        return self.hour - hour >= TARGETED_HOURS

    def _is_shown(self, posted: Posted, user: str) -> bool:
        return not posted.only_for or (posted.only_for == user and not self.is_expired(posted.hour))


@dataclass(kw_only=True)
class Call:
    name: str
    body: Json
    tenant: str


@dataclass(frozen=True, kw_only=True)
class KeyPair:
    """A key of the connector, as its owner has it."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...] = ("msteams",)

    def public(self) -> Json:
        document = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**document, "kid": self.kid, "use": "sig", "endorsements": list(self.endorsements)}


@cache
def usual_key() -> KeyPair:
    """One key for all stories in which keys do not matter, because making one takes a while."""
    return new_key("key-1")


def new_key(kid: str, *, endorsements: tuple[str, ...] = ("msteams",)) -> KeyPair:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return KeyPair(kid=kid, private=private, endorsements=endorsements)


def sign(key: KeyPair, claims: Json) -> str:
    """A token as the connector makes it; claims of `None` are left out."""
    now = int(time.time())
    said = {"iss": ISSUER, "nbf": now - 60, "exp": now + 3600, **claims}
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(kept, key.private, algorithm="RS256", headers={"kid": key.kid})


@dataclass(kw_only=True)
class Faults:
    """What goes wrong with the next calls of a name."""

    waiting: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, *faults: str) -> None:
        self.waiting[name] += faults

    def take(self, name: str) -> str:
        return self.waiting[name].pop(0) if self.waiting[name] else ""


async def fail(fault: str, request: web.Request, released: asyncio.Event) -> web.StreamResponse:
    """Does what was asked for: a status with a code (`403 MessageWritesBlocked`), or a break."""
    match fault.split(" "):
        case ["drop_before" | "drop_after"]:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        case ["hang"]:
            await released.wait()
            return web.Response(status=500)
        case [status, "html"]:
            return web.Response(status=int(status), text="<html>an error page</html>", content_type="text/html")
        case [status, "wait", seconds]:
            return error(int(status), "TooManyRequests", **{"Retry-After": seconds})
        case [status, code]:
            return error(int(status), code)
        case _:
            raise AssertionError(f"no such fault: {fault}")


def error(status: int, code: str, **headers: str) -> web.Response:
    body = {"error": {"code": code, "message": "Something about it."}}
    return web.json_response(body, status=status, headers=headers)


def bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def page_of(entries: list[Any], start: str, size: int) -> tuple[list[Any], str]:
    at = int(start or 0)
    more = str(at + size) if at + size < len(entries) else ""
    return entries[at : at + size], more

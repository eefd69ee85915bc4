"""The HTTP route: activities are bounded, verified and read here, then handed to the listener."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from aiohttp import web

from adapters.teams.body import Body, without_odd_characters
from adapters.teams.keys import ConnectorKeys, NoKeysError
from adapters.teams.listen import Listener
from adapters.teams.refs import AppId, TenantId
from adapters.teams.verify import (
    Caller,
    KnownTokens,
    RefusedError,
    key_id_of,
    read_token,
    verify_activity,
    verify_tenant,
    verify_token,
)
from bot.clock.clock import Clock

log = logging.getLogger(__name__)

MESSAGES_PATH: Final = "/teams/messages"
"""The messaging endpoint of the bot's registration."""

MAX_BODY_BYTES: Final = 1_000_000
BODY_SECONDS: Final = 5.0
IN_FLIGHT: Final = 512
"""More than this at once would wait longer than Teams does."""


Check = Callable[[Body], TenantId]
"""Raises `RefusedError` for what the caller who was recognised may not tell."""


class Gate:
    """Lets in what the Bot Connector sent for one of our apps, from the tenant that this app serves."""

    def __init__(
        self, *, tenants: Mapping[AppId, TenantId], keys: ConnectorKeys, known_tokens: KnownTokens, clock: Clock
    ) -> None:
        self._tenants = tenants
        self._keys = keys
        self._known = known_tokens
        self._clock = clock

    async def recognise(self, authorization: str) -> Check:
        """Who calls, before anything is read of what they say; gives the check of that.

        Raises:
            RefusedError: the token does not come from where it says, or is not meant for us.
            NoKeysError: nobody can be told from anybody yet.
        """
        caller = await self._caller(read_token(authorization))
        return partial(verify_activity, caller=caller, tenants=(self._tenants[caller.app],))

    async def _caller(self, token: str) -> Caller:
        if known := self._known.find(token, self._clock.now()):
            return known
        key = await self._keys.find(key_id_of(token))
        if key is None:
            raise RefusedError(401, "unknown_key")
        caller = verify_token(token, key, issuer=self._keys.issuer, apps=tuple(self._tenants))
        self._known.remember(token, caller)
        return caller


class OpenGate:
    """Asks for no token. Only for a bot on a developer's own machine; settings refuse it anywhere else."""

    def __init__(self, tenants: Mapping[AppId, TenantId]) -> None:
        self._tenants = tuple(tenants.values())

    async def recognise(self, authorization: str) -> Check:  # noqa: ARG002 - there is none
        return partial(verify_tenant, tenants=self._tenants)


class ActivityRoute:
    """`POST /teams/messages`.

    Answers 401 to strangers before their bodies are waited for, 503 when more comes in than can be answered in time
    (before anything is read or kept), 413 to a body that is too large, 408 to one that trickles, 400 to one that is no
    activity, 403 to what the gate refuses, and what the listener says otherwise.
    """

    def __init__(
        self, *, gate: Gate | OpenGate, listener: Listener, pending: Callable[[], int], in_flight: int = IN_FLIGHT
    ) -> None:
        self._gate = gate
        self._listener = listener
        self._pending = pending
        self._most = in_flight
        self._running = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.post(MESSAGES_PATH, self.take)]

    async def take(self, request: web.Request) -> web.StreamResponse:
        try:
            # First of all: strangers who send slowly would otherwise take the room of those who are known.
            check = await self._gate.recognise(request.headers.get("Authorization", ""))
        except RefusedError as error:
            return _refused(error)
        except NoKeysError:
            return web.Response(status=503, headers={"Retry-After": "5"})
        return await self._within_room(request, check)

    async def _within_room(self, request: web.Request, check: Check) -> web.StreamResponse:
        if self._running + self._pending() >= self._most:
            log.warning("teams.overloaded", extra={"running": self._running})
            return web.Response(status=503, headers={"Retry-After": "1"})
        self._running += 1
        try:
            return await self._bounded(request, check)
        finally:
            self._running -= 1

    async def _bounded(self, request: web.Request, check: Check) -> web.StreamResponse:
        try:
            text = await _read(request)
        except TimeoutError:
            return web.Response(status=408)
        except (web.RequestPayloadError, ConnectionError):
            return web.Response(status=400)
        if text is None:
            return web.Response(status=413)
        body = _decoded(text)
        try:
            # Who is refused learns nothing of what their body was taken for.
            check(body or {})
        except RefusedError as error:
            return _refused(error)
        return await self._answered(body)

    async def _answered(self, body: Body | None) -> web.Response:
        if body is None:
            return web.Response(status=400)
        answer = await self._listener.answer(body)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)


def _refused(error: RefusedError) -> web.Response:
    log.warning("teams.turned_away", extra={"code": error.code, "status": error.status})
    return web.Response(status=error.status)


async def _read(request: web.Request) -> bytes | None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return None
    if request.content.is_eof():
        # Nearly always all of it has come with the head, and there is nothing to wait for.
        whole = request.content.read_nowait()
        return whole if len(whole) <= MAX_BODY_BYTES else None
    async with asyncio.timeout(BODY_SECONDS):
        return await _read_on(request)


async def _read_on(request: web.Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _decoded(text: bytes) -> dict[str, Any] | None:
    try:
        found = without_odd_characters(text, json.loads(text.decode()))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None

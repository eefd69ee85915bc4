"""The HTTP routes: bodies are bounded, verified and read here, then handed to the listener."""

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web

from adapters.slack.body import read_body
from adapters.slack.listen import Listener
from adapters.slack.parsed import MalformedError
from adapters.slack.verify import verify_signature
from bot.clock.clock import Clock

log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
"""Takes events, interactions and commands alike."""

MAX_BODY_BYTES = 1_000_000
"""Slack's largest requests are views of up to 250 kB."""

BODY_SECONDS = 3.0
"""How long a body may trickle in; Slack itself gives up by then."""

IN_FLIGHT = 512
"""More than this at once would wait longer than the three seconds that Slack gives."""


class SignedRoute:
    """`POST /slack/events`.

    Answers 413 to a body that is too large, 408 to one that trickles, 401 to a wrong or stale signature, 503 when more
    comes in than can be answered in time (before anything is read or kept, so that Slack retries), and what the
    listener says otherwise.
    """

    def __init__(
        self,
        *,
        listener: Listener,
        signing_secret: str,
        clock: Clock,
        pending: Callable[[], int],
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self._listener = listener
        self._secret = signing_secret
        self._clock = clock
        self._pending = pending
        self._most = in_flight
        self._running = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.post(EVENTS_PATH, self.take), web.get(EVENTS_PATH, _check_certificate)]

    async def take(self, request: web.Request) -> web.StreamResponse:
        if self._running + self._pending() >= self._most:
            log.warning("slack.overloaded", extra={"running": self._running})
            return web.Response(status=503, headers={"Retry-After": "1"})
        self._running += 1
        try:
            return await self._verified(request)
        finally:
            self._running -= 1

    async def _verified(self, request: web.Request) -> web.StreamResponse:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _bounded(request)
        except TimeoutError:
            return web.Response(status=408)
        if body is None:
            return web.Response(status=413)
        if _is_ssl_check(body):
            # Slack checks the certificate of a command's address, with and without a signature.
            return web.Response()
        if not self._is_signed(request, body):
            return web.Response(status=401)
        return await self._answered(body)

    async def _answered(self, body: bytes) -> web.Response:
        try:
            asked = read_body(body)
        except MalformedError:
            log.warning("slack.malformed")
            return web.Response(status=400)
        answer = await self._listener.answer(asked)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        return verify_signature(
            self._secret,
            body=body,
            timestamp=request.headers.get("X-Slack-Request-Timestamp", ""),
            signature=request.headers.get("X-Slack-Signature", ""),
            now=self._clock.now(),
        )


async def _bounded(request: web.Request) -> bytes | None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _is_ssl_check(body: bytes) -> bool:
    return b"ssl_check=1" in body.split(b"&")


async def _check_certificate(request: web.Request) -> web.Response:
    return web.Response(status=200 if request.query.get("ssl_check") == "1" else 405)

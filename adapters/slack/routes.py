"""The HTTP routes: bodies are bounded and verified here, then handed to the bolt app."""

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

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
    comes in than can be answered in time (before anything is read or kept, so that Slack retries), and what the bolt
    app says otherwise.
    """

    def __init__(
        self,
        *,
        app: AsyncApp,
        signing_secret: str,
        clock: Clock,
        pending: Callable[[], int],
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self._app = app
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
        if not self._is_signed(request, body):
            # Slack checks the certificate of a command's address without a signature.
            return web.Response(status=200 if _is_ssl_check(body) else 401)
        try:
            asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
        except Exception as error:  # noqa: BLE001 - bolt raises whatever its reading of an odd body runs into
            log.warning("slack.malformed", extra={"error": type(error).__name__})
            return web.Response(status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(asked))

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

"""Socket Mode: Slack's requests through a connection that we open, for a first try and for places without an address.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client import SlackClient
from adapters.slack.listen import Listener
from adapters.slack.quiet import quiet_logger
from bot.chat.errors import InDoubtError, ThrottledError, UnreachableError

log = logging.getLogger(__name__)

PING_SECONDS = 10.0


class SocketMode:
    """One connection that reconnects by itself.

    Requests end in the same listener as over HTTP. What is answered with anything but 200 is not
    acknowledged, and Slack sends events again.
    """

    def __init__(self, listener: Listener, client: SlackClient, app_token: str) -> None:
        self._app = _bolt_app(listener)
        self._client = client
        self._app_token = app_token
        self._handler: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to connect; when Slack is away, the SDK goes on trying in the background.

        Raises:
            SendError: Slack does not accept the app-level token, which no further attempt would change.
        """
        address = await self._first_address()
        self._handler = AsyncSocketModeHandler(
            self._app, self._app_token, logger=quiet_logger(), web_client=self._client.web, ping_interval=PING_SECONDS
        )
        self._handler.client.wss_uri = address
        self._connecting = asyncio.create_task(self._connect(self._handler))

    async def stop(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call] # bolt leaves it untyped
        self._handler = self._connecting = None

    async def _first_address(self) -> str | None:
        try:
            return str((await self._client.call("apps.connections.open", self._app_token, {}))["url"])
        except (UnreachableError, InDoubtError, ThrottledError) as error:
            log.warning("slack.not_reached", extra={"code": error.code})
            return None

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        await handler.connect_async()  # type: ignore[no-untyped-call] # bolt leaves it untyped
        log.info("slack.connected")


class _Door(AsyncMiddleware):
    """Stands before bolt's authorization and lets nothing further in."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - bolt passes these by name
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 - as above; nothing comes after us
    ) -> BoltResponse:
        answer = await self._listener.answer(req.body)
        return BoltResponse(status=answer.status, body=answer.body or "")


def _bolt_app(listener: Listener) -> AsyncApp:
    return AsyncApp(
        name="adapters.slack.app",
        logger=quiet_logger(),
        client=AsyncWebClient(logger=quiet_logger(), retry_handlers=[]),
        before_authorize=_Door(listener),
        authorize=_never_asked,
        request_verification_enabled=False,
    )


async def _never_asked() -> AuthorizeResult:
    raise AssertionError("the listener answers before bolt authorizes")

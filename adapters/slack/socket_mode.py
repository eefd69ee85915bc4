"""Socket Mode: Slack's requests through a connection that we open, for a first try and for places without an address.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.quiet import quiet_logger

PING_SECONDS = 10.0


class SocketMode:
    """One connection that reconnects by itself.

    Requests take the same way through the app as over HTTP. What is answered with anything but 200 is not
    acknowledged, and Slack sends events again.
    """

    def __init__(self, app: AsyncApp, client: AsyncWebClient, app_token: str) -> None:
        self._app = app
        self._client = client
        self._app_token = app_token
        self._handler: AsyncSocketModeHandler | None = None

    async def start(self) -> None:
        self._handler = AsyncSocketModeHandler(
            self._app, self._app_token, logger=quiet_logger(), web_client=self._client, ping_interval=PING_SECONDS
        )
        await self._handler.connect_async()  # type: ignore[no-untyped-call] # bolt leaves it untyped

    async def stop(self) -> None:
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call] # as above
            self._handler = None

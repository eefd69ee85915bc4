"""Puts the Slack adapter together: what bootstrap builds, mounts, starts and stops."""

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.http.background import Background
from adapters.slack.client import SlackClient
from adapters.slack.credentials import Credentials, Document, Secrets
from adapters.slack.install import Installer
from adapters.slack.listen import Listener
from adapters.slack.perform import Performer
from adapters.slack.platform import SlackPlatform
from adapters.slack.refs import workspace_ref
from adapters.slack.routes import IN_FLIGHT, SignedRoute
from bot.chat.errors import ChatError, InDoubtError, ThrottledError, UnreachableError
from bot.chat.events import EventHandler, WorkspaceInstalled
from bot.chat.records import Installation, Installations, OneTimeTokens
from bot.chat.words import words_for
from bot.clock.clock import Clock, SystemClock

if TYPE_CHECKING:
    from adapters.slack.socket_mode import SocketMode

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 1.0, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """What the adapter needs to be told; empty strings switch parts off.

    `signing_secret` switches the HTTP routes on, `app_token` Socket Mode, `client_id` with `client_secret` the
    installation by OAuth, and `bot_token` is for just one workspace. `workspaces` are the ids of those that may install
    by OAuth; when there are none, only the first may. `language` is for the few words of the adapter's own, `in_flight`
    how many requests may be in work at once.
    """

    signing_secret: str = ""
    bot_token: str = ""
    app_token: str = ""
    client_id: str = ""
    client_secret: str = ""
    workspaces: tuple[str, ...] = ()
    api_url: str = "https://slack.com/api"
    public_url: str = ""
    language: str = "en"
    in_flight: int = IN_FLIGHT


class SlackAdapter:
    """Slack, ready to be mounted. `start` opens what is needed, `stop` finishes what is under way and closes it."""

    def __init__(
        self,
        *,
        settings: SlackSettings,
        handle: EventHandler,
        installations: Installations,
        tokens: OneTimeTokens,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._handle = handle
        self._installations = installations
        self._clock = clock
        self._client = SlackClient(settings.api_url)
        self._credentials = Credentials(
            client=self._client,
            installations=installations,
            clock=clock,
            client_id=settings.client_id,
            client_secret=settings.client_secret,
        )
        self._background = Background()
        self._tokens = tokens
        self._connecting: asyncio.Task[None] | None = None
        self._socket: SocketMode | None = None
        self._listener = Listener(
            handle=handle,
            performer=Performer(self._client, self._credentials),
            credentials=self._credentials,
            background=self._background,
            language=settings.language,
        )
        self.platform = SlackPlatform(self._client, self._credentials)
        self.routes = self._routes()

    async def start(self) -> None:
        """Opens Socket Mode, and makes the installation of the single bot token.

        When Slack cannot be reached, that is tried again in the background while the rest already runs.

        Raises:
            SendError: Slack does not accept the bot token or the app-level token.
        """
        try:
            await self._start()
        except ChatError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Takes nothing more, finishes what was begun, and closes all connections."""
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._socket is not None:
            await self._socket.stop()
        await self._background.finish()
        await self._client.close()

    async def _start(self) -> None:
        if self._settings.bot_token:
            try:
                await self._install_bot_token()
            except (UnreachableError, InDoubtError, ThrottledError) as error:
                log.warning("slack.not_reached", extra={"code": error.code})
                self._connecting = asyncio.create_task(self._keep_installing())
        if self._settings.app_token:
            from adapters.slack.socket_mode import SocketMode  # noqa: PLC0415 - bolt is heavy, and only needed here

            self._socket = SocketMode(self._listener, self._client, self._settings.app_token)
            await self._socket.start()

    def _routes(self) -> list[web.RouteDef]:
        routes: list[web.RouteDef] = []
        if self._settings.signing_secret:
            routes += SignedRoute(
                listener=self._listener,
                signing_secret=self._settings.signing_secret,
                # Slack signs with the real time, also where ours is moved for a story.
                clock=SystemClock(),
                pending=self._background.__len__,
                in_flight=self._settings.in_flight,
            ).routes()
        if self._settings.client_id and self._settings.client_secret:
            routes += self._installer().routes()
        return routes

    def _installer(self) -> Installer:
        settings = self._settings
        return Installer(
            client=self._client,
            credentials=self._credentials,
            installations=self._installations,
            tokens=self._tokens,
            handle=self._handle,
            clock=self._clock,
            words=words_for(settings.language),
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            workspaces=settings.workspaces,
            authorize_url=settings.api_url.removesuffix("/api") + "/oauth/v2/authorize",
            public_url=settings.public_url,
        )

    async def _keep_installing(self) -> None:
        seconds = FIRST_RETRY_SECONDS
        while True:
            await self._clock.sleep(seconds)
            seconds = min(2 * seconds, LAST_RETRY_SECONDS)
            try:
                return await self._install_bot_token()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt may go better
                log.warning("slack.not_reached", extra={"error": type(error).__name__})

    async def _install_bot_token(self) -> None:
        token = self._settings.bot_token
        identity = await self._client.identify(token)
        workspace = workspace_ref(identity.team)
        known = await self._installations.find(workspace)
        installation = Installation(
            workspace=workspace,
            name=identity.name or identity.team,
            document=Document(scopes=tuple(sorted(identity.scopes))).encode(),
            secrets=Secrets(access_token=token).encode(),
            installed_at=known.installed_at if known else self._clock.now(),
        )
        await self._installations.save(installation)
        self._credentials.forget(workspace)
        if known is None or known.suspended_reason:
            await self._tell_core(installation)

    async def _tell_core(self, installation: Installation) -> None:
        installed = WorkspaceInstalled(
            event_id=f"install-{secrets.token_hex(16)}",
            workspace=installation.workspace,
            name=installation.name,
            installer=None,
        )
        await self._handle(installed)


def build_slack(
    *,
    settings: SlackSettings,
    handle: EventHandler,
    installations: Installations,
    tokens: OneTimeTokens,
    clock: Clock,
) -> SlackAdapter:
    """The adapter, built without touching the network; the routes can be mounted at once."""
    return SlackAdapter(settings=settings, handle=handle, installations=installations, tokens=tokens, clock=clock)

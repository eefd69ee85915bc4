"""Puts the Teams adapter together: what bootstrap builds, mounts, starts and stops."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.http.background import Background
from adapters.teams.apps import App, AppTokens
from adapters.teams.background import logged
from adapters.teams.client import TeamsClient
from adapters.teams.credentials import Credentials
from adapters.teams.install import Installer
from adapters.teams.keys import ConnectorKeys
from adapters.teams.listen import Listener
from adapters.teams.perform import Performer
from adapters.teams.platform import TeamsPlatform
from adapters.teams.routes import IN_FLIGHT, ActivityRoute, Gate, OpenGate
from adapters.teams.verify import KnownTokens
from bot.chat.events import EventHandler
from bot.chat.records import Installations
from bot.clock.clock import Clock, SystemClock

LOGIN_URL: Final = "https://login.microsoftonline.com"
OPENID_URL: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
CONNECTOR_SCOPE: Final = "https://api.botframework.com/.default"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    """What the adapter needs to be told.

    `apps` are the registered apps, one for each tenant. `login_url`, `openid_url` and `scope` are those of Microsoft's
    public cloud; other clouds and tests have their own. `is_open` asks nobody for a token and sends none.
    `language` is for the few words of the adapter's own, `in_flight` how many requests may be in work at once.
    """

    apps: Sequence[App]
    login_url: str = LOGIN_URL
    openid_url: str = OPENID_URL
    scope: str = CONNECTOR_SCOPE
    is_open: bool = False
    language: str = "en"
    in_flight: int = IN_FLIGHT


class TeamsAdapter:
    """Teams, ready to be mounted. `start` begins to fetch keys, `stop` finishes what is under way."""

    def __init__(
        self, *, settings: TeamsSettings, handle: EventHandler, installations: Installations, clock: Clock
    ) -> None:
        # Microsoft's tokens end by the real time, also where ours is moved for a story.
        real = SystemClock()
        self._settings = settings
        self._tokens = AppTokens(apps=settings.apps, login_url=settings.login_url, scope=settings.scope, clock=real)
        self._client = TeamsClient(self._tokens, is_open=settings.is_open)
        credentials = Credentials(tokens=self._tokens, installations=installations, clock=clock)
        self._background = Background()
        installer = Installer(
            client=self._client,
            credentials=credentials,
            handle=handle,
            on_the_side=lambda work: self._background.start(logged(work)),
        )
        known_tokens = KnownTokens()
        self._keys = ConnectorKeys(settings.openid_url, real, known_tokens)
        self.platform = TeamsPlatform(self._client, credentials, installer)
        self._listener = Listener(
            handle=handle,
            installer=installer,
            performer=Performer(self.platform),
            background=self._background,
            language=settings.language,
        )
        tenants = {app.app_id: app.tenant for app in settings.apps}
        self.routes = ActivityRoute(
            gate=OpenGate(tenants)
            if settings.is_open
            else Gate(tenants=tenants, keys=self._keys, known_tokens=known_tokens, clock=real),
            listener=self._listener,
            pending=self._background.__len__,
            in_flight=settings.in_flight,
        ).routes()

    async def start(self) -> None:
        """Begins to fetch the connector's keys; until they are there, requests are asked to come again."""
        if not self._settings.is_open:
            self._keys.start()

    async def stop(self) -> None:
        """Finishes what was begun, and closes all connections."""
        await self._background.finish()
        await self._keys.stop()
        await self._client.close()
        await self._tokens.close()


def build_teams(
    *, settings: TeamsSettings, handle: EventHandler, installations: Installations, clock: Clock
) -> TeamsAdapter:
    """The adapter, built without touching the network; the routes can be mounted at once."""
    return TeamsAdapter(settings=settings, handle=handle, installations=installations, clock=clock)

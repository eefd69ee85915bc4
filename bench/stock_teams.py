"""The Bot Framework SDK's own adapter, as it is measured against: its checks and turns, and nothing done in them."""

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AppCredentials,
    AuthenticationConfiguration,
    BotFrameworkAuthenticationFactory,
    ServiceClientCredentialsFactory,
)

from tests.scenarios.teams_company import APP


class GivenToken(AppCredentials):  # type: ignore[misc] # the SDK ships no types
    def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002 - as the SDK has it
        return "t"


class GivenTokens(ServiceClientCredentialsFactory):  # type: ignore[misc] # as above
    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == APP

    async def is_authentication_disabled(self) -> bool:
        return False

    async def create_credentials(self, *_: object, **__: object) -> GivenToken:
        return GivenToken(app_id=APP, oauth_scope="scope")


class StockAdapter(CloudAdapterBase):  # type: ignore[misc] # as above
    """The SDK's adapter, with its own checks against our far end's keys."""

    def __init__(self, url: str) -> None:
        super().__init__(
            BotFrameworkAuthenticationFactory.create(
                channel_service="",
                validate_authority=True,
                to_channel_from_bot_login_url="https://login.example.com/t",
                to_channel_from_bot_oauth_scope="scope",
                to_bot_from_channel_token_issuer="https://api.botframework.com",
                oauth_url="https://token.example.com",
                to_bot_from_channel_open_id_metadata_url=f"{url}/openid",
                to_bot_from_emulator_open_id_metadata_url=f"{url}/openid",
                caller_id="caller",
                credential_factory=GivenTokens(),
                auth_configuration=AuthenticationConfiguration(),
            )
        )

    async def take(self, request: web.Request) -> web.Response:
        """What the integration package does with a request, without its second serialising, which fails."""
        activity = Activity().deserialize(await request.json())
        await self.process_activity(request.headers["Authorization"], activity, _nothing)
        return web.Response(status=200)


async def _nothing(_: TurnContext) -> None:
    return

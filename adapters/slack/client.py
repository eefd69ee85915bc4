"""Calls Slack's Web API, and is the only place that turns what goes wrong there into our errors.

https://docs.slack.dev/apis/web-api
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.limits import Json
from adapters.slack.quiet import quiet_logger
from adapters.slack.refs import TeamId
from bot.chat.errors import (
    BlockedError,
    GoneError,
    InDoubtError,
    NotInstalledError,
    RejectedError,
    SendError,
    ThrottledError,
    UnreachableError,
    WorkspaceSuspendedError,
)

log = logging.getLogger(__name__)

SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "apps.connections.open": frozenset(),
    "auth.revoke": frozenset(),
    "auth.teams.list": frozenset(),
    "auth.test": frozenset(),
    "chat.delete": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": frozenset({"im:history", "channels:history", "groups:history"}),
    "conversations.info": frozenset({"channels:read", "groups:read"}),
    "conversations.open": frozenset({"im:write"}),
    "oauth.v2.access": frozenset(),
    "users.list": frozenset({"users:read", "users:read.email"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.update": frozenset(),
}
"""Every method that Voxloop calls, and the scopes that it is called with. A conversation asks for the scope of its own
kind (a direct one, a public or a private channel)."""

SCOPES_BESIDE_METHODS: Final = frozenset({"commands", "reactions:read"})
"""What slash commands and the events of reactions need. The manifest asks for these, those of the methods, no more."""

OPTIONAL_SCOPES: Final = frozenset({"im:history", "channels:history", "groups:history", "groups:read"})
"""Asked for in `bot_optional`. With `…:history` a delivery that is in doubt can be looked up, and what is written below
the bot's messages in channels arrives; `groups:…` is for private channels."""

READING_METHODS: Final = frozenset(
    {
        "auth.revoke",
        "auth.teams.list",
        "conversations.history",
        "conversations.info",
        "users.list",
    }
)
"""Methods that take their arguments in the address instead of in JSON."""

SUSPENDING_CODES: Final = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_uninstalled",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_revoked",
    }
)
BLOCKING_CODES: Final = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
NOT_INSTALLED_CODES: Final = frozenset({"app_not_installed", "not_in_channel"})
GONE_CODES: Final = frozenset({"message_not_found"})
DOUBTFUL_CODES: Final = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
PASSING_CODES: Final = frozenset({"token_expired"})
"""It surely did not arrive, and the next attempt goes with a rotated token."""

TABLE_CODES: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_attachments"})
"""What Slack answers where it does not know a block, such as a table in a workspace that lacks them."""

TIMEOUT: Final = aiohttp.ClientTimeout(total=15, connect=5)
CONNECTIONS: Final = 100
SERVER_ERROR: Final = 500
TOO_MANY_REQUESTS: Final = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A token's workspace and scopes, and what time Slack had when it said so."""

    team: TeamId
    name: str
    scopes: frozenset[str]
    now_at: datetime | None


class SlackClient:
    """All calls of one process, over one shared session. Nothing is retried here: the outbox knows what is safe."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url.rstrip("/") + "/"
        self._session: aiohttp.ClientSession | None = None
        self._web: AsyncWebClient | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
        self._session = self._web = None

    @property
    def web(self) -> AsyncWebClient:
        """The SDK's client without a token, over the shared session.

        The session carries the time-outs (the SDK ignores its own then), and there are no retry handlers: by default
        the SDK posts twice when the connection drops after Slack has done the work.
        """
        if self._web is None:
            self._web = AsyncWebClient(
                base_url=self._api_url, session=self._shared(), retry_handlers=[], logger=quiet_logger()
            )
        return self._web

    async def post_message(self, token: str, arguments: Json) -> Json:
        """`chat.postMessage`.

        Raises:
            SendError: the message did not go out, or may not have.
        """
        return await self.call("chat.postMessage", token, arguments)

    async def call(self, method: str, token: str, arguments: Json) -> Json:
        """Any method of `SCOPES`. What large runs and many answers consist of goes past the SDK's layers.

        Raises:
            SendError: Slack did not do it, or may not have.
        """
        if method not in SCOPES:
            raise KeyError(f"{method} has no row in the table of scopes")
        headers = {"Authorization": f"Bearer {token}"}
        if method in READING_METHODS:
            return await self._ask(method, headers=headers, http_verb="GET", params=arguments)
        return await self._post(f"{self._api_url}{method}", arguments, headers)

    async def identify(self, token: str) -> Identity:
        """`auth.test`: whose token this is, and what it may do.

        Raises:
            SendError: the token does not work, or Slack cannot be reached.
        """
        answer = await self._answer("auth.test", headers={"Authorization": f"Bearer {token}"}, json={})
        scopes = str(answer.headers.get("x-oauth-scopes", "")).split(",")
        return Identity(
            team=TeamId(str(answer.get("team_id") or "")),
            name=str(answer.get("team") or ""),
            scopes=frozenset(scope.strip() for scope in scopes if scope.strip()),
            now_at=_date_of(answer.headers),
        )

    async def exchange(self, client_id: str, client_secret: str, arguments: Json) -> Json:
        """`oauth.v2.access`: a code or a refresh token for tokens.

        Raises:
            SendError: Slack refused it, or cannot be reached.
        """
        authorization = aiohttp.encode_basic_auth(client_id, client_secret)
        return await self._ask("oauth.v2.access", headers={"Authorization": authorization}, data=arguments)

    async def respond(self, url: str, payload: Json) -> None:
        """Answers through a `response_url`, which needs no token.

        Raises:
            SendError: Slack did not take it.
        """
        await self._post(url, payload, {})

    async def with_table_fallback(self, send: Callable[[bool], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever `send` gives
        """Sends with native tables, and once more with tables as text where Slack refuses the blocks."""
        try:
            return await send(True)  # noqa: FBT003 - the only argument, named by the type beside
        except RejectedError as error:
            if error.code not in TABLE_CODES:
                raise
        log.info("slack.tables_as_text")
        return await send(False)  # noqa: FBT003 - as above

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, connector=connector)
        return self._session

    async def _post(self, url: str, payload: Json, headers: Mapping[str, str]) -> Json:
        try:
            async with self._shared().post(url, json=payload, headers=headers) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _network_error(error) from None
        return _checked(answer.status, answer.headers, _decoded(body))

    async def _ask(self, method: str, **request: Any) -> Json:  # noqa: ANN401 - what the SDK takes
        return cast("Json", (await self._answer(method, **request)).data)

    async def _answer(self, method: str, **request: Any) -> Any:  # noqa: ANN401 - the SDK's response has no useful type
        try:
            return await self.web.api_call(method, **request)
        except SlackApiError as error:
            raise _api_error(error) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _network_error(error) from None


def _date_of(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None


def _api_error(error: SlackApiError) -> SendError:
    answer = error.response
    status = getattr(answer, "status_code", None) or getattr(answer, "status", 0)
    data = getattr(answer, "data", None)
    try:
        _checked(int(status or 0), answer.headers, data if isinstance(data, dict) else None)
    except SendError as ours:
        return ours
    return InDoubtError("answer_not_understood")


def _network_error(error: Exception) -> SendError:
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return UnreachableError("not_connected")
    return InDoubtError("timed_out" if isinstance(error, TimeoutError) else "connection_lost")


def _decoded(body: bytes) -> Json | None:
    if body.strip() == b"ok":
        return {"ok": True}
    try:
        data = json.loads(body)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _checked(status: int, headers: Mapping[str, str], data: Json | None) -> Json:
    if status == TOO_MANY_REQUESTS:
        raise ThrottledError("ratelimited", _retry_after(headers))
    if status >= SERVER_ERROR:
        raise InDoubtError(f"http_{status}")
    if not data:
        raise InDoubtError(f"http_{status}_without_json")
    if data.get("ok"):
        return data
    raise _refusal(str(data.get("error") or f"http_{status}"), headers)


def _refusal(code: str, headers: Mapping[str, str]) -> SendError:
    if code in {"ratelimited", "rate_limited"}:
        return ThrottledError(code, _retry_after(headers))
    kinds: tuple[tuple[frozenset[str], type[SendError]], ...] = (
        (SUSPENDING_CODES, WorkspaceSuspendedError),
        (BLOCKING_CODES, BlockedError),
        (NOT_INSTALLED_CODES, NotInstalledError),
        (GONE_CODES, GoneError),
        (DOUBTFUL_CODES, InDoubtError),
        (PASSING_CODES, UnreachableError),
    )
    return next((kind for codes, kind in kinds if code in codes), RejectedError)(code)


def _retry_after(headers: Mapping[str, str]) -> float:
    text = headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else 1.0

"""Calls the Bot Connector's REST API, and is the only place that turns what goes wrong there into our errors.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import asyncio
import json
import logging
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from adapters.teams.apps import App, AppTokens
from adapters.teams.limits import Json
from adapters.teams.refs import ActivityId, ConversationId, TeamId, UserId, bot_id
from bot.chat.errors import (
    BlockedError,
    GoneError,
    InDoubtError,
    NotInstalledError,
    RejectedError,
    SendError,
    ThrottledError,
    UnreachableError,
)

log = logging.getLogger(__name__)

TIMEOUT: Final = aiohttp.ClientTimeout(total=20, connect=5)
CONNECTIONS: Final = 100
CALLS_PER_SECOND: Final = 45.0
"""Of the 50 that Teams takes from an app in a tenant: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit"""

TARGETED: Final = "isTargetedActivity=true"
MEMBERS_PAGE: Final = 500
MOST_PAGES: Final = 1_000
"""Ours: a team has 25,000 members at most."""

MOST_ANSWER_BYTES: Final = 4_000_000
"""Ours: a page of members takes about a tenth of it."""

MOST_CODE: Final = 60

OK_BELOW: Final = 300
UNAUTHORISED, FORBIDDEN = 401, 403
CLIENT_ERROR: Final = 400
SERVER_ERROR: Final = 500

NOT_INSTALLED_CODES: Final = frozenset(
    {"BotNotInConversationRoster", "BotDisabledByAdmin", "BotNotRegistered", "ConversationNotFound", "UserNotFound"}
)
"""https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The right to speak in one tenant: as which app, and where the connector for that tenant is."""

    app: App
    service_url: str


class TeamsClient:
    """All calls of one process, over one session. Nothing is retried here: the outbox knows what is safe.

    `is_open` sends no token, for a connector on this machine that asks for none.
    """

    def __init__(self, tokens: AppTokens, *, is_open: bool = False, calls_per_second: float = CALLS_PER_SECOND) -> None:
        self._tokens = tokens
        self._is_open = is_open
        self._calls_per_second = calls_per_second
        self._session: aiohttp.ClientSession | None = None
        self._paces: dict[str, Pace] = {}

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
        self._session = None

    async def open_chat(self, grant: Grant, user: UserId) -> ConversationId:
        """The personal chat with somebody, which is made if there is none; asking again gives the same one.

        Raises:
            SendError: there is none.
        """
        bot = {"id": bot_id(grant.app.app_id)}
        asked = {"bot": bot, "members": [{"id": user}], "tenantId": grant.app.tenant, "isGroup": False}
        data = {"channelData": {"tenant": {"id": grant.app.tenant}}}
        answer = await self._call(grant, "POST", "/v3/conversations", {**asked, **data}, is_safe=True)
        return ConversationId(_word(answer, "id"))

    async def start_thread(self, grant: Grant, channel: str, activity: Json) -> ActivityId:
        """Posts a message to a channel, where it begins a thread.

        Raises:
            SendError: it did not go out, or may not have.
        """
        asked = {
            "isGroup": True,
            "tenantId": grant.app.tenant,
            "bot": {"id": bot_id(grant.app.app_id)},
            "channelData": {"channel": {"id": channel}, "tenant": {"id": grant.app.tenant}},
            "activity": activity,
        }
        return ActivityId(_word(await self._call(grant, "POST", "/v3/conversations", asked), "activityId"))

    async def post(
        self, grant: Grant, conversation: ConversationId, activity: Json | bytes, *, reply_to: str = ""
    ) -> ActivityId:
        """Posts a message to a conversation, perhaps in reply to another one; it may be written as JSON already.

        Raises:
            SendError: it did not go out, or may not have.
        """
        path = f"{_conversation(conversation)}/activities" + (f"/{quote(reply_to, safe='')}" if reply_to else "")
        sent = {**activity, "replyToId": reply_to} if reply_to and isinstance(activity, dict) else activity
        return ActivityId(_word(await self._call(grant, "POST", path, sent), "id"))

    async def tell(self, grant: Grant, channel: str, user: UserId, activity: Json, *, thread: str = "") -> None:
        """Posts a message to a channel, or to a thread of it, that one member of it sees and nobody else.

        https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages

        Raises:
            SendError: it did not go out, or may not have.
        """
        path = f"{_conversation(channel)}/activities" + (f"/{quote(thread, safe='')}" if thread else "")
        await self._call(grant, "POST", f"{path}?{TARGETED}", {**activity, "recipient": {"id": user}})

    async def update(
        self, grant: Grant, conversation: str, activity_id: str, activity: Json, *, is_targeted: bool = False
    ) -> None:
        """Exchanges a message; one that a single person sees only as such.

        Raises:
            GoneError: it is not there any more.
            SendError: it was not exchanged.
        """
        path = f"{_conversation(conversation)}/activities/{quote(activity_id, safe='')}"
        path += f"?{TARGETED}" if is_targeted else ""
        await self._call(grant, "PUT", path, {**activity, "id": activity_id}, is_safe=True, is_about_message=True)

    async def delete(self, grant: Grant, conversation: ConversationId, activity_id: str) -> None:
        """Deletes a message.

        Raises:
            GoneError: it was not there any more.
            SendError: it may still be there.
        """
        path = f"{_conversation(conversation)}/activities/{quote(activity_id, safe='')}"
        await self._call(grant, "DELETE", path, None, is_safe=True, is_about_message=True)

    async def members(self, grant: Grant, conversation: str) -> AsyncIterator[Sequence[Json]]:
        """The members of a team, a page at a time.

        Raises:
            SendError: the connector could not be asked, or gives no end of pages.
        """
        continuation = ""
        for _ in range(MOST_PAGES):
            page = await self._members(grant, conversation, continuation)
            yield _objects(page, "members")
            following = str(page.get("continuationToken") or "")
            if not following:
                return
            if following == continuation:
                break
            continuation = following
        raise UnreachableError("pages_without_end")

    async def _members(self, grant: Grant, conversation: str, continuation: str) -> Json:
        query = f"?pageSize={MEMBERS_PAGE}" + (f"&continuationToken={quote(continuation)}" if continuation else "")
        path = f"{_conversation(conversation)}/pagedmembers{query}"
        return await self._call(grant, "GET", path, None, is_safe=True)

    async def member(self, grant: Grant, conversation: str, user: UserId) -> Json:
        """One member of a conversation, with name and address.

        Raises:
            SendError: the connector could not be asked, or knows nobody.
        """
        path = f"{_conversation(conversation)}/members/{quote(user, safe='')}"
        return await self._call(grant, "GET", path, None, is_safe=True)

    async def channels(self, grant: Grant, team: TeamId) -> Sequence[Json]:
        """The channels of a team; the General one has no name.

        Raises:
            SendError: the connector could not be asked.
        """
        path = f"/v3/teams/{quote(team, safe='')}/conversations"
        return _objects(await self._call(grant, "GET", path, None, is_safe=True), "conversations")

    async def _call(
        self,
        grant: Grant,
        method: str,
        path: str,
        body: Json | bytes | None,
        *,
        is_safe: bool = False,
        is_about_message: bool = False,
    ) -> Json:
        """One request. Where it `is_safe` to do it twice, nothing is ever in doubt."""
        headers, token = {"Content-Type": "application/json"}, ""
        if not self._is_open:
            token = await self._tokens.token(grant.app)
            headers["Authorization"] = f"Bearer {token}"
        await self._paces.setdefault(grant.app.tenant, Pace(self._calls_per_second)).wait()
        url = grant.service_url.rstrip("/") + path
        try:
            asking = self._shared().request(method, url, data=_written(body), headers=headers, allow_redirects=False)
            async with asking as answer:
                text = await _read(answer)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _network_error(error, is_safe=is_safe) from None
        if answer.status < OK_BELOW:
            return _decoded(text)
        if answer.status == UNAUTHORISED:
            self._tokens.forget(grant.app, token)
        code = _code(text, answer.status)
        log.info("teams.refused", extra={"status": answer.status, "code": code, "method": method})
        raise _refusal(answer.status, code, answer.headers, is_safe=is_safe, is_about_message=is_about_message)

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, connector=connector)
        return self._session


class Pace:
    """Spreads calls so that there are never more in a second than the rate, whoever makes them."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._burst = per_second / 2
        self._next = 0.0

    async def wait(self) -> None:
        """Returns when the next call may start; up to half a second's worth may start at once."""
        now = time.monotonic()
        self._next = max(self._next + self._gap, now - self._burst * self._gap)
        if self._next > now:
            await asyncio.sleep(self._next - now)


def _written(body: Json | bytes | None) -> bytes | None:
    return json.dumps(body).encode() if isinstance(body, dict) else body


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """The body of an answer, as long as it is no longer than any that the connector has reason to give."""
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > MOST_ANSWER_BYTES:
            raise aiohttp.ClientPayloadError
    return bytes(body)


def _refusal(status: int, code: str, headers: Mapping[str, str], *, is_safe: bool, is_about_message: bool) -> SendError:
    """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit names 429, 412, 502 and 504."""
    match status:
        case 429 | 412:
            return ThrottledError(code, retry_after_seconds(headers, datetime.now(UTC)))
        case 401:
            return UnreachableError(code)
        case 404 | 410 if is_about_message:
            return GoneError(code)
        case 403 | 404 | 410:
            return (NotInstalledError if code in NOT_INSTALLED_CODES or status != FORBIDDEN else BlockedError)(code)
        case _ if status >= SERVER_ERROR:
            return UnreachableError(code) if is_safe else InDoubtError(code)
        case _ if status < CLIENT_ERROR:
            # Never followed: what was to be sent would go to whomever an answer names.
            return UnreachableError(code)
        case _:
            return RejectedError(code)


def _network_error(error: Exception, *, is_safe: bool) -> SendError:
    if is_safe or isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return UnreachableError("not_connected")
    return InDoubtError("timed_out" if isinstance(error, TimeoutError) else "connection_lost")


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float:
    """How long to wait; when nobody says, a second or two, not the same for all."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return max(1.0, float(text[:6]))
    try:
        return max(1.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return 1.0 + random.random()


def _code(text: bytes, status: int) -> str:
    """The connector's own word for a refusal; error pages in HTML have none."""
    match _decoded_or_none(text):
        case {"error": {"code": str(code)}} | {"error": str(code)} | {"code": str(code)} if _is_word(code):
            return code
        case _:
            return f"http_{status}"


def _is_word(code: str) -> bool:
    return 0 < len(code) <= MOST_CODE and code.isascii() and code.replace("_", "").replace("-", "").isalnum()


def _decoded(text: bytes) -> Json:
    """The object of an answer; a change of a message may be answered with nothing."""
    if not text.strip():
        return {}
    found = _decoded_or_none(text)
    if not isinstance(found, dict):
        raise InDoubtError("answer_not_understood")
    return found


def _decoded_or_none(text: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _objects(page: Json, name: str) -> Sequence[Json]:
    """The entries of a list; what is no entry is left out."""
    entries = page.get(name)
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []


def _word(part: Json, name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str) or not value:
        raise InDoubtError(f"answer_without_{name}")
    return value


def _conversation(conversation: str) -> str:
    return f"/v3/conversations/{quote(conversation, safe='')}"

"""Slack as a chat platform: messages that the bot starts, what becomes of them, channels, and the directory."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Final

from adapters.slack.capabilities import CAPABILITIES
from adapters.slack.client import SlackClient
from adapters.slack.credentials import Credentials, Grant
from adapters.slack.limits import Json
from adapters.slack.parse import parse_user
from adapters.slack.parse_channels import parse_place
from adapters.slack.parsed import MalformedError
from adapters.slack.refs import (
    ChannelId,
    TeamId,
    channel_and_timestamp,
    channel_of,
    channel_place,
    is_organisation,
    message_ref,
    workspace_ref,
)
from adapters.slack.render import render_message
from bot.chat.blocks import Message
from bot.chat.errors import (
    BlockedError,
    GoneError,
    InDoubtError,
    RejectedError,
    UnreachableError,
    WorkspaceSuspendedError,
)
from bot.chat.ids import DeliveryId, MessageRef, Place, PlaceKind, WorkspaceRef
from bot.chat.platform import Capabilities, PlaceFacts
from bot.chat.records import DirectoryEntry

log = logging.getLogger(__name__)

DELIVERY_EVENT = "voxloop_delivery"
"""The type of the message metadata; workspaces can read metadata, so it holds an opaque id alone."""

HISTORY_ITEMS = 15
"""What apps outside Slack's Marketplace get at most: https://docs.slack.dev/reference/methods/conversations.history"""

DIRECT_HISTORY: Final = frozenset({"im:history"})
CHANNEL_HISTORY: Final = frozenset({"channels:history", "groups:history"})
"""Without any of these Slack is not even asked; whether it is the one for this very channel, Slack knows."""

USERS_PAGE = 200
TEAMS_PAGE = 100


class SlackPlatform:
    """Fills the port `ChatPlatform`."""

    def __init__(self, client: SlackClient, credentials: Credentials) -> None:
        self._client = client
        self._credentials = credentials

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        grant = await self._credentials.grant(place.workspace)
        try:
            answer = await self._client.with_table_fallback(
                lambda is_native: self._client.post_message(
                    grant.token, _arguments(place, render_message(message, native_tables=is_native), delivery_id)
                )
            )
        except (UnreachableError, WorkspaceSuspendedError):
            self._credentials.forget(place.workspace)
            raise
        return message_ref(place, ChannelId(_word(answer, "channel")), _word(answer, "ts"))

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        """Looks into the newest messages of the place; needs the optional scope for the history of its kind.

        Raises:
            RejectedError: with the code `missing_scope` where that scope was not granted. Threads are never looked
                into, because Slack gives their oldest messages first.
            SendError: Slack could not be asked.
        """
        grant = await self._credentials.grant(place.workspace)
        if place.kind is PlaceKind.THREAD:
            raise RejectedError("thread_not_searched")
        if grant.scopes.isdisjoint(DIRECT_HISTORY if place.kind is PlaceKind.DIRECT else CHANNEL_HISTORY):
            raise RejectedError("missing_scope")
        channel = await self._open(place, grant) if place.kind is PlaceKind.DIRECT else channel_of(place)
        arguments = {"channel": channel, "limit": HISTORY_ITEMS, "include_all_metadata": "true"}
        history = await self._client.call("conversations.history", grant.token, arguments)
        for message in history.get("messages", ()):
            if _delivery_of(message) == delivery_id:
                return message_ref(place, ChannelId(channel), _word(message, "ts"))
        return None

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Exchanges what a message shows; its metadata stays, and doing it twice is harmless.

        https://docs.slack.dev/reference/methods/chat.update
        """
        await self._client.with_table_fallback(
            lambda is_native: self._amend("chat.update", ref, render_message(message, native_tables=is_native))
        )

    async def delete(self, ref: MessageRef) -> None:
        """Deletes a message for everyone; one that is not there any more is deleted.

        https://docs.slack.dev/reference/methods/chat.delete
        """
        with suppress(GoneError):
            await self._amend("chat.delete", ref, {})

    async def describe_place(self, place: Place) -> PlaceFacts:
        """What Slack tells of a channel; for a private one that needs the optional scope `groups:read`.

        The bot can post in channels that it was invited to. One that it cannot see is not open to it.
        """
        grant = await self._credentials.grant(place.workspace)
        try:
            answer = await self._client.call("conversations.info", grant.token, {"channel": channel_of(place)})
        except BlockedError:
            return PlaceFacts(name="", is_open=False, is_shared_outside=False)
        return parse_place(answer.get("channel") or {})

    def below(self, ref: MessageRef) -> Place:
        """The thread below a message, or the one that it stands in itself: Slack's threads are one level deep."""
        channel, timestamp = channel_and_timestamp(ref)
        return channel_place(ref.place.workspace, channel, ref.place.thread_id or timestamp)

    async def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """All accounts, 200 at a time; for an organisation those of each of its workspaces."""
        grant = await self._credentials.grant(workspace)
        async for each in self._workspaces(workspace, grant):
            arguments: Json = {"limit": USERS_PAGE, "include_locale": "true", "team_id": each.external_id}
            async for page in self._pages("users.list", grant, arguments):
                yield tuple(_entries(page.get("members", ()), each))

    async def _amend(self, method: str, ref: MessageRef, rendered: Json) -> None:
        grant = await self._credentials.grant(ref.place.workspace)
        channel, timestamp = channel_and_timestamp(ref)
        try:
            await self._client.call(method, grant.token, {**rendered, "channel": channel, "ts": timestamp})
        except (UnreachableError, WorkspaceSuspendedError):
            self._credentials.forget(ref.place.workspace)
            raise

    async def _open(self, place: Place, grant: Grant) -> str:
        opened = await self._client.call("conversations.open", grant.token, {"users": channel_of(place)})
        return _word(opened.get("channel") or {}, "id")

    async def _workspaces(self, workspace: WorkspaceRef, grant: Grant) -> AsyncIterator[WorkspaceRef]:
        if not is_organisation(workspace):
            yield workspace
            return
        async for page in self._pages("auth.teams.list", grant, {"limit": TEAMS_PAGE}):
            for team in page.get("teams", ()):
                member = workspace_ref(TeamId(_word(team, "id")))
                await self._credentials.share(member, workspace)
                yield member

    async def _pages(self, method: str, grant: Grant, arguments: Json) -> AsyncIterator[Json]:
        cursor = ""
        while True:
            given = {**arguments, "cursor": cursor} if cursor else arguments
            page = await self._client.call(method, grant.token, given)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return


def _arguments(place: Place, rendered: Json, delivery_id: DeliveryId) -> Json:
    """The arguments of `chat.postMessage`; nothing in a text is taken for markup, a mention or a link to unfold."""
    arguments = {
        **rendered,
        "channel": channel_of(place),
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": DELIVERY_EVENT, "event_payload": {"id": delivery_id}},
    }
    return {**arguments, "thread_ts": place.thread_id} if place.thread_id else arguments


def _delivery_of(message: Json) -> str | None:
    match message.get("metadata"):
        case {"event_type": "voxloop_delivery", "event_payload": {"id": str(delivery_id)}}:
            return delivery_id
        case _:
            return None


def _entries(members: Sequence[Json], workspace: WorkspaceRef) -> list[DirectoryEntry]:
    entries = []
    for member in members:
        try:
            entries.append(parse_user(member, workspace))
        except MalformedError:
            log.warning("slack.account_without_id")
    return entries


def _word(part: Json, name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str) or not value:
        raise InDoubtError(f"answer_without_{name}")
    return value

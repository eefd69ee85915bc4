"""Teams as a chat platform: messages that the bot starts, what becomes of them, channels and the directory."""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from typing import Final

from adapters.teams.capabilities import CAPABILITIES
from adapters.teams.client import Grant, TeamsClient
from adapters.teams.credentials import Credentials
from adapters.teams.install import Installer
from adapters.teams.limits import Json
from adapters.teams.parse_changes import is_from_outside
from adapters.teams.refs import (
    ActivityId,
    ConversationId,
    TeamId,
    UserId,
    message_ref,
    thread_below,
    thread_conversation,
    user_of,
)
from adapters.teams.render import render_message, write_message
from bot.chat.blocks import Message
from bot.chat.errors import GoneError, NotInstalledError, RejectedError
from bot.chat.ids import DeliveryId, MessageRef, Place, PlaceKind, WorkspaceRef
from bot.chat.platform import Capabilities, PlaceFacts
from bot.chat.records import DirectoryEntry

log = logging.getLogger(__name__)

CHATS_KNOWN: Final = 50_000
"""How many personal chats are remembered; another one costs one call more."""


class TeamsPlatform:
    """Fills the port `ChatPlatform`."""

    def __init__(self, client: TeamsClient, credentials: Credentials, installer: Installer) -> None:
        self._client = client
        self._credentials = credentials
        self._installer = installer
        self._chats = OrderedDict[Place, ConversationId]()

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:  # noqa: ARG002 - Teams has no room for it that could be read again
        if place.kind is PlaceKind.CHANNEL:
            return await self.post(place, render_message(message))
        return await self._post(place, write_message(message))

    async def post(self, place: Place, activity: Json, *, reply_to: str = "") -> MessageRef:
        """Posts what was rendered already.

        Raises:
            SendError: it did not go out, or may not have.
        """
        if place.kind is not PlaceKind.CHANNEL:
            return await self._post(place, activity, reply_to=reply_to)
        grant = await self._credentials.grant(place.workspace)
        return message_ref(place, await self._client.start_thread(grant, place.external_id, activity))

    async def _post(self, place: Place, activity: Json | bytes, *, reply_to: str = "") -> MessageRef:
        grant = await self._credentials.grant(place.workspace)
        conversation = await self._conversation(grant, place)
        try:
            return message_ref(place, await self._client.post(grant, conversation, activity, reply_to=reply_to))
        except NotInstalledError:
            self._chats.pop(place, None)
            raise

    async def tell(self, place: Place, user: UserId, activity: Json, *, request: ActivityId | None) -> None:
        """Says something in a channel or its thread that `user` alone sees, with the request that it answers, if any.

        Raises:
            SendError: it did not go out, or may not have.
        """
        grant = await self._credentials.grant(place.workspace)
        asked = {"entities": [{"type": "targetedMessageInfo", "messageId": request}]} if request else {}
        await self._client.tell(grant, place.external_id, user, {**activity, **asked}, thread=place.thread_id or "")

    async def retell(self, place: Place, message: ActivityId, activity: Json) -> None:
        """Exchanges what `tell` said.

        Raises:
            GoneError: it is not there any more; Teams keeps it for a day.
            SendError: it was not exchanged.
        """
        grant = await self._credentials.grant(place.workspace)
        await self._client.update(grant, place.external_id, message, activity, is_targeted=True)

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:  # noqa: ARG002 - the port's shape
        """Never works: bots cannot read conversations.

        Raises:
            RejectedError: always.
        """
        raise RejectedError("cannot_be_asked")

    async def edit(self, ref: MessageRef, message: Message) -> None:
        grant = await self._credentials.grant(ref.place.workspace)
        conversation = await self._conversation_of(grant, ref)
        await self._client.update(grant, conversation, ref.external_id, render_message(message))

    async def delete(self, ref: MessageRef) -> None:
        grant = await self._credentials.grant(ref.place.workspace)
        try:
            await self._client.delete(grant, await self._conversation_of(grant, ref), ref.external_id)
        except GoneError:
            log.info("teams.was_gone")

    def below(self, ref: MessageRef) -> Place:
        return thread_below(ref)

    async def describe_place(self, place: Place) -> PlaceFacts:
        """Looks for the channel in the teams that Voxloop was added to; a channel elsewhere cannot be posted to."""
        grant = await self._credentials.grant(place.workspace)
        for team in await self._credentials.teams(place.workspace):
            try:
                found = await self._channel(grant, team, place.external_id)
            except NotInstalledError:
                continue
            if found is not None:
                is_shared = str(found.get("type") or "").casefold() == "shared"
                outside = is_shared or await self._has_guests(grant, team, place.workspace)
                name = str(found.get("name") or "General")
                return PlaceFacts(name=name, is_open=True, is_shared_outside=outside)
        return PlaceFacts(name=place.external_id, is_open=False, is_shared_outside=False)

    async def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """The members of all teams that Voxloop was added to; those who have it in a chat only come one by one."""
        for team in await self._credentials.teams(workspace):
            try:
                async for page in self._installer.roster(workspace, team):
                    yield page
            except NotInstalledError:
                log.info("teams.team_left", extra={"workspace": workspace.external_id})

    async def _conversation(self, grant: Grant, place: Place) -> ConversationId:
        """Where the connector takes messages for a place; a personal chat is opened when it is not known."""
        if place.kind is PlaceKind.THREAD:
            return thread_conversation(place.external_id, place.thread_id or "")
        if place.kind is PlaceKind.CHANNEL:
            return ConversationId(place.external_id)
        if known := self._chats.get(place):
            self._chats.move_to_end(place)
            return known
        opened = await self._client.open_chat(grant, user_of(place))
        self._chats[place] = opened
        if len(self._chats) > CHATS_KNOWN:
            self._chats.popitem(last=False)
        return opened

    async def _conversation_of(self, grant: Grant, ref: MessageRef) -> ConversationId:
        """Where a message stands; one in a channel begins its thread."""
        if ref.place.kind is PlaceKind.CHANNEL:
            return thread_conversation(ref.place.external_id, ref.external_id)
        return await self._conversation(grant, ref.place)

    async def _channel(self, grant: Grant, team: TeamId, channel: str) -> Json | None:
        return next((each for each in await self._client.channels(grant, team) if each.get("id") == channel), None)

    async def _has_guests(self, grant: Grant, team: TeamId, workspace: WorkspaceRef) -> bool:
        async for page in self._client.members(grant, team):
            if any(is_from_outside(each, workspace) for each in page):
                return True
        return False

"""The page as a chat platform: messages that the bot starts go into the mailbox."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from adapters.web.capabilities import CAPABILITIES
from adapters.web.doorbell import Doorbell
from adapters.web.refs import WORKSPACE, channel_of, thread
from bot.chat.blocks import Message
from bot.chat.errors import BusyError, GoneError, RejectedError, UnavailableError, UnreachableError
from bot.chat.ids import DeliveryId, MessageRef, Place, PlaceKind, WorkspaceRef
from bot.chat.platform import Capabilities, PlaceFacts
from bot.chat.records import ChannelCard, ChannelGuide, DirectoryEntry, Mailbox
from bot.clock.clock import Clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPlatform:
    """Fills `bot.chat.platform.ChatPlatform`. Whatever cannot be kept or asked now is an `UnreachableError`."""

    mailbox: Mailbox
    guide: ChannelGuide
    clock: Clock
    doorbell: Doorbell

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        """Keeps the message once for each delivery and wakes the pages that are open.

        Raises:
            RejectedError: there is no such place on the page (any more).
            UnreachableError: the mailbox cannot take it now.
        """
        if not await self._is_ours(place):
            raise RejectedError("no_such_place")
        try:
            ref = await _asked(self.mailbox.put(place, delivery_id, message, self.clock.now()))
        except GoneError as error:
            raise RejectedError(error.code) from error
        self.tell(place)
        return ref

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        """The message of a delivery, if it was kept; also when it was deleted since."""
        return await _asked(self.mailbox.find(place, delivery_id))

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Exchanges a message for good, also on the pages that are open.

        Raises:
            GoneError: it was deleted, or is too old to be kept.
        """
        if not await _asked(self.mailbox.edit(ref, message)):
            raise GoneError("message_gone")
        self.tell(ref.place)

    async def delete(self, ref: MessageRef) -> None:
        """Deletes a message with all comments and reactions, also from the pages that are open."""
        await _asked(self.mailbox.delete(ref))
        self.tell(ref.place)

    async def describe_place(self, place: Place) -> PlaceFacts:
        """The page belongs to the organisation alone, so nothing on it is shared outside."""
        card = await self._card(place)
        return PlaceFacts(name=card.name if card else "", is_open=card is not None, is_shared_outside=False)

    def below(self, ref: MessageRef) -> Place:
        """The thread of a letter in a channel; a conversation and a thread have none below."""
        return thread(ref) if ref.place.kind is PlaceKind.CHANNEL else ref.place

    def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:  # noqa: ARG002 - the port's shape
        """Nobody: the page knows only those whom the core sends here."""
        return _nobody()

    def tell(self, place: Place) -> None:
        """Wakes the pages that show a place; a thread is shown in its channel."""
        self.doorbell.ring(channel_of(place) or place)

    async def _is_ours(self, place: Place) -> bool:
        if place.kind is PlaceKind.DIRECT:
            return place.workspace == WORKSPACE
        return await self._card(place) is not None

    async def _card(self, place: Place) -> ChannelCard | None:
        found = channel_of(place) if place.workspace == WORKSPACE else None
        return await _asked(self.guide.find(found)) if found else None


async def _asked(question: Awaitable[T]) -> T:
    try:
        return await question
    except (BusyError, UnavailableError) as error:
        raise UnreachableError("mailbox_unavailable") from error


async def _nobody() -> AsyncIterator[Sequence[DirectoryEntry]]:
    nobody: tuple[Sequence[DirectoryEntry], ...] = ()
    for page in nobody:
        yield page

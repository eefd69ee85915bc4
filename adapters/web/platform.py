"""The page as a chat platform: messages that the bot starts go into the mailbox."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from adapters.web.capabilities import CAPABILITIES
from adapters.web.doorbell import Doorbell
from adapters.web.refs import is_ours
from bot.chat.blocks import Message
from bot.chat.errors import BusyError, RejectedError, UnavailableError, UnreachableError
from bot.chat.ids import DeliveryId, MessageRef, Place, WorkspaceRef
from bot.chat.platform import Capabilities
from bot.chat.records import DirectoryEntry, Mailbox
from bot.clock.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPlatform:
    """Fills `bot.chat.platform.ChatPlatform`."""

    mailbox: Mailbox
    clock: Clock
    doorbell: Doorbell

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        """Keeps the message once for each delivery and wakes the pages that are open.

        Raises:
            RejectedError: there is no such place on the page.
            UnreachableError: the mailbox cannot take it now.
        """
        if not is_ours(place):
            raise RejectedError("no_such_place")
        try:
            ref = await self.mailbox.put(place, delivery_id, message, self.clock.now())
        except (BusyError, UnavailableError) as error:
            raise UnreachableError("mailbox_unavailable") from error
        self.doorbell.ring(place)
        return ref

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        """The message of a delivery, if it was kept.

        Raises:
            UnreachableError: the mailbox cannot be asked now.
        """
        try:
            return await self.mailbox.find(place, delivery_id)
        except (BusyError, UnavailableError) as error:
            raise UnreachableError("mailbox_unavailable") from error

    def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:  # noqa: ARG002 - the port's shape
        """Nobody: the page knows only those whom the core sends here."""
        return _nobody()


async def _nobody() -> AsyncIterator[Sequence[DirectoryEntry]]:
    nobody: tuple[Sequence[DirectoryEntry], ...] = ()
    for page in nobody:
        yield page

"""The port that every chat adapter fills, and the table of what its platform can do."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.chat.blocks import Message
from bot.chat.ids import DeliveryId, MessageRef, Place, Platform, WorkspaceRef
from bot.chat.records import DirectoryEntry


class FormStyle(StrEnum):
    """How a platform shows a form."""

    WINDOW = "window"
    INLINE = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """How fast the bot may start messages, with the share for replies already taken off."""

    workspace_per_second: float
    place_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What differs between platforms. Flows ask this table, never a platform's name.

    `finds_deliveries`: after a crash the platform lets us find out whether a message had arrived.
    `hears_typing`: people can type to the bot in the direct conversation.
    `has_directory`: the platform can list its accounts.
    `hears_reactions`: the platform's own reactions to messages of the bot's arrive as events.
    `hears_comments`: what is written below a message of the bot's in a channel arrives, where the rights were granted.
    `has_shortcuts`: the platform has menus of its own from which somebody can share a message with the bot.
    """

    platform: Platform
    form_style: FormStyle
    pacing: Pacing
    whispers: bool
    finds_deliveries: bool
    hears_typing: bool
    has_directory: bool
    hears_reactions: bool
    hears_comments: bool
    has_shortcuts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What a platform tells of a channel.

    `is_open` is false when the bot cannot post there (any more); `is_shared_outside` says that people of other
    companies read it.
    """

    name: str
    is_open: bool
    is_shared_outside: bool


class Carrier(Protocol):
    """What the outbox needs of a platform: messages go out, and can be looked for where it is in doubt."""

    @property
    def capabilities(self) -> Capabilities: ...

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        """Posts a message, carrying `delivery_id` where the platform has room for it.

        Raises:
            SendError: one of its kinds in `bot.chat.errors`; every other exception is a defect of the adapter.
        """
        ...

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        """The message that carries `delivery_id`, or `None` when it surely never arrived.

        Only asked of platforms that find deliveries.

        Raises:
            SendError: the platform could not be asked.
        """
        ...


class ChatPlatform(Carrier, Protocol):
    """One chat platform, for messages that the bot starts. Replies go back as effects of an event instead."""

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Exchanges a message that the bot posted.

        Raises:
            GoneError: it is not there any more.
            SendError: it was not exchanged.
        """
        ...

    async def delete(self, ref: MessageRef) -> None:
        """Deletes a message that the bot posted, and returns when it surely is not there any more.

        Raises:
            SendError: it may still be there.
        """
        ...

    async def describe_place(self, place: Place) -> PlaceFacts:
        """What there is to know about a channel before something is posted there.

        Raises:
            SendError: the platform could not be asked.
        """
        ...

    def below(self, ref: MessageRef) -> Place:
        """Where an answer to a message of the bot's goes: its thread, or the place itself where there are none."""
        ...

    def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """All accounts of a workspace, a page at a time. Only asked of platforms that have a directory.

        Raises:
            SendError: the platform could not be asked.
        """
        ...

"""A chat at the far end whose messages can be edited and deleted, and which fails as it is told."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.chat.blocks import Message, Paragraph
from bot.chat.errors import GoneError
from bot.chat.ids import DeliveryId, MessageRef, Place, Platform, WorkspaceRef
from bot.chat.platform import Capabilities, PlaceFacts
from bot.chat.records import DirectoryEntry
from bot.station.model import Posting, SnippetState
from bot.station.store import StationWork
from tests.outbox.far_end import capabilities


@dataclass(slots=True)
class FarChannel:
    """Messages by their id; each change first does what is next in `trouble`, such as raising, each search `lost`.

    What is next in `meanwhile` happens while a message is being edited.
    """

    messages: dict[str, str] = field(default_factory=dict)
    trouble: deque[Callable[[], None]] = field(default_factory=deque)
    meanwhile: deque[Callable[[], Awaitable[object]]] = field(default_factory=deque)
    calls: list[str] = field(default_factory=list)
    lost: deque[Callable[[], None]] = field(default_factory=deque)
    finds_deliveries: bool = True

    @property
    def capabilities(self) -> Capabilities:
        return capabilities(Platform("chat"), finds_deliveries=self.finds_deliveries)

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        self.messages[delivery_id] = said(message)
        return MessageRef(place=place, external_id=delivery_id)

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        if self.lost:
            self.lost.popleft()()
        return MessageRef(place=place, external_id=delivery_id) if delivery_id in self.messages else None

    async def edit(self, ref: MessageRef, message: Message) -> None:
        self._begin("edit", ref)
        if ref.external_id not in self.messages:
            raise GoneError("message_not_found")
        if self.meanwhile:
            await self.meanwhile.popleft()()
        self.messages[ref.external_id] = said(message)

    async def delete(self, ref: MessageRef) -> None:
        self._begin("delete", ref)
        self.messages.pop(ref.external_id, None)

    async def describe_place(self, place: Place) -> PlaceFacts:
        return PlaceFacts(name=place.external_id, is_open=True, is_shared_outside=False)

    def below(self, ref: MessageRef) -> Place:
        return ref.place

    async def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """Nobody is here."""
        for _ in ():
            yield []

    def _begin(self, call: str, ref: MessageRef) -> None:
        self.calls.append(f"{call} {ref.external_id}")
        if self.trouble:
            self.trouble.popleft()()


def compose_one(tx: StationWork, posting: Posting, _: object) -> Message | None:
    """What a posting shows: its approved snippets, word for word."""
    voices = tx.snippets.many(posting.snippet_ids)
    shown = [
        voices[each].snippet.text
        for each in posting.snippet_ids
        if each in voices and voices[each].snippet.state is SnippetState.APPROVED
    ]
    if not shown:
        return None
    return Message(summary="Customer voice", blocks=tuple(map(Paragraph, shown)))


def said(message: Message) -> str:
    return "\n".join(block.text for block in message.blocks if isinstance(block, Paragraph))

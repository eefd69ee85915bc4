"""A mailbox and one-time tokens that live in memory, for tests of the page alone."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.blocks import Message
from bot.chat.ids import DeliveryId, MessageRef, Place
from bot.chat.records import Letter


class MemoryMailbox:
    """Fills `bot.chat.records.Mailbox`."""

    def __init__(self) -> None:
        self._letters: list[tuple[Place, Letter]] = []

    async def put(self, place: Place, delivery_id: DeliveryId, message: Message, posted_at: datetime) -> MessageRef:
        found = await self.find(place, delivery_id)
        if found is not None:
            return found
        letter = Letter(number=len(self._letters) + 1, delivery_id=delivery_id, message=message, posted_at=posted_at)
        self._letters.append((place, letter))
        return MessageRef(place=place, external_id=str(letter.number))

    async def find(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        numbers = [each.number for where, each in self._letters if (where, each.delivery_id) == (place, delivery_id)]
        return MessageRef(place=place, external_id=str(numbers[0])) if numbers else None

    async def read(self, place: Place, *, after: int = 0, limit: int = 100) -> Sequence[Letter]:
        return [letter for where, letter in self._letters if where == place and letter.number > after][:limit]


class MemoryTokens:
    """Fills `bot.chat.records.OneTimeTokens`."""

    def __init__(self) -> None:
        self._issued: dict[tuple[str, str], tuple[str, datetime]] = {}

    async def issue(self, purpose: str, token: str, subject: str, expires_at: datetime) -> None:
        self._issued[purpose, token] = (subject, expires_at)

    async def redeem(self, purpose: str, token: str, now: datetime) -> str | None:
        subject, expires_at = self._issued.pop((purpose, token), ("", now))
        return subject if expires_at > now else None

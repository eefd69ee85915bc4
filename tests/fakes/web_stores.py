"""A mailbox, channels and one-time tokens that live in memory, for tests of the page alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat.blocks import Message
from bot.chat.errors import GoneError
from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, PlaceKind
from bot.chat.records import Below, ChannelCard, Letter

EMPTY = Message(summary="", blocks=())


class MemoryMailbox:
    """Fills `bot.chat.records.Mailbox`."""

    def __init__(self) -> None:
        self._letters: dict[Place, list[Letter]] = {}
        self._given: dict[MessageRef, list[tuple[str, str]]] = {}

    async def put(
        self, place: Place, delivery_id: DeliveryId, message: Message, posted_at: datetime, *, author: str = ""
    ) -> MessageRef:
        found = await self.find(place, delivery_id)
        if found is not None:
            return found
        root = _root(place)
        if root is not None and await self.letter(root) is None:
            raise GoneError("message_gone")
        number, version = len(self._all(place)) + 1, await self.version(place) + 1
        letter = Letter(
            number=number, delivery_id=delivery_id, message=message, posted_at=posted_at, author=author, version=version
        )
        self._letters.setdefault(place, []).append(letter)
        if root is not None:
            self._change(root)
        return MessageRef(place=place, external_id=str(number))

    async def find(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        numbers = [each.number for each in self._all(place) if each.delivery_id == delivery_id]
        return MessageRef(place=place, external_id=str(numbers[0])) if numbers else None

    async def letter(self, ref: MessageRef) -> Letter | None:
        found = [each for each in await self.read(ref.place, limit=10_000) if str(each.number) == ref.external_id]
        return found[0] if found else None

    async def read(self, place: Place, *, after: int = 0, limit: int = 100) -> Sequence[Letter]:
        return [each for each in self._all(place) if each.number > after and not each.is_gone][:limit]

    async def news(self, place: Place, *, since: int, limit: int = 100) -> Sequence[Letter]:
        changed = [each for each in self._all(place) if each.version > since]
        return sorted(changed, key=lambda each: each.version)[:limit]

    async def version(self, place: Place) -> int:
        return max((each.version for each in self._all(place)), default=0)

    async def edit(self, ref: MessageRef, message: Message) -> bool:
        letter = await self.letter(ref)
        if letter is not None and letter.message != message:
            self._change(ref, message=message)
        return letter is not None

    async def delete(self, ref: MessageRef) -> bool:
        if await self.letter(ref) is None:
            return False
        if ref.place.kind is PlaceKind.CHANNEL:
            for each in self._all(_thread(ref.place, ref.external_id)):
                self._empty(MessageRef(place=_thread(ref.place, ref.external_id), external_id=str(each.number)))
        self._given.pop(ref, None)
        self._empty(ref)
        self._change(ref)
        return True

    async def react(self, ref: MessageRef, account: str, reaction: str, *, is_given: bool) -> bool:
        if await self.letter(ref) is None:
            return False
        given = self._given.setdefault(ref, [])
        if ((account, reaction) in given) != is_given:
            (given.append if is_given else given.remove)((account, reaction))
            self._change(ref)
        return True

    async def below(self, place: Place, numbers: Collection[int], *, reader: str) -> Mapping[int, Below]:
        found = {}
        for number in numbers:
            given = self._given.get(MessageRef(place=place, external_id=str(number)), [])
            reactions = sorted({reaction for _, reaction in given})
            below = Below(
                letters=await self.read(_thread(place, str(number)), limit=10_000),
                reactions={each: sum(reaction == each for _, reaction in given) for each in reactions},
                own_reactions=frozenset(reaction for account, reaction in given if account == reader),
            )
            if below.letters or below.reactions:
                found[number] = below
        return found

    def _all(self, place: Place) -> list[Letter]:
        return self._letters.get(place, [])

    def _change(self, ref: MessageRef, **changes: object) -> None:
        """Exchanges parts of a letter, and counts it there and at the letter that it stands below."""
        place = ref.place
        version = max((each.version for each in self._all(place)), default=0) + 1
        self._letters[place] = [
            replace(each, version=version, **changes) if str(each.number) == ref.external_id else each  # type: ignore[arg-type] # names of fields
            for each in self._all(place)
        ]
        root = _root(place)
        if root is not None:
            self._change(root)

    def _empty(self, ref: MessageRef) -> None:
        letters = self._letters[ref.place]
        self._letters[ref.place] = [
            replace(each, message=EMPTY, author="", is_gone=True) if str(each.number) == ref.external_id else each
            for each in letters
        ]


def _root(place: Place) -> MessageRef | None:
    if place.kind is not PlaceKind.THREAD:
        return None
    return MessageRef(
        place=replace(place, kind=PlaceKind.CHANNEL, thread_id=None), external_id=str(place.thread_id or "")
    )


def _thread(place: Place, number: str) -> Place:
    return replace(place, kind=PlaceKind.THREAD, thread_id=number)


class MemoryChannels:
    """Fills `bot.chat.records.ChannelGuide`; everybody reads every channel but those in `hidden`, by their ids."""

    def __init__(self, *cards: ChannelCard) -> None:
        self.cards = list(cards)
        self.hidden: set[str] = set()

    async def channels(self, account: AccountRef) -> Sequence[ChannelCard]:
        return [card for card in self.cards if card.place.external_id not in self.hidden]

    async def find(self, place: Place) -> ChannelCard | None:
        return next((card for card in self.cards if card.place == place), None)


class MemoryTokens:
    """Fills `bot.chat.records.OneTimeTokens`."""

    def __init__(self) -> None:
        self._issued: dict[tuple[str, str], tuple[str, datetime]] = {}

    async def issue(self, purpose: str, token: str, subject: str, expires_at: datetime) -> None:
        self._issued[purpose, token] = (subject, expires_at)

    async def redeem(self, purpose: str, token: str, now: datetime) -> str | None:
        subject, expires_at = self._issued.pop((purpose, token), ("", now))
        return subject if expires_at > now else None

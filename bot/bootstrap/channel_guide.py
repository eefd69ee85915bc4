"""The channels of the page: one for each station that posts there, open to everybody who works here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.ids import AccountRef, Place, WorkspaceRef
from bot.chat.records import ChannelCard
from bot.chat.words import words_for
from bot.station.model import StationPlace
from bot.station.store import StationWork
from bot.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class StationGuide:
    """Fills `bot.chat.records.ChannelGuide` from the stations that have a channel on the page."""

    transactions: Transactions[StationWork]
    page: WorkspaceRef

    async def channels(self, account: AccountRef) -> Sequence[ChannelCard]:
        return await self.transactions.read(lambda tx: self._channels(tx, account))

    async def find(self, place: Place) -> ChannelCard | None:
        return await self.transactions.read(lambda tx: next(_cards(tx, tx.stations.at(place)), None))

    def _channels(self, tx: StationWork, account: AccountRef) -> Sequence[ChannelCard]:
        person = tx.people.by_account(account)
        if person is None or not person.is_active:
            return ()
        here = [each for each in tx.stations.places() if each.place.workspace == self.page]
        return sorted(_cards(tx, here, person.locale), key=lambda each: each.name.casefold())


def _cards(tx: StationWork, places: Sequence[StationPlace], locale: str = "en") -> Iterator[ChannelCard]:
    words = words_for(locale)
    for each in places:
        station = tx.stations.get(each.station_id)
        if station is not None and station.is_active:
            yield ChannelCard(place=each.place, name=station.name, about=words.say("What customers say"))

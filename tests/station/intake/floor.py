"""A channel in which customer voice was posted, and what may go wrong there."""

from collections.abc import Callable
from datetime import timedelta

from bot.chat.ids import Platform
from bot.station.intake.receive import receive
from bot.station.intake.withdraw import interaction_id_of, withdraw
from bot.station.model import Posting, Withdrawal
from bot.station.posting.amend import amend_postings
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.intake.far_channel import FarChannel, compose_one
from tests.station.intake.reception import AUTOMATIC, CHARGED, LATE, NOW, heard, posting


class Floor:
    """A channel in which two calls were posted: one alone, and both in a round-up."""

    def __init__(self, database: Database, chat: FarChannel) -> None:
        self.database = database
        self.chat = chat
        self.now = NOW

    async def open(self) -> "Floor":
        alone, both = await self.database.write(_two_calls_posted)
        self.alone, self.both = alone, both
        self.chat.messages |= {alone.message_id: LATE, both.message_id: f"{LATE}\n{CHARGED}"}
        return self

    async def withdraw(self) -> Withdrawal:
        def change(tx: UnitOfWork) -> Withdrawal:
            interaction = tx.interactions.find("calls", "1")
            assert interaction is not None
            return withdraw(tx, interaction, "admin", self.now)

        return await self.database.write(change)

    async def amend(self, *, after: timedelta = timedelta(0), is_on: object = True) -> int:
        self.now += after
        platforms = {Platform("chat"): self.chat} if is_on else {}
        return await amend_postings(self.database, platforms, compose_one, self.now)

    async def posting(self, one: Posting) -> Posting:
        found = await self.database.read(lambda tx: tx.postings.get(one.id))
        assert found is not None
        return found

    async def withdrawal(self) -> Withdrawal:
        return (await self.database.read(lambda tx: tx.withdrawals.of_interaction(interaction_id_of("calls", "1"))))[0]


def _two_calls_posted(tx: UnitOfWork) -> tuple[Posting, Posting]:
    first = receive(tx, AUTOMATIC, heard(LATE), NOW).snippets[0]
    second = receive(tx, AUTOMATIC, heard(CHARGED, external_id="2"), NOW).snippets[0]
    alone, both = posting(first.id), posting(first.id, second.id)
    tx.postings.add(alone)
    tx.postings.add(both)
    return alone, both


def failing(error: Exception) -> Callable[[], None]:
    """Something that raises this."""

    def fail() -> None:
        raise error

    return fail

"""The mailbox is asked once for each place that is open, however many pages show it, and no longer than they do."""

import asyncio
from collections.abc import Awaitable

from adapters.web.doorbell import Doorbell
from adapters.web.lookout import Lookout
from bot.chat.errors import UnavailableError
from bot.chat.ids import DeliveryId, Place
from tests.adapters.web.voices import BOOKING, FRONT_DESK
from tests.adapters.web.world import START_AT, said
from tests.fakes.web_stores import MemoryMailbox


class Counted(MemoryMailbox):
    """Remembers which places were asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Place] = []
        self.is_away = False

    async def version(self, place: Place) -> int:
        self.asked.append(place)
        if self.is_away:
            raise UnavailableError
        return await super().version(place)


async def wait_for(bell: Awaitable[object]) -> None:
    await asyncio.wait_for(bell, 5)


async def test_many_pages_of_one_place_ask_once() -> None:
    mailbox = Counted()
    lookout = Lookout(mailbox=mailbox, doorbell=Doorbell(), poll_seconds=0.01)
    async with lookout.watch(FRONT_DESK, "ada") as first, lookout.watch(FRONT_DESK, "bo") as second:
        assert len(lookout._watches) == 1
        for bell in (first, second):
            await wait_for(bell.wait())
            bell.clear()
        async with lookout.watch(BOOKING, "ada"):
            assert set(lookout._watches) == {FRONT_DESK, BOOKING}
        assert set(lookout._watches) == {FRONT_DESK}
        await mailbox.put(FRONT_DESK, DeliveryId("elsewhere"), said("From afar"), START_AT)
        for bell in (first, second):
            await wait_for(bell.wait())
    asked = len(mailbox.asked)
    assert lookout._watches == {}
    await asyncio.sleep(0.05)
    assert len(mailbox.asked) == asked, "nobody listens, so nobody asks"


async def test_where_nothing_changes_nobody_is_woken() -> None:
    mailbox = Counted()
    lookout = Lookout(mailbox=mailbox, doorbell=Doorbell(), poll_seconds=0.005)
    async with lookout.watch(FRONT_DESK, "ada") as bell:
        await wait_for(bell.wait())  # the first look rings, for what changed before it
        bell.clear()
        seen = len(mailbox.asked)
        await asyncio.sleep(0.1)
        assert len(mailbox.asked) > seen
        assert not bell.is_set()


async def test_a_database_that_goes_away_and_comes_back_is_found_out() -> None:
    mailbox = Counted()
    lookout = Lookout(mailbox=mailbox, doorbell=Doorbell(), poll_seconds=0.005)
    async with lookout.watch(FRONT_DESK, "ada") as bell:
        await wait_for(bell.wait())
        mailbox.is_away = True
        bell.clear()
        await wait_for(bell.wait())
        mailbox.is_away = False
        bell.clear()
        await wait_for(bell.wait())

"""Channels that may be posted in, and those that may not."""

from datetime import timedelta

import pytest

from bot.chat.errors import NotInstalledError, SendError, UnreachableError
from bot.chat.ids import Place, PlaceKind
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.model import Rule, Station, StationPlace
from bot.station.posting.places import PlaceAnswer, add_place, closed_sentence, remove_place
from storage.database import Database
from tests.station.posting.town import CHAT, MORNING, OFFICE, Town, channel, many_voices, open_town, own_place, station

SALES, PARTNERS = channel("sales"), channel("partners")
NOON = MORNING + timedelta(hours=4)


async def _add(town: Town, to: Station, caller: Caller, place: Place) -> PlaceAnswer:
    return await add_place(town.database, {CHAT: town.platform}, to, town.as_now(caller), place)


async def _rows(town: Town, of: Station) -> list[StationPlace]:
    return list(await town.database.read(lambda tx: tx.stations.places(of.id)))


async def test_an_admin_adds_a_channel_and_it_is_posted_in(database: Database) -> None:
    town = open_town(database, NOON)
    dora, here = await town.hire("Dora", role=Role.ADMIN), await town.open(station())
    answer = await _add(
        town, here, dora, Place(workspace=OFFICE, kind=PlaceKind.THREAD, external_id="sales", thread_id="1")
    )
    assert (answer.is_done, answer.sentence) == (True, "From now on “Everything” posts in #sales.")
    await town.put(*many_voices(1))
    await town.settle()
    assert len(town.platform.at(SALES)) == 1, "in the channel, not in the thread in which it was said"
    assert town.platform.asked == {"sales": 1}, "the answer is good for a while"


async def test_a_channel_shared_with_others_is_refused_with_the_reason(database: Database) -> None:
    town = open_town(database, NOON)
    dora, here = await town.hire("Dora", role=Role.ADMIN), await town.open(station())
    town.platform.shared.add("partners")
    answer = await _add(town, here, dora, PARTNERS)
    assert not answer.is_done
    assert "other companies" in answer.sentence
    assert await _rows(town, here) == []


@pytest.mark.parametrize("error", [UnreachableError("no_answer"), NotInstalledError("not_in_channel")])
async def test_a_channel_nobody_can_tell_of_is_not_added(database: Database, error: SendError) -> None:
    town = open_town(database, NOON)
    dora, here = await town.hire("Dora", role=Role.ADMIN), await town.open(station())
    town.platform.error = error
    answer = await _add(town, here, dora, SALES)
    assert (answer.is_done, await _rows(town, here)) == (False, [])
    assert ("Invite me" in answer.sentence) == isinstance(error, NotInstalledError)


async def test_only_admins_and_only_in_channels(database: Database) -> None:
    town = open_town(database, NOON)
    ana, dora = await town.hire("Ana", role=Role.LEADER), await town.hire("Dora", role=Role.ADMIN)
    here = await town.open(station(), SALES)
    assert not (await _add(town, here, ana, SALES)).is_done
    assert not (await _add(town, here, dora, own_place(dora))).is_done
    answer = await database.write(lambda tx: remove_place(tx, ana, here, SALES))
    assert not answer.is_done
    assert town.platform.asked == {}
    assert len(await _rows(town, here)) == 1


async def test_a_channel_that_becomes_shared_gets_nothing_more_until_it_is_not(database: Database) -> None:
    town = open_town(database, NOON)
    here = await town.open(station(), SALES)
    await town.put(*many_voices(8))
    await town.settle()
    town.platform.shared.add("sales")
    await database.write(lambda tx: tx.stations.look_again(SALES))
    await town.until(NOON + timedelta(hours=2), step=timedelta(minutes=10))
    assert len(town.platform.at(SALES)) == 1
    (row,) = await _rows(town, here)
    assert "other companies" in closed_sentence((await town.hire("Dora")).words, row)
    town.platform.shared.clear()
    await town.until(NOON + timedelta(hours=3), step=timedelta(minutes=10))
    assert len(town.platform.at(SALES)) > 1


async def test_a_change_between_planning_and_sending_holds_the_message_back(database: Database) -> None:
    town = open_town(database, NOON)
    await town.open(station(), SALES)
    await town.put(*many_voices(1))
    assert await town.plan() == 1
    town.platform.shared.add("sales")
    await database.write(lambda tx: tx.stations.look_again(SALES))
    await town.settle()
    assert town.platform.stood == {}


async def test_a_silent_platform_means_that_nothing_is_posted(database: Database) -> None:
    town = open_town(database, NOON)
    await town.open(station(), SALES)
    await town.put(*many_voices(8))
    await town.settle()
    town.platform.error = UnreachableError("no_answer")
    await town.until(NOON + timedelta(hours=3), step=timedelta(minutes=10))
    assert len(town.platform.at(SALES)) <= 2, "at most what the last answer was still good for"
    town.platform.error = None
    await town.until(NOON + timedelta(hours=5), step=timedelta(minutes=10))
    assert len(town.platform.at(SALES)) > 2


async def test_a_channel_that_closed_gets_nothing_and_says_so(database: Database) -> None:
    town = open_town(database, NOON)
    here = await town.open(station(), SALES)
    town.platform.closed.add("sales")
    await town.put(*many_voices(2))
    await town.settle()
    assert town.platform.stood == {}
    (row,) = await _rows(town, here)
    assert "closed" in closed_sentence((await town.hire("Dora")).words, row)


async def test_leaving_a_channel_ends_posting_there(database: Database) -> None:
    town = open_town(database, NOON)
    dora, here = await town.hire("Dora", role=Role.ADMIN), await town.open(station(), SALES)
    await town.open(station("Of little interest", rule=Rule(sources=("nowhere",))), SALES)
    await town.put(*many_voices(3))
    assert await town.plan() == 1
    first = await database.write(lambda tx: remove_place(tx, dora, here, SALES))
    second = await database.write(lambda tx: remove_place(tx, dora, here, SALES))
    assert (first.is_done, second.is_done) == (True, False)
    await town.until(NOON + timedelta(hours=1), step=timedelta(minutes=15))
    assert town.platform.stood == {}


async def test_channels_share_the_smallest_budget_that_was_given(database: Database) -> None:
    town = open_town(database, NOON)
    dora = await town.hire("Dora", role=Role.ADMIN)
    await town.open(station(), SALES, budget=2)
    other = await town.open(station("Other"))
    await _add(town, other, dora, SALES)
    await _add(town, other, dora, SALES)
    assert [each.daily_budget for each in await _rows(town, other)] == [2]


async def test_a_change_while_the_platform_is_asked_is_not_overlooked(database: Database) -> None:
    town = open_town(database, NOON)
    here = await town.open(station(), SALES)
    await town.settle()
    town.platform.now += timedelta(minutes=10)

    async def is_shared_just_now() -> None:
        town.platform.shared.add("sales")
        await database.write(lambda tx: tx.stations.look_again(SALES))

    town.platform.after_telling = is_shared_just_now
    await town.put(*many_voices(1))
    assert await town.plan() == 0
    town.platform.after_telling = None
    await town.settle()
    assert town.platform.stood == {}
    assert [each.closed_reason for each in await _rows(town, here)] == ["shared_outside"]

"""Subscribing to stations."""

from bot.chat.blocks import Button, Buttons
from bot.chat.forms import Form
from bot.people.caller import Caller
from bot.station.model import StationId, Subscription
from bot.station.posting.subscribe import list_subscriptions, save_subscription, subscribe, unsubscribe
from storage.database import Database
from tests.station.posting.town import Town, form_of, open_town, station


async def _own(town: Town, caller: Caller) -> list[Subscription]:
    return list(await town.database.read(lambda tx: tx.stations.subscriptions_of(caller.person.id)))


def _buttons(form: Form) -> list[Button]:
    return [each for part in form.parts if isinstance(part, Buttons) for each in part.items]


async def test_somebody_subscribes_chooses_and_ends_it(database: Database) -> None:
    town = open_town(database)
    ana, here = await town.hire("Ana"), await town.open(station())
    await database.write(lambda tx: subscribe(tx, ana, here.id))
    usual = Subscription(person_id=ana.person.id, station_id=here.id)
    assert await _own(town, ana) == [usual]
    chosen = {"round_up": "no", "urgent": "yes"}
    await database.write(lambda tx: save_subscription(tx, ana, here.id, chosen))
    await database.write(lambda tx: subscribe(tx, ana, here.id))
    (own,) = await _own(town, ana)
    assert (own.wants_round_up, own.wants_urgent) == (False, True), "subscribing again changes nothing"
    for _ in range(2):
        await database.write(lambda tx: unsubscribe(tx, ana, here.id))
    assert await _own(town, ana) == []


async def test_who_wants_nothing_is_not_subscribed(database: Database) -> None:
    town = open_town(database)
    ana, here = await town.hire("Ana"), await town.open(station())
    await database.write(lambda tx: subscribe(tx, ana, here.id))
    await database.write(lambda tx: save_subscription(tx, ana, here.id, {"round_up": "no", "urgent": "no"}))
    assert await _own(town, ana) == []


async def test_the_list_shows_all_stations_with_what_can_be_done(database: Database) -> None:
    town = open_town(database)
    ana, first = await town.hire("Ana"), await town.open(station("First"))
    await town.open(station("Second"))
    await town.open(station("Closed", is_active=False))
    await database.write(lambda tx: subscribe(tx, ana, first.id))
    form = form_of(await database.read(lambda tx: list_subscriptions(tx, ana)))
    assert [each.label for each in _buttons(form)] == ["Change", "Unsubscribe", "Subscribe"]
    assert "Closed" not in repr(form)


async def test_a_station_that_is_gone_says_so(database: Database) -> None:
    town = open_town(database)
    ana = await town.hire("Ana")
    effect = await database.write(lambda tx: subscribe(tx, ana, StationId("gone")))
    assert "not there any more" in repr(form_of(effect))
    assert await _own(town, ana) == []

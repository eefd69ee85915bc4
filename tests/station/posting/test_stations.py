"""Making, changing and removing stations."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.chat.blocks import Paragraph
from bot.chat.effects import Effect, Refuse
from bot.chat.forms import ChoiceField, FormValues, TextField
from bot.chat.ids import Platform, WorkspaceRef
from bot.chat.intake import InteractionKind
from bot.clock.quiet_hours import QuietHours
from bot.insight.model import CueKind, Mood
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.model import Rule, Source, Station, Subscription
from bot.station.posting.stations import (
    Hours,
    ask_removal,
    find_station,
    open_new_station,
    open_station,
    remove_station,
    save_station,
    web_place,
)
from storage.database import Database
from tests.station.posting.town import Town, channel, form_of, open_town, station

PAGE = WorkspaceRef(platform=Platform("web"), external_id="page")
HOURS = Hours(time_zone="Europe/Warsaw", quiet_hours=QuietHours(18, 8))


def as_sent(effect: Effect, **filled: str) -> FormValues:
    """The form as it stands, with what was filled in."""
    fields = (part for part in form_of(effect).parts if isinstance(part, ChoiceField | TextField))
    return {each.name: each.selected if isinstance(each, ChoiceField) else each.value for each in fields} | filled


async def _save(town: Town, caller: Caller, values: FormValues, *args: str, web: WorkspaceRef | None = PAGE) -> Effect:
    return await town.database.write(lambda tx: save_station(tx, caller, args, values, web))


async def _found(town: Town, name: str) -> Station:
    found = await town.database.read(lambda tx: find_station(tx, name))
    assert found is not None
    return found


async def test_an_admin_makes_a_station_with_a_channel_of_the_page(database: Database) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    filled = {
        "theme": "delivery",
        "kind": "call",
        "cue": "praise",
        "mood": "positive",
        "stage": "receive",
        "spoken": "en, pl, en",
        "products": " Meal box ,, Gift card",
        "urgent": "only",
        "budget": "3",
    }
    answer = await _save(town, dora, as_sent(open_new_station(dora, "  Łódź &  more ", HOURS), **filled))
    assert "/voice station post łódź-more" in repr(form_of(answer))
    made = await _found(town, "ŁÓDŹ & MORE")
    assert made.rule == Rule(
        kinds=(InteractionKind.CALL,),
        products=("Meal box", "Gift card"),
        stages=("receive",),
        themes=("delivery",),
        languages=("en", "pl"),
        moods=(Mood.POSITIVE,),
        cues=(CueKind.PRAISE,),
        is_urgent_only=True,
    )
    assert (made.time_zone, made.quiet_from_hour, made.quiet_until_hour) == ("Europe/Warsaw", 18, 8)
    (place,) = await database.read(lambda tx: tx.stations.places(made.id))
    assert (place.place, place.name, place.daily_budget) == (web_place(made, PAGE), "Łódź & more", 3)


async def test_saving_what_stands_there_changes_nothing(database: Database) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    await database.write(lambda tx: tx.sources.save(Source(key="phone", name="Phone")))
    rule = Rule(sources=("phone",), themes=("delivery", "billing"), moods=(Mood.NEGATIVE,), sites=("Gdańsk",))
    before = await town.open(station(rule=rule), channel("sales"), budget=7)
    effect = await database.read(lambda tx: open_station(tx, dora, before))
    await _save(town, dora, as_sent(effect), before.id, web=None)
    assert await _found(town, "everything") == before
    assert [each.daily_budget for each in await database.read(lambda tx: tx.stations.places())] == [7]


async def test_a_new_name_keeps_the_key_and_renames_the_channel_of_the_page(database: Database) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    await _save(town, dora, as_sent(open_new_station(dora, "Care", HOURS)))
    made = await _found(town, "care")
    effect = await database.read(lambda tx: open_station(tx, dora, made))
    await _save(town, dora, as_sent(effect, name="Kindness"), made.id)
    assert (await _found(town, "kindness")).key == "care"
    (place,) = await database.read(lambda tx: tx.stations.places(made.id))
    assert place.name == "Kindness"


@pytest.mark.parametrize(
    ("field", "filled"),
    [
        ("name", {"name": " & "}),
        ("name", {"name": "EVERYTHING"}),
        ("sources", {"sources": "phone, nowhere"}),
        ("zone", {"zone": "Gdańsk"}),
        ("hour", {"hour": "20"}),
        ("hour", {"hour": "24"}),
        ("quiet_from", {"quiet_from": "x"}),
        ("locale", {"locale": "xx"}),
        ("budget", {"budget": "-1"}),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(
    database: Database, field: str, filled: Mapping[str, str]
) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    await town.open(station())
    await database.write(lambda tx: tx.sources.save(Source(key="phone", name="Phone")))
    effect = await _save(town, dora, as_sent(open_new_station(dora, "Care", HOURS), **filled))
    assert isinstance(effect, Refuse)
    assert list(effect.problems) == [field]
    assert len(await database.read(lambda tx: tx.stations.all())) == 1


async def test_nobody_but_admins(database: Database) -> None:
    town = open_town(database)
    cleo, dora = await town.hire("Cleo", role=Role.LEADER), await town.hire("Dora", role=Role.ADMIN)
    here = await town.open(station())
    values = as_sent(open_new_station(dora, "Care", HOURS))
    refusals = [
        open_new_station(cleo, "Care", HOURS),
        await database.read(lambda tx: open_station(tx, cleo, here)),
        await database.read(lambda tx: ask_removal(tx, cleo, here)),
        await _save(town, cleo, values),
        await database.write(lambda tx: remove_station(tx, cleo, here.id)),
    ]
    assert {form_of(each).parts for each in refusals} == {(Paragraph("Only admins can do this."),)}
    assert await database.read(lambda tx: tx.stations.all()) == [here]


async def test_removing_says_what_goes_and_takes_it_all(database: Database) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    here = await town.open(station(), channel("sales"), channel("care"))
    own = Subscription(person_id=dora.person.id, station_id=here.id)
    await database.write(lambda tx: tx.stations.subscribe(own))
    told = repr(form_of(await database.read(lambda tx: ask_removal(tx, dora, here))))
    assert "2 channels" in told
    assert "1 person" in told
    for _ in range(2):
        await database.write(lambda tx: remove_station(tx, dora, here.id))
    assert await database.read(lambda tx: tx.stations.all()) == []
    assert await database.read(lambda tx: tx.stations.subscriptions_of(dora.person.id)) == []


async def test_a_name_is_found_whatever_its_case(database: Database) -> None:
    town = open_town(database)
    here = await town.open(station("Delivery"))
    assert await database.read(lambda tx: find_station(tx, " delivery")) == here
    assert await database.read(lambda tx: find_station(tx, "delivrey")) is None


async def test_two_stations_of_one_key_get_two(database: Database) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    for name in ("Care!", "Care?", "care & "):
        await _save(town, dora, as_sent(open_new_station(dora, name, HOURS)))
    assert {each.key for each in await database.read(lambda tx: tx.stations.all())} == {"care", "care-2", "care-3"}


async def test_a_station_that_is_gone_cannot_be_saved(database: Database) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    values = as_sent(open_new_station(dora, "Care", HOURS))
    await _save(town, dora, values, replace(station()).id)
    assert await database.read(lambda tx: tx.stations.all()) == []

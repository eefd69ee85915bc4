"""What people can say about customer voice: stations, sources, subscriptions, emoji, and taking words back."""

import pytest

from bot.admin.station_messages import rule_in_words
from bot.chat.actions import ActionRef
from bot.chat.blocks import Excerpt
from bot.chat.effects import Ask, Effect, Whisper
from bot.chat.ids import Place, PlaceKind
from bot.chat.words import words_for
from bot.insight.model import CueKind, Mood
from bot.station.model import Rule, SnippetState, Source, Station, StationId, StationPlace
from tests.admin.house import OFFICE, House, form_of, text_of
from tests.station.browse.town import Said, hear_all

DELIVERIES = Station(
    id=StationId("s1"),
    key="deliveries",
    name="Deliveries to homes",
    rule=Rule(themes=("delivery",), cues=(CueKind.PRAISE,), moods=(Mood.NEGATIVE,), is_urgent_only=True),
    locale="en",
    time_zone="Europe/Warsaw",
    quiet_from_hour=18,
    quiet_until_hour=8,
)
CHANNEL = Place(workspace=OFFICE, kind=PlaceKind.CHANNEL, external_id="C1")


@pytest.fixture
async def listening_house(house: House) -> House:
    """With a station, and a source besides the one that is always there."""
    await house.database.write(lambda tx: tx.stations.save(DELIVERIES))
    await house.database.write(lambda tx: tx.sources.save(Source(key="zendesk", name="Zendesk tickets")))
    return house


@pytest.mark.parametrize("command", ["station set", "station remove", "subscribe", "unsubscribe", "station post"])
async def test_an_unknown_station_gets_the_nearest(listening_house: House, command: str) -> None:
    told = text_of(await listening_house.command("Ada", f"{command} delivries"))
    assert told.startswith("There is no station “delivries”. Did you mean “Deliveries to homes”?")


async def test_without_stations_it_says_how_to_make_one(small_house: House) -> None:
    for command in ("subscribe deliveries", "station list"):
        assert "station add NAME" in text_of(await small_house.command("Ada", command))


@pytest.mark.parametrize("command", ["source set", "source secret", "snippet withdraw"])
async def test_an_unknown_source_gets_the_nearest(listening_house: House, command: str) -> None:
    told = text_of(await listening_house.command("Ada", f"{command} zendsk 1"))
    assert "There is no source “zendsk" in told
    assert "“zendesk”" in told


async def test_stations_are_listed_with_what_they_take_and_where_they_cannot_post(listening_house: House) -> None:
    open_place = StationPlace(station_id=DELIVERIES.id, place=CHANNEL, name="#parcels", daily_budget=3)
    closed = Place(workspace=OFFICE, kind=PlaceKind.CHANNEL, external_id="C2")
    shared = StationPlace(station_id=DELIVERIES.id, place=closed, name="#partners", closed_reason="shared_outside")
    for each in (open_place, shared):
        await listening_house.database.write(lambda tx, each=each: tx.stations.save_place(each))  # type: ignore[misc]
    told = text_of(await listening_house.command("Ada", "station list"))
    assert "Deliveries to homes" in told
    assert "#parcels: up to 3 snippets a day." in told
    assert "#partners: up to 5 snippets a day. People of other companies read this channel" in told


def test_a_rule_is_told_by_the_names_of_what_it_takes() -> None:
    words = words_for("en")
    assert rule_in_words(words, Rule()) == "everything"
    told = "Delivery · The customer praises · Annoyed customers · only urgent ones"
    assert rule_in_words(words, DELIVERIES.rule) == told


async def test_a_station_cannot_post_where_no_channel_is(listening_house: House) -> None:
    told = text_of(await listening_house.command("Ada", "station post deliveries"))
    assert "Give this command in the channel" in told


async def test_the_secret_of_a_webhook_stands_in_a_window_alone(listening_house: House) -> None:
    opened = await listening_house.command("Ada", "source secret Zendesk tickets")
    assert isinstance(opened, Ask)
    assert "https://voxloop.example.com/intake/zendesk" in text_of(opened)


async def test_subscribing_and_unsubscribing(listening_house: House) -> None:
    await listening_house.command("Cy", "subscribe Deliveries to homes")
    assert "You get the daily round-up." in text_of(await listening_house.command("Cy", "subscriptions"))
    assert "Deliveries to homes" in text_of(await listening_house.command("Cy", "my data"))
    await listening_house.command("Cy", "unsubscribe deliveries")
    assert "You get the daily round-up." not in text_of(await listening_house.command("Cy", "subscriptions"))


async def test_an_own_emoji_counts_like_the_one_it_means_until_that_is_forgotten(house: House) -> None:
    await house.command("Ada", "emoji map :Party-Parrot: tada")
    assert await house.database.read(lambda tx: tx.reactions.custom_emoji()) == {"party-parrot": "tada"}
    assert "I do not know the emoji" in text_of(await house.command("Ada", "emoji map parrot nonsense-thing"))
    await house.command("Ada", "emoji map party-parrot -")
    assert await house.database.read(lambda tx: tx.reactions.custom_emoji()) == {}


async def test_words_are_taken_back_once_and_the_answer_says_how_far_that_has_come(listening_house: House) -> None:
    facts = {"source": "zendesk", "external_id": "4711"}
    await listening_house.database.write(lambda tx: hear_all(tx, Said(text="My parcel is late.", facts=facts)))
    assert "My parcel is late." in quotes(await listening_house.command("Cy", "snippets"))
    assert "Taken back." in text_of(await listening_house.command("Ada", "snippet withdraw zendesk 4711"))
    assert quotes(await listening_house.command("Cy", "snippets")) == []
    assert "Taken back." in text_of(await listening_house.command("Ada", "snippet withdraw zendesk 4711"))
    assert "I do not know it" in text_of(await listening_house.command("Ada", "snippet withdraw zendesk 4712"))
    assert await listening_house.database.read(lambda tx: len(tx.withdrawals.latest(10))) == 2


async def test_leaders_look_first_and_others_are_told_who_may(listening_house: House) -> None:
    await listening_house.database.write(lambda tx: hear_all(tx, Said(text="Look!", state=SnippetState.WAITING)))
    assert "1 voice waits for a look." in text_of(await listening_house.command("Bo", "station review"))
    assert "Only leaders of teams and admins" in text_of(await listening_house.command("Cy", "station review"))
    assert isinstance(await listening_house.press("Bo", ActionRef("admin.run", ("station coverage",))), Ask)


def quotes(effect: Effect) -> list[str]:
    parts = effect.message.blocks if isinstance(effect, Whisper) else form_of(effect).parts
    return [line.text for part in parts if isinstance(part, Excerpt) for line in part.lines]

"""Sources and stations, the channels where stations post, and who wants to hear of them."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.ids import Place, PlaceKind
from bot.chat.intake import InteractionKind
from bot.insight.model import CueKind, Mood
from bot.people.model import PersonId
from bot.station.model import Rule, Source, SourceMode, Station, StationId, StationPlace, Subscription
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.storage.voices import MONDAY, NORTHWIND, channel

ANNA, BEN = PersonId("anna"), PersonId("ben")
DELIVERY, PRAISE = StationId("st-delivery"), StationId("st-praise")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
lists = st.lists(texts, max_size=3).map(tuple)


def some(members: Any) -> st.SearchStrategy[tuple[Any, ...]]:  # noqa: ANN401 - any enumeration
    return st.lists(st.sampled_from(members), max_size=3, unique=True).map(tuple)


def station(station_id: StationId, name: str, **values: Any) -> Station:  # noqa: ANN401 - any field of a station
    known: dict[str, Any] = {
        "id": station_id,
        "key": name.casefold(),
        "name": name,
        "rule": Rule(),
        "locale": "en",
        "time_zone": "Europe/Vienna",
        "quiet_from_hour": 18,
        "quiet_until_hour": 8,
    }
    return Station(**known | values)


@given(
    st.builds(
        Source,
        key=st.just("calls"),
        name=texts,
        mode=st.sampled_from(SourceMode),
        is_consent_covered=st.booleans(),
        covered_regions=lists,
        customer_sides=lists,
        agent_sides=lists,
        secret_generation=st.integers(1, 1000),
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_source_comes_back_as_it_was_saved_last(database: Database, source: Source) -> None:
    await database.write(lambda work: work.sources.save(source))
    assert await database.read(lambda work: work.sources.get("calls")) == source
    assert await database.read(lambda work: work.sources.all()) == [source]


async def test_sources_come_by_their_keys(database: Database) -> None:
    for key in ("tickets", "calls", "reviews"):
        await database.write(lambda work, key=key: work.sources.save(Source(key=key, name=key)))  # type: ignore[misc]  # bound at once
    keys = [source.key for source in await database.read(lambda work: work.sources.all())]
    assert keys == ["calls", "reviews", "tickets"]
    assert await database.read(lambda work: work.sources.get("nothing")) is None


@given(
    st.builds(
        Rule,
        sources=lists,
        kinds=some(InteractionKind),
        products=lists,
        sites=lists,
        stages=lists,
        themes=lists,
        languages=lists,
        moods=some(Mood),
        cues=some(CueKind),
        is_urgent_only=st.booleans(),
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_station_comes_back_with_its_rule(database: Database, rule: Rule) -> None:
    saved = station(DELIVERY, "Delivery", rule=rule)
    await database.write(lambda work: work.stations.save(saved))

    def question(work: UnitOfWork) -> list[Station | None]:
        return [work.stations.get(DELIVERY), work.stations.by_key("delivery"), work.stations.by_key("other")]

    assert await database.read(question) == [saved, saved, None]


async def test_stations_come_by_name_and_leave_with_their_places_and_subscribers(database: Database) -> None:
    def fill(work: UnitOfWork) -> None:
        for each in (station(PRAISE, "praise"), station(DELIVERY, "Delivery")):
            work.stations.save(each)
            work.stations.save_place(StationPlace(station_id=each.id, place=channel("C-1"), name="voices"))
            work.stations.subscribe(Subscription(person_id=ANNA, station_id=each.id))

    await database.write(fill)
    assert [each.name for each in await database.read(lambda work: work.stations.all())] == ["Delivery", "praise"]
    await database.write(lambda work: work.stations.delete(DELIVERY))

    def question(work: UnitOfWork) -> tuple[object, ...]:
        return (
            [each.id for each in work.stations.all()],
            [each.station_id for each in work.stations.places()],
            [each.station_id for each in work.stations.subscriptions_of(ANNA)],
        )

    assert await database.read(question) == ([PRAISE], [PRAISE], [PRAISE])


async def test_all_that_posts_in_a_channel_is_found_and_asked_about_again(database: Database) -> None:
    here, there = channel("C-HERE"), channel("C-THERE")
    thread = Place(workspace=NORTHWIND, kind=PlaceKind.THREAD, external_id="C-HERE", thread_id="1")
    one = StationPlace(station_id=DELIVERY, place=here, name="b", daily_budget=3, checked_at=MONDAY)
    two = StationPlace(station_id=PRAISE, place=here, name="a", closed_reason="shared", checked_at=MONDAY)
    other = StationPlace(station_id=DELIVERY, place=there, name="c", checked_at=MONDAY)
    below = StationPlace(station_id=DELIVERY, place=thread, name="d", checked_at=MONDAY)

    def fill(work: UnitOfWork) -> None:
        for each in (one, two, other, below):
            work.stations.save_place(each)

    await database.write(fill)
    assert await database.read(lambda work: work.stations.at(here)) == [two, one]
    assert await database.read(lambda work: work.stations.places(DELIVERY)) == [one, other, below]
    await database.write(lambda work: work.stations.look_again(here))
    assert await database.read(lambda work: work.stations.places()) == [
        replace(two, checked_at=None),
        replace(one, checked_at=None),
        other,
        below,
    ]


async def test_a_place_is_left_once(database: Database) -> None:
    one = StationPlace(station_id=DELIVERY, place=channel("C-1"), name="voices")
    await database.write(lambda work: work.stations.save_place(one))
    await database.write(lambda work: work.stations.save_place(replace(one, daily_budget=9)))
    assert await database.read(lambda work: work.stations.places()) == [replace(one, daily_budget=9)]
    assert await database.write(lambda work: work.stations.remove_place(DELIVERY, one.place))
    assert not await database.write(lambda work: work.stations.remove_place(DELIVERY, one.place))


async def test_people_subscribe_change_their_mind_and_leave(database: Database) -> None:
    first = Subscription(person_id=ANNA, station_id=DELIVERY)
    later = Subscription(person_id=ANNA, station_id=DELIVERY, wants_round_up=False, wants_urgent=True)
    bens = Subscription(person_id=BEN, station_id=DELIVERY)
    for each in (first, bens, later):
        await database.write(lambda work, each=each: work.stations.subscribe(each))  # type: ignore[misc]  # bound at once
    assert await database.read(lambda work: work.stations.subscriptions(DELIVERY)) == [later, bens]
    assert await database.read(lambda work: work.stations.subscriptions_of(BEN)) == [bens]
    assert await database.write(lambda work: work.stations.unsubscribe(ANNA, DELIVERY))
    assert not await database.write(lambda work: work.stations.unsubscribe(ANNA, DELIVERY))
    assert await database.read(lambda work: work.stations.subscriptions(DELIVERY)) == [bens]

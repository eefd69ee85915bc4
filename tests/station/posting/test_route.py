"""What is posted where and when."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.blocks import Message
from bot.chat.ids import Place
from bot.clock.zones import find_zone
from bot.people.pause import stop
from bot.station.intake.withdraw import withdraw
from bot.station.model import PostingKind, Rule, SnippetId, SnippetState, Subscription
from bot.station.posting.route import SHOWN, choose, choose_some
from bot.station.posting.stations import web_place
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.posting.town import (
    MORNING,
    OFFICE,
    Town,
    channel,
    many_voices,
    open_town,
    own_place,
    station,
    voice,
)

EVENING = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
SALES, CARE = channel("sales"), channel("care")


@given(st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=20))
def test_the_best_is_chosen_whatever_the_order(numbers: list[int]) -> None:
    every = many_voices(41)
    voices = [every[number] for number in numbers]
    found = choose(voices, last=None, now=MORNING)
    assert found is not None
    assert found.snippet.weight == max(each.snippet.weight for each in voices)
    assert choose(reversed(voices), last=None, now=MORNING) == found


def test_an_old_meeting_gives_way_to_a_fresh_one() -> None:
    old = voice("old", weight=0.8, happened_at=MORNING - timedelta(days=10))
    fresh = voice("fresh", weight=0.6)
    assert choose([old, fresh], last=None, now=MORNING) == fresh


def test_one_subject_or_call_does_not_come_twice_in_a_row() -> None:
    late, waited, broken = voice("a", theme="late", weight=0.9), voice("b", theme="damaged"), voice("c", theme="broken")
    assert choose([waited, broken], last=late, now=MORNING) == broken, "both are about deliveries"
    assert choose([waited], last=late, now=MORNING) == waited, "rather again than nothing"
    assert choose([], last=late, now=MORNING) is None


@given(st.integers(0, 30), st.integers(0, 10))
def test_some_are_the_best_ones_each_once(count: int, wanted: int) -> None:
    chosen = choose_some(many_voices(count), wanted, MORNING)
    assert len({each.snippet.id for each in chosen}) == len(chosen) == min(count, wanted)


async def test_a_busy_day_floods_nobody_and_ends_with_one_round_up(database: Database) -> None:
    town = open_town(database, MORNING - timedelta(hours=3))
    await town.put(*many_voices(60))
    await town.open(station(), SALES, CARE)
    await town.open(station("Praise", time_zone="Europe/Berlin"), CARE, budget=3)
    await town.until(EVENING, step=timedelta(minutes=10))
    assert [len(await town.postings(place)) for place in (SALES, CARE)] == [5, 3]
    for place in (SALES, CARE):
        _assert_calm(town, place)
        assert len(await town.postings(place, PostingKind.ROUND_UP)) == 1
        shown = [each for posting in await _all(town, place) for each in posting]
        assert len(shown) == len(set(shown)), "nothing stands twice in one place"


async def _all(town: Town, place: Place) -> list[tuple[SnippetId, ...]]:
    kinds = (PostingKind.SNIPPET, PostingKind.ROUND_UP)
    return [each.snippet_ids for kind in kinds for each in await town.postings(place, kind)]


def _assert_calm(town: Town, place: Place) -> None:
    """No message in quiet hours, and single ones never close together."""
    stood = [each for each in town.platform.stood.values() if each.place == place]
    zone = find_zone("Europe/Warsaw")
    assert all(8 <= each.sent_at.astimezone(zone).hour < 18 for each in stood)
    singles = sorted(each.sent_at for each in stood if not _is_round_up(each.message))
    assert all(later - earlier >= timedelta(minutes=20) for earlier, later in pairwise(singles))


def _is_round_up(message: Message) -> bool:
    return "to hear today" in message.summary


async def test_planning_twice_plans_once(database: Database) -> None:
    town = open_town(database, MORNING + timedelta(minutes=1))
    await town.put(*many_voices(10))
    await town.open(station(), SALES)
    assert await town.plan() == 1
    assert await town.plan() == 0
    await town.send()
    assert await town.plan() == 0
    assert len(town.platform.at(SALES)) == 1


async def test_the_round_up_shows_a_few_and_counts_the_rest(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 25, 15, 1, tzinfo=UTC))
    await town.put(*many_voices(20))
    await town.open(station(), SALES, budget=1)
    await town.settle()
    (posting,) = await town.postings(SALES, PostingKind.ROUND_UP)
    assert len(posting.snippet_ids) == SHOWN
    told = repr([each.message for each in town.platform.at(SALES) if _is_round_up(each.message)])
    assert "… and 12 more." in told


async def test_a_round_up_that_loses_a_snippet_still_counts_the_rest(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 25, 15, 1, tzinfo=UTC))
    await town.put(*many_voices(20))
    await town.open(station(), SALES, budget=1)
    await town.settle()
    (posting,) = await town.postings(SALES, PostingKind.ROUND_UP)

    def take_back(tx: UnitOfWork) -> None:
        voice = tx.snippets.get(posting.snippet_ids[0])
        assert voice is not None
        withdraw(tx, voice.interaction, "admin", town.now)

    await database.write(take_back)
    await town.amend()
    (told,) = [each.message for each in town.platform.at(SALES) if _is_round_up(each.message)]
    assert posting.snippet_ids[0] not in repr(told)
    assert f"{SHOWN - 1} more customers" in repr(told)
    assert "… and 12 more." in repr(told)


async def test_a_late_start_does_not_pour_out_what_the_morning_was_allowed(database: Database) -> None:
    town = open_town(database, MORNING + timedelta(hours=5))
    await town.put(*many_voices(10))
    await town.open(station(), SALES)
    await town.until(town.now + timedelta(hours=1), step=timedelta(minutes=4))
    singles = sorted(each.sent_at for each in town.platform.at(SALES))
    assert len(singles) == 3
    assert all(later - earlier >= timedelta(minutes=20) for earlier, later in pairwise(singles))


async def test_what_comes_in_the_evening_waits_for_the_morning(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 25, 17, 0, tzinfo=UTC))
    await town.put(voice("a", approved_at=town.now))
    await town.open(station(), SALES)
    await town.until(MORNING + timedelta(days=1), step=timedelta(hours=1))
    assert town.platform.stood == {}
    await town.until(MORNING + timedelta(days=1, minutes=10))
    assert len(town.platform.at(SALES)) == 1


async def test_what_was_not_sent_before_the_quiet_hours_is_not_sent_in_them(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 25, 16, 55, tzinfo=UTC))
    await town.put(voice("a"), voice("b"))
    await town.open(station(), SALES)
    assert await town.plan() == 2, "one alone, one in the round-up"
    town.platform.now += timedelta(minutes=10)
    await town.send()
    assert town.platform.stood == {}


async def test_nothing_that_may_not_be_heard_is_posted(database: Database) -> None:
    town = open_town(database, MORNING + timedelta(hours=1))
    old = voice("old", happened_at=MORNING - timedelta(days=15))
    stale = voice("stale", approved_at=MORNING - timedelta(days=8))
    waiting = voice("waiting", state=SnippetState.WAITING, approved_at=None)
    other = voice("other", source="shop")
    await town.put(old, stale, waiting, other)
    await town.open(station(rule=Rule(sources=("phone",))), SALES)
    await town.until(EVENING, step=timedelta(minutes=30))
    assert town.platform.stood == {}


async def test_what_was_withdrawn_after_planning_is_not_sent(database: Database) -> None:
    town = open_town(database, MORNING + timedelta(minutes=1))
    await town.put(voice("a"))
    await town.open(station(), SALES)
    assert await town.plan() == 1
    await town.put(voice("a", state=SnippetState.WITHDRAWN, lines=()))
    await town.send()
    assert town.platform.stood == {}
    (posting,) = await database.read(lambda tx: tx.postings.of_snippets([SnippetId("a")]))
    assert posting.code == "withdrawn"


async def test_urgent_word_reaches_who_asked_for_it_at_once_and_others_not(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 25, 22, 0, tzinfo=UTC))
    ana, ben, cleo = [await town.hire(name) for name in ("Ana", "Ben", "Cleo")]
    here = await town.open(station(), SALES)
    await _subscribe(town, [Subscription(person_id=ana.person.id, station_id=here.id, wants_urgent=True)])
    await _subscribe(town, [Subscription(person_id=ben.person.id, station_id=here.id)])
    await _subscribe(town, [Subscription(person_id=cleo.person.id, station_id=here.id, wants_urgent=True)])
    await database.write(lambda tx: stop(tx.people, cleo.person.id))
    await town.put(voice("u", is_urgent=True, approved_at=town.now), voice("calm"))
    await town.settle()
    await town.settle()
    assert [each.place for each in town.platform.stood.values()] == [own_place(ana)]
    assert "Urgent" in town.platform.at(own_place(ana))[0].message.summary


async def test_one_person_gets_only_so_many_urgent_ones_a_day(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    ana = await town.hire("Ana")
    here = await town.open(station())
    await _subscribe(town, [Subscription(person_id=ana.person.id, station_id=here.id, wants_urgent=True)])
    await town.put(*(voice(f"u{number}", is_urgent=True, approved_at=town.now) for number in range(25)))
    await town.settle()
    assert len(town.platform.at(own_place(ana))) == 10


async def test_subscribers_get_one_round_up_at_their_own_hour_and_none_on_a_day_off(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 27, 6, 0, tzinfo=UTC))
    ana, ben = await town.hire("Ana"), await town.hire("Ben", zone="America/New_York")
    first, second = await town.open(station()), await town.open(station("Second"))
    for caller in (ana, ben):
        for each in (first, second):
            await _subscribe(town, [Subscription(person_id=caller.person.id, station_id=each.id)])
    await town.put(*many_voices(3))
    await town.until(datetime(2026, 11, 28, 4, 0, tzinfo=UTC), step=timedelta(minutes=30))
    sent = {each.place: each.sent_at for each in town.platform.stood.values()}
    assert sent == {
        own_place(ana): datetime(2026, 11, 27, 15, 0, tzinfo=UTC),
        own_place(ben): datetime(2026, 11, 27, 21, 0, tzinfo=UTC),
    }
    await town.put(voice("new", approved_at=town.now))
    await town.until(datetime(2026, 11, 29, 22, 0, tzinfo=UTC), step=timedelta(hours=1))
    assert len(town.platform.stood) == 2, "the weekend is off"
    await town.until(datetime(2026, 11, 30, 22, 0, tzinfo=UTC), step=timedelta(minutes=30))
    assert len(town.platform.stood) == 4


async def test_who_unsubscribes_between_planning_and_sending_gets_nothing(database: Database) -> None:
    town = open_town(database, datetime(2026, 11, 25, 15, 5, tzinfo=UTC))
    ana = await town.hire("Ana")
    here = await town.open(station())
    await _subscribe(town, [Subscription(person_id=ana.person.id, station_id=here.id)])
    await town.put(voice("a"))
    assert await town.plan() == 1
    await database.write(lambda tx: tx.stations.unsubscribe(ana.person.id, here.id))
    await town.send()
    assert town.platform.stood == {}


async def test_a_paused_station_posts_nothing(database: Database) -> None:
    town = open_town(database, MORNING + timedelta(hours=2))
    await town.put(voice("a"))
    await town.open(station(is_active=False), web_place(station(), OFFICE))
    assert await town.plan() == 0
    assert town.platform.asked == Counter()


async def _subscribe(town: Town, subscriptions: Sequence[Subscription]) -> None:
    def change(tx: UnitOfWork) -> None:
        for each in subscriptions:
            tx.stations.subscribe(each)

    await town.database.write(change)

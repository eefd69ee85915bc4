"""Whatever happens in whatever order: no channel is flooded, nothing stands twice, and nothing withdrawn stays."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete

from bot.chat.actions import ActionRef
from bot.chat.events import ButtonPressed
from bot.chat.ids import Place, PlaceKind
from bot.clock.zones import find_zone, local_date
from bot.station.model import PostingKind, SnippetId, SnippetState, StationId, Subscription
from bot.station.posting.route import plan_postings
from bot.station.reactions.record_reaction import react
from storage.database import Database
from storage.tables import station as tables
from storage.tables.outbox import deliveries
from storage.unit_of_work import UnitOfWork
from tests.station.posting.town import ORDER, Stood, Town, channel, open_town, own_place, station, voice

SALES, CARE = channel("sales"), channel("care")
ZONE = "Europe/Warsaw"
BUDGET = 2
THE_NIGHT_CLOCKS_GO_BACK = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
NUMBERS = st.integers(0, 11)


class PulledPlugError(Exception):
    """The process died before its transaction was kept."""


class Posting(RuleBasedStateMachine):
    """Two channels, a subscriber, and everything that may happen to them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.withdrawn: set[str] = set()
        self.runner.run(self._begin(url))

    async def _begin(self, url: str) -> None:
        self.database = Database.open(url)
        self.town: Town = open_town(self.database, THE_NIGHT_CLOCKS_GO_BACK)
        await self.database.write(_forget_all)
        self.ana = await self.town.hire("Ana")
        await self.town.open(station(), SALES, CARE, budget=BUDGET)
        await self.town.open(station("Other", round_up_hour=12), CARE, budget=BUDGET + 1)
        own = Subscription(person_id=self.ana.person.id, station_id=StationId("st-Other"), wants_urgent=True)
        await self.database.write(lambda tx: tx.stations.subscribe(own))

    def teardown(self) -> None:
        """What was sent and planned is remembered, so that looking at it once, at the end, is enough."""
        try:
            self.nobody_is_flooded()
            self.nothing_is_said_twice_in_one_place()
        finally:
            self.runner.run(self.database.close())
            self.runner.close()

    @rule(number=NUMBERS, is_urgent=st.booleans(), theme=st.sampled_from(["late", "broken", None]))
    def a_voice_is_approved(self, number: int, theme: str | None, *, is_urgent: bool) -> None:
        name = f"v{number:02}"
        if name not in self.withdrawn:
            now = self.town.now
            heard = voice(name, approved_at=now, happened_at=now, received_at=now, is_urgent=is_urgent, theme=theme)
            self.runner.run(self.town.put(heard))

    @rule(minutes=st.sampled_from([1, 10, 25, 90, 300, 1000]))
    def time_passes(self, minutes: int) -> None:
        self.town.platform.now += timedelta(minutes=minutes)

    @rule(times=st.integers(1, 3))
    def it_is_planned(self, times: int) -> None:
        new = [self.runner.run(self.town.plan()) for _ in range(times)]
        assert new[1:] == [0] * (times - 1), "planned again, nothing is new"

    @rule()
    def it_dies_while_planning(self) -> None:
        now = self.town.now

        def plan_and_die(tx: UnitOfWork) -> None:
            plan_postings(tx, now, ORDER)
            raise PulledPlugError

        try:
            self.runner.run(self.database.write(plan_and_die))
        except PulledPlugError:
            return

    @rule()
    def it_is_sent(self) -> None:
        self.runner.run(self.town.send())

    @rule(number=NUMBERS)
    def a_customer_withdraws(self, number: int) -> None:
        name = SnippetId(f"v{number:02}")
        self.withdrawn.add(name)
        self.runner.run(self.database.write(lambda tx: _withdraw(tx, name, self.town.now)))
        self.runner.run(self.town.amend())

    @rule(is_shared=st.booleans())
    def a_channel_is_shared_or_not(self, *, is_shared: bool) -> None:
        self.town.platform.shared = {"care"} if is_shared else set()
        self.runner.run(self.database.write(lambda tx: tx.stations.look_again(CARE)))

    @rule(number=NUMBERS, kind=st.sampled_from(["hear_too", "surprised"]))
    def somebody_presses(self, number: int, kind: str) -> None:
        action = ActionRef("station.react", (f"v{number:02}", kind))
        event = ButtonPressed(event_id="e", actor=self.ana.actor, action=action, place=SALES)
        caller = self.town.as_now(self.ana)
        self.runner.run(self.database.write(lambda tx: react(tx, caller, event, "Marigold")))
        self.runner.run(self.town.amend())

    def nobody_is_flooded(self) -> None:
        for place, budget in ((SALES, BUDGET), (CARE, BUDGET)):
            singles = [each.sent_at for each in self.town.platform.sent if each.place == place and _is_single(each)]
            days = Counter(local_date(each, ZONE) for each in singles)
            assert all(count <= budget for count in days.values())
            planned = self._planned(place, PostingKind.SNIPPET)
            assert all(later - earlier >= timedelta(minutes=20) for earlier, later in pairwise(planned))
            round_ups = [local_date(each, ZONE) for each in self._planned(place, PostingKind.ROUND_UP)]
            assert len(round_ups) == len(set(round_ups))

    @invariant()
    def the_night_is_quiet(self) -> None:
        hours = {each.sent_at.astimezone(find_zone(ZONE)).hour for each in self.town.platform.sent if _is_public(each)}
        assert hours <= set(range(8, 18))

    def nothing_is_said_twice_in_one_place(self) -> None:
        for place in (SALES, CARE, own_place(self.ana)):
            kinds = (PostingKind.SNIPPET, PostingKind.ROUND_UP, PostingKind.URGENT)
            found = [self.runner.run(self.town.postings(place, kind)) for kind in kinds]
            shown = Counter(each for postings in found for posting in postings for each in posting.snippet_ids)
            assert set(shown.values()) <= {1}

    @invariant()
    def nothing_withdrawn_stands(self) -> None:
        stands = repr(list(self.town.platform.stood.values()))
        assert not [name for name in self.withdrawn if f"This is what {name} said." in stands]

    def _planned(self, place: Place, kind: PostingKind) -> list[datetime]:
        found = self.runner.run(self.town.postings(place, kind))
        return [each.planned_at for each in found]


def _withdraw(tx: UnitOfWork, name: SnippetId, now: datetime) -> None:
    if tx.snippets.get(name) is None:
        return
    gone = voice(name, state=SnippetState.WITHDRAWN, lines=())
    tx.snippets.save([gone.snippet])
    tx.postings.ask_to_amend([each.id for each in tx.postings.of_snippets([name])], now)


def _is_single(stood: Stood) -> bool:
    return "to hear today" not in stood.message.summary


def _is_public(stood: Stood) -> bool:
    return stood.place.kind is not PlaceKind.DIRECT


def _forget_all(tx: UnitOfWork) -> None:
    for table in (tables.postings, tables.posted_snippets, tables.snippets, tables.interactions, tables.reactions):
        tx.connection.execute(delete(table))
    for each in (tables.stations, tables.station_places, tables.subscriptions, deliveries):
        tx.connection.execute(delete(each))


def test_whatever_happens(sqlite_url: str) -> None:
    run_state_machine_as_test(
        lambda: Posting(sqlite_url),  # type: ignore[arg-type] # any factory will do
        settings=settings(
            max_examples=6,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

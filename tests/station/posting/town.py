"""A small town for the stories of posting: people, channels on a platform that keeps what it is told, and a clock."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.chat.blocks import Message
from bot.chat.effects import Ask, Effect
from bot.chat.errors import GoneError, SendError
from bot.chat.forms import Form
from bot.chat.ids import AccountRef, Actor, DeliveryId, MessageRef, Place, PlaceKind, Platform, WorkspaceRef, direct
from bot.chat.intake import ConsentState, InteractionKind, Speaker
from bot.chat.platform import Capabilities, PlaceFacts
from bot.chat.records import DirectoryEntry
from bot.insight.model import CueKind, Mood
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.outbox.model import Delivery, Skip
from bot.people.caller import Caller
from bot.people.model import Account, Person, PersonId, Role
from bot.station.cutting.model import PassageLine
from bot.station.model import (
    Interaction,
    InteractionId,
    Posting,
    PostingKind,
    Rule,
    Snippet,
    SnippetId,
    SnippetState,
    Station,
    StationId,
    StationPlace,
    Voice,
)
from bot.station.posting.amend import amend_postings
from bot.station.posting.compose import compose, compose_posting
from bot.station.posting.places import check_places
from bot.station.posting.route import plan_postings
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.outbox.far_end import capabilities

CHAT = Platform("chat")
OFFICE = WorkspaceRef(platform=CHAT, external_id="W1")
ORDER = (CHAT,)
MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
"""Eight o'clock on a Wednesday in Warsaw, where quiet hours end."""

THEMES = ("late", "damaged", "long-wait", "app-fails", "wrong-charge", None)


def channel(name: str) -> Place:
    return Place(workspace=OFFICE, kind=PlaceKind.CHANNEL, external_id=name)


def voice(name: str, **changes: Any) -> Voice:  # noqa: ANN401 - any field of the snippet or its interaction
    """An approved snippet of a call of its own, as of the morning; its id is its name."""
    meeting: dict[str, Any] = {
        "id": InteractionId(f"i-{name}"),
        "source": "phone",
        "external_id": name,
        "digest": b"digest",
        "kind": InteractionKind.CALL,
        "happened_at": MORNING - timedelta(hours=12),
        "received_at": MORNING - timedelta(hours=2),
        "language": "en",
        "consent": ConsentState.GIVEN,
    }
    snippet: dict[str, Any] = {
        "id": SnippetId(name),
        "lines": (PassageLine(speaker=Speaker.CUSTOMER, text=f"This is what {name} said."),),
        "starts_at_seconds": None,
        "ends_at_seconds": None,
        "cue": CueKind.FRICTION,
        "because": "",
        "theme": None,
        "stage": None,
        "weight": 0.5,
        "mood": Mood.NEGATIVE,
        "valence": -0.5,
        "state": SnippetState.APPROVED,
        "approved_at": MORNING - timedelta(hours=1),
    }
    meeting |= {key: value for key, value in changes.items() if key in Interaction.__dataclass_fields__}
    snippet |= {key: value for key, value in changes.items() if key in Snippet.__dataclass_fields__}
    interaction = Interaction(**meeting | {"id": InteractionId(f"i-{name}")})
    return Voice(snippet=Snippet(**snippet | {"interaction_id": interaction.id}), interaction=interaction)


def many_voices(count: int) -> list[Voice]:
    """So many snippets about one thing and another, some worth more than others."""
    return [
        voice(f"v{number:03}", theme=THEMES[number % len(THEMES)], weight=0.2 + (number * 37 % 70) / 100)
        for number in range(count)
    ]


def station(name: str = "Everything", **changes: Any) -> Station:  # noqa: ANN401 - any field of a station
    values: dict[str, Any] = {
        "id": StationId(f"st-{name}"),
        "key": name.casefold(),
        "name": name,
        "rule": Rule(),
        "locale": "en",
        "time_zone": "Europe/Warsaw",
        "quiet_from_hour": 18,
        "quiet_until_hour": 8,
        "round_up_hour": 16,
    }
    return Station(**values | changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """A message as it stands (or stood) on the platform."""

    place: Place
    message: Message
    sent_at: datetime


@dataclass(slots=True, kw_only=True)
class TownPlatform:
    """The far end: keeps messages, lets them be edited and deleted, and tells of its channels what was set."""

    now: datetime
    capabilities: Capabilities = field(default_factory=lambda: capabilities(CHAT))
    stood: dict[str, Stood] = field(default_factory=dict)
    sent: list[Stood] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    error: SendError | None = None
    after_telling: Callable[[], Awaitable[None]] | None = None
    asked: Counter[str] = field(default_factory=Counter)
    edited: Counter[str] = field(default_factory=Counter)

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        await asyncio.sleep(0)
        self.stood[delivery_id] = Stood(place=place, message=message, sent_at=self.now)
        self.sent.append(self.stood[delivery_id])
        return MessageRef(place=place, external_id=delivery_id)

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        return MessageRef(place=place, external_id=delivery_id) if delivery_id in self.stood else None

    async def edit(self, ref: MessageRef, message: Message) -> None:
        if ref.external_id not in self.stood:
            raise GoneError("gone")
        self.edited[ref.external_id] += 1
        self.stood[ref.external_id] = replace(self.stood[ref.external_id], message=message)

    async def delete(self, ref: MessageRef) -> None:
        self.stood.pop(ref.external_id, None)

    async def describe_place(self, place: Place) -> PlaceFacts:
        self.asked[place.external_id] += 1
        if self.error is not None:
            raise self.error
        name = place.external_id
        told = PlaceFacts(name=f"#{name}", is_open=name not in self.closed, is_shared_outside=name in self.shared)
        if self.after_telling is not None:
            await self.after_telling()
        return told

    def below(self, ref: MessageRef) -> Place:
        return replace(ref.place, kind=PlaceKind.THREAD, thread_id=ref.external_id)

    def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        raise NotImplementedError(f"no directory in {workspace.external_id}")

    def at(self, place: Place) -> list[Stood]:
        return [each for each in self.stood.values() if each.place == place]


class TownClock:
    """A clock that the story moves."""

    def __init__(self, town: TownPlatform) -> None:
        self._town = town

    def now(self) -> datetime:
        return self._town.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0 if seconds < 5 else 3600)


@dataclass(slots=True, kw_only=True)
class Town:
    """The station of one organisation at work."""

    database: Database
    platform: TownPlatform
    dispatcher: Dispatcher

    @property
    def now(self) -> datetime:
        return self.platform.now

    async def hire(self, name: str, *, role: Role = Role.EMPLOYEE, zone: str = "Europe/Warsaw") -> Caller:
        person = Person(
            id=PersonId(name),
            name=f"{name} Example",
            first_name=name,
            locale="en",
            country="PL",
            time_zone=zone,
            joined_on=date(2026, 9, 1),
            role=role,
        )
        account = AccountRef(workspace=OFFICE, external_id=f"U-{name}")

        def change(tx: UnitOfWork) -> None:
            tx.people.save_person(person)
            tx.people.save_accounts([Account(ref=account, person_id=person.id)])

        await self.database.write(change)
        return self.as_now(Caller(person=person, actor=Actor(account=account), now=self.now))

    def as_now(self, caller: Caller) -> Caller:
        return replace(caller, now=self.now)

    async def put(self, *voices: Voice) -> None:
        def change(tx: UnitOfWork) -> None:
            for each in voices:
                tx.interactions.save(each.interaction)
                tx.snippets.save([each.snippet])

        await self.database.write(change)

    async def open(self, station: Station, *places: Place, budget: int = 5) -> Station:
        """Adds a station with channels of which nobody was asked yet."""

        def change(tx: UnitOfWork) -> None:
            tx.stations.save(station)
            for place in places:
                row = StationPlace(station_id=station.id, place=place, name=place.external_id, daily_budget=budget)
                tx.stations.save_place(row)

        await self.database.write(change)
        return station

    async def plan(self) -> int:
        await check_places(self.database, {CHAT: self.platform}, self.now)
        return await self.database.write(lambda tx: plan_postings(tx, self.now, ORDER))

    async def send(self) -> None:
        await self.dispatcher.drain(OFFICE)

    async def amend(self) -> int:
        def one(tx: Any, posting: Posting, now: datetime) -> Message | None:  # noqa: ANN401 - the stores
            return compose_posting(tx, posting, "Marigold", now)

        return await amend_postings(self.database, {CHAT: self.platform}, one, self.now, sleep=_at_once)

    async def until(self, moment: datetime, *, step: timedelta = timedelta(minutes=5)) -> None:
        """Lets time pass, doing what is due at every step."""
        while self.now < moment:
            self.platform.now = min(moment, self.now + step)
            await self.plan()
            await self.send()
            await self.amend()

    async def settle(self) -> None:
        """Does what is due now."""
        await self.plan()
        await self.send()
        await self.amend()

    async def postings(self, place: Place, kind: PostingKind = PostingKind.SNIPPET) -> Sequence[Posting]:
        since = MORNING - timedelta(days=400)
        return await self.database.read(lambda tx: tx.postings.planned_in(place, since=since, kind=kind))


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


def open_town(database: Database, now: datetime = MORNING) -> Town:
    platform = TownPlatform(now=now)

    async def compose_all(deliveries: Sequence[Delivery], at: datetime) -> Sequence[Message | Skip]:
        return await database.read(lambda tx: compose(tx, deliveries, "Marigold", at))

    async def on_suspended(workspace: WorkspaceRef, code: str) -> None:
        raise AssertionError(f"{workspace.external_id} was suspended: {code}")

    dispatcher = Dispatcher(
        transactions=database,
        platforms={CHAT: platform},
        compose=compose_all,
        clock=TownClock(platform),
        on_suspended=on_suspended,
        jitter=lambda: 1.0,
    )
    return Town(database=database, platform=platform, dispatcher=dispatcher)


def own_place(caller: Caller) -> Place:
    return direct(caller.actor.account)


def form_of(effect: Effect) -> Form:
    assert isinstance(effect, Ask)
    return effect.form

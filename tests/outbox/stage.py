"""What the stories of the outbox are played with: messages to plan, a platform that follows a script, and a clock."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.chat.blocks import Message
from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, Platform, WorkspaceRef, direct
from bot.chat.platform import Capabilities
from bot.chat.records import DirectoryEntry
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.outbox.model import Delivery, Planned, Selection, Skip
from bot.outbox.report import DeliveryReport, report_of
from bot.people.model import PersonId
from storage.database import Database
from tests.outbox.far_end import capabilities

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
CHAT = Platform("chat")
ACME = WorkspaceRef(platform=CHAT, external_id="acme")


class HandClock:
    """A clock that only the test moves, forward and back. Short waits are over at once, long ones never."""

    def __init__(self, start_at: datetime = NOON) -> None:
        self._now = start_at

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0 if seconds < 5 else 3600)


def planned(name: str, **changes: Any) -> Planned:  # noqa: ANN401 - any field of Planned
    values: dict[str, Any] = {
        "kind": "check_in",
        "place": direct(AccountRef(workspace=ACME, external_id=name)),
        "dedupe_key": f"{name}:check_in:2026-11-25",
        "due_at": NOON,
        "expires_at": NOON + timedelta(hours=6),
        "args": {"for": name},
        "batch": "2026-W48",
        "person_id": PersonId(name),
    }
    return Planned(**(values | changes))


async def say_hello(deliveries: Sequence[Delivery], now: datetime) -> Sequence[Message | Skip]:
    """Composes a greeting for everybody, but skips those who are away."""
    return [
        Skip("away") if each.args["for"].startswith("away") else Message(summary=f"Hello {each.args['for']}", blocks=())
        for each in deliveries
    ]


Script = Callable[[Place, int], Exception | None]
"""What goes wrong at the n-th attempt (from 1) in a place; `None` when nothing does."""


def all_goes_well(place: Place, attempt: int) -> Exception | None:
    return None


@dataclass(slots=True, kw_only=True)
class ScriptedPlatform:
    """Keeps messages and follows a script. `after_arrival` tells the errors at which the message had arrived."""

    capabilities: Capabilities = field(default_factory=lambda: capabilities(CHAT))
    script: Script = all_goes_well
    find_script: Script = all_goes_well
    after_arrival: tuple[type[Exception], ...] = ()
    arrived: dict[DeliveryId, list[str]] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        self.attempts[place.external_id] += 1
        await asyncio.sleep(0)
        error = self.script(place, self.attempts[place.external_id])
        if error is None or isinstance(error, self.after_arrival):
            self.arrived.setdefault(delivery_id, []).append(place.external_id)
        if error is not None:
            raise error
        return MessageRef(place=place, external_id=f"m-{delivery_id[:8]}")

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        self.questions[place.external_id] += 1
        error = self.find_script(place, self.questions[place.external_id])
        if error is not None:
            raise error
        return MessageRef(place=place, external_id="found") if delivery_id in self.arrived else None

    def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        raise NotImplementedError(f"no directory in {workspace.external_id}")

    @property
    def received(self) -> Counter[str]:
        """How many messages arrived at whom."""
        return Counter(name for names in self.arrived.values() for name in names)


@dataclass(slots=True, kw_only=True)
class Stage:
    """One process with its dispatcher."""

    database: Database
    platform: ScriptedPlatform
    clock: HandClock
    dispatcher: Dispatcher
    suspended: list[tuple[WorkspaceRef, str]]

    async def plan(self, *rows: Planned) -> int:
        return await self.database.write(lambda tx: tx.outbox.plan(rows))

    async def drain(self) -> int:
        return await self.dispatcher.drain(ACME)

    async def later(self, **duration: float) -> int:
        self.clock.move(timedelta(**duration))
        return await self.drain()

    async def report(self, **selection: Any) -> DeliveryReport:  # noqa: ANN401 - any field of Selection
        return report_of(await self.database.read(lambda tx: tx.outbox.report(Selection(**selection))))


def set_stage(database: Database, platform: ScriptedPlatform | None = None, **options: Any) -> Stage:  # noqa: ANN401 - as Dispatcher takes them
    platform = platform or ScriptedPlatform()
    clock = options.pop("clock", None) or HandClock()
    suspended: list[tuple[WorkspaceRef, str]] = []

    async def on_suspended(workspace: WorkspaceRef, code: str) -> None:
        suspended.append((workspace, code))

    dispatcher = Dispatcher(
        transactions=options.pop("transactions", database),
        platforms={CHAT: platform},
        compose=options.pop("compose", say_hello),
        clock=clock,
        on_suspended=on_suspended,
        jitter=lambda: 1.0,
        **options,
    )
    return Stage(database=database, platform=platform, clock=clock, dispatcher=dispatcher, suspended=suspended)

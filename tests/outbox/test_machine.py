"""Whatever goes wrong in whatever order: nothing due stays unsent, and nobody gets a message twice."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import delete

from bot.chat.errors import ChatError, InDoubtError, ThrottledError, UnavailableError, UnreachableError
from bot.chat.ids import Place
from bot.outbox.outcomes import Patience
from storage.database import Database
from storage.tables.leases import leases
from storage.tables.outbox import deliveries
from storage.unit_of_work import UnitOfWork
from tests.outbox.far_end import capabilities
from tests.outbox.stage import CHAT, HandClock, ScriptedPlatform, Stage, planned, set_stage

R = TypeVar("R")

YEARS = timedelta(days=3650)
NAMES = st.sampled_from(["anna", "ben", "carla", "dmitri", "eva", "farid"])


class ArrivedError(Exception):
    """A defect of the adapter after the message had arrived."""


FAULTS: dict[str, Callable[[], Exception]] = {
    "unreachable": lambda: UnreachableError("no_connection"),
    "throttled": lambda: ThrottledError("ratelimited", 7),
    "broken off before": lambda: InDoubtError("reset"),
    "broken off after": lambda: BrokenOffLaterError("reset"),
    "defect before": ZeroDivisionError,
    "defect after": ArrivedError,
}


class BrokenOffLaterError(InDoubtError):
    """The connection broke after the message had arrived."""


class Process:
    """The database as one process sees it; when the process is dead, nothing gets through."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_dead = False

    async def write(self, change: Callable[[UnitOfWork], R]) -> R:
        self._die()
        result = await self._database.write(change)
        self._die()
        return result

    async def read(self, question: Callable[[UnitOfWork], R]) -> R:
        self._die()
        return await self._database.read(question)

    def _die(self) -> None:
        if self.is_dead:
            raise UnavailableError("dead")


class Outbox(RuleBasedStateMachine):
    """One workspace, a far end with faults, processes that die, and a clock that anybody may set."""

    def __init__(self, url: str, *, finds_deliveries: bool) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = HandClock()
        self.faults: dict[str, list[str]] = {}
        self.dies_after = -1
        self.planned: set[str] = set()
        self.platform = ScriptedPlatform(
            capabilities=capabilities(CHAT, finds_deliveries=finds_deliveries),
            script=self.next_fault,
            after_arrival=(BrokenOffLaterError, ArrivedError),
        )
        self.database = self.runner.run(self.open(url))
        self.start()

    async def open(self, url: str) -> Database:
        database = Database.open(url)
        await database.write(lambda tx: [tx.connection.execute(delete(table)) for table in (deliveries, leases)])
        return database

    @rule()
    def start(self) -> None:
        """A new process takes the place of the old one."""
        self.process = Process(self.database)
        self.stage: Stage = set_stage(
            self.database,
            self.platform,
            transactions=self.process,
            clock=self.clock,
            patience=Patience(attempts=10_000),
        )

    @rule(names=st.sets(NAMES))
    def plan(self, names: set[str]) -> None:
        self.planned |= names
        now = self.clock.now()
        rows = [planned(name, due_at=now, expires_at=now + YEARS) for name in sorted(names)]
        self.runner.run(self.stage.plan(*rows))

    @rule(name=NAMES, faults=st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, max_size=3))
    def spoil(self, name: str, faults: list[str]) -> None:
        self.faults.setdefault(name, []).extend(faults)

    @rule()
    def drain(self) -> None:
        self.runner.run(self.try_to_drain())

    @rule(sends=st.integers(0, 5))
    def die_while_draining(self, sends: int) -> None:
        self.dies_after = sends
        self.drain()
        self.dies_after = -1
        self.start()

    @rule(seconds=st.integers(-3700, 3700))
    def set_clock(self, seconds: int) -> None:
        self.clock.move(timedelta(seconds=seconds))

    @rule(seconds=st.integers(0, 40))
    def wait(self, seconds: int) -> None:
        self.clock.move(timedelta(seconds=seconds))

    def next_fault(self, place: Place, attempt: int) -> Exception | None:
        self.dies_after -= 1
        if self.dies_after == -1:
            self.process.is_dead = True
        waiting = self.faults.get(place.external_id)
        return FAULTS[waiting.pop(0)]() if waiting else None

    async def try_to_drain(self) -> int:
        try:
            return await self.stage.drain()
        except ChatError:
            return 0

    def teardown(self) -> None:
        self.faults.clear()
        for _ in range(60):
            self.wait(301)
            self.drain()
            report = self.runner.run(self.stage.report())
            if not report.waiting:
                break
        assert (report.total, report.waiting) == (len(self.planned), 0)
        self.judge(report.sent, report.unknown + sum(report.failed.values()))
        self.runner.run(self.database.close())
        self.runner.close()

    def judge(self, sent: int, not_known: int) -> None:
        received = self.platform.received
        assert all(count == 1 for count in received.values())
        if self.platform.capabilities.finds_deliveries:
            assert set(received) == self.planned
            assert sent == len(self.planned)
        else:
            assert sent + not_known == len(self.planned)
            assert sent <= len(received)


def play(url: str, *, finds_deliveries: bool, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Outbox(url, finds_deliveries=finds_deliveries),  # type: ignore[arg-type] # any factory will do
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


@pytest.mark.parametrize("finds_deliveries", [True, False])
def test_nothing_is_lost_and_nothing_is_doubled(sqlite_url: str, *, finds_deliveries: bool) -> None:
    play(sqlite_url, finds_deliveries=finds_deliveries, examples=10)


def test_nothing_is_lost_and_nothing_is_doubled_on_postgresql(postgres_url: str) -> None:
    play(postgres_url, finds_deliveries=True, examples=6)


@pytest.mark.slow
@pytest.mark.parametrize("finds_deliveries", [True, False])
def test_nothing_is_lost_and_nothing_is_doubled_in_a_long_run(any_database_url: str, *, finds_deliveries: bool) -> None:
    play(any_database_url, finds_deliveries=finds_deliveries, examples=150)

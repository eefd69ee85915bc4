"""Jobs and deliveries, woken when they are due: once for all processes, and through faults."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from bot.chat.errors import UnavailableError
from bot.clock.clock import SystemClock
from bot.work.jobs import Job
from bot.work.worker import Worker
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.outbox.stage import NOON, HandClock, Stage, planned, set_stage

R = TypeVar("R")


@dataclass(slots=True)
class Diary:
    """A job that writes down when it was done; `fault` makes it fail, `pause` makes it last."""

    done_at: list[datetime] = field(default_factory=list)
    fault: Callable[[], Exception | None] = lambda: None
    pause: asyncio.Event | None = None

    async def __call__(self, now: datetime) -> None:
        self.done_at.append(now)
        if self.pause is not None:
            await self.pause.wait()
        if error := self.fault():
            raise error


def worker_with(stage: Stage, *jobs: Job, **options: float) -> Worker:
    return Worker(jobs=jobs, dispatchers=[stage.dispatcher], transactions=stage.database, clock=stage.clock, **options)


def every_minute(run: Diary) -> Job:
    return Job(name="diary", every_seconds=60, run=run)


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not claim():  # noqa: ASYNC110 - what is awaited happens behind a database
            await asyncio.sleep(0.005)


async def test_settling_does_all_that_is_due_and_what_comes_of_it(database: Database) -> None:
    stage = set_stage(database)

    async def plan_greetings(now: datetime) -> None:
        await stage.plan(*[planned(f"p{n} {now}", due_at=now, expires_at=now + timedelta(hours=1)) for n in range(150)])

    worker = worker_with(stage, Job(name="plan", every_seconds=3600, run=plan_greetings))
    await worker.settle()
    assert (await stage.report()).sent == 150
    stage.clock.move(timedelta(minutes=59))
    await worker.settle()
    assert (await stage.report()).total == 150
    stage.clock.move(timedelta(minutes=1))
    await worker.settle()
    assert (await stage.report()).sent == 300


async def test_two_processes_do_a_job_once_per_period(database: Database) -> None:
    diary = Diary()
    clock = HandClock()
    workers = [worker_with(set_stage(database, clock=clock), every_minute(diary)) for _ in range(3)]
    for minute in range(4):
        await asyncio.gather(*(worker.settle() for worker in workers))
        assert diary.done_at == [NOON + timedelta(minutes=n) for n in range(minute + 1)]
        clock.move(timedelta(seconds=30))
        await asyncio.gather(*(worker.settle() for worker in workers))
        clock.move(timedelta(seconds=30))


async def test_missed_runs_are_not_made_up_for_one_by_one(sqlite_database: Database) -> None:
    diary = Diary()
    stage = set_stage(sqlite_database)
    await worker_with(stage, every_minute(diary)).settle()
    stage.clock.move(timedelta(days=3))
    await worker_with(stage, every_minute(diary)).settle()
    assert diary.done_at == [NOON, NOON + timedelta(days=3)]


async def test_a_clock_that_was_set_back_does_not_stop_a_job(sqlite_database: Database) -> None:
    diary = Diary()
    stage = set_stage(sqlite_database)
    worker = worker_with(stage, every_minute(diary))
    for change in (timedelta(0), timedelta(days=-2), timedelta(seconds=59), timedelta(seconds=1)):
        stage.clock.move(change)
        await worker.settle()
    assert [at - NOON for at in diary.done_at] == [
        timedelta(0),
        timedelta(days=-2),
        timedelta(days=-2, minutes=1),
    ]


async def test_a_job_that_fails_is_tried_again_later_each_time_and_logged_by_type_alone(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary(fault=lambda: ValueError("a private word"))
    stage = set_stage(sqlite_database)
    worker = worker_with(stage, every_minute(diary))
    with caplog.at_level(logging.DEBUG):
        for _ in range(15):
            await worker.settle()
            stage.clock.move(timedelta(seconds=1))
    assert [(at - NOON).seconds for at in diary.done_at] == [0, 2, 6, 14]
    assert {record.getMessage() for record in caplog.records if record.name.startswith("bot.")} == {"job_failed"}
    assert "private" not in caplog.text
    diary.fault = lambda: None
    stage.clock.move(timedelta(minutes=1))
    await worker.settle()
    await worker.settle()
    assert len(diary.done_at) == 5


async def test_a_job_in_hand_is_finished_before_the_worker_ends(sqlite_database: Database) -> None:
    diary = Diary(pause=asyncio.Event())
    stage = set_stage(sqlite_database)
    worker = worker_with(stage, every_minute(diary))
    running = asyncio.create_task(worker.run())
    await until(lambda: bool(diary.done_at))
    worker.stop()
    await asyncio.sleep(0.05)
    assert not running.done()
    assert diary.pause is not None
    diary.pause.set()
    await asyncio.wait_for(running, 5)
    assert await sqlite_database.read(lambda tx: tx.leases.last_run_at("job:diary")) == NOON


async def test_a_long_job_does_not_hold_up_deliveries(sqlite_database: Database) -> None:
    diary = Diary(pause=asyncio.Event())
    stage = set_stage(sqlite_database)
    worker = worker_with(stage, every_minute(diary), tick_seconds=0.01)
    running = asyncio.create_task(worker.run())
    await until(lambda: bool(diary.done_at))
    await stage.plan(planned("anna"))
    await until(lambda: bool(stage.platform.received))
    assert diary.pause is not None
    diary.pause.set()
    worker.stop()
    await asyncio.wait_for(running, 5)


async def test_waking_sends_at_once(sqlite_database: Database) -> None:
    stage = set_stage(sqlite_database)
    worker = Worker(
        jobs=[],
        dispatchers=[stage.dispatcher],
        transactions=sqlite_database,
        clock=SystemClock(),
        tick_seconds=3600,
    )
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.1)
    await stage.plan(planned("anna"))
    worker.wake()
    await until(lambda: bool(stage.platform.received))
    worker.stop()
    await asyncio.wait_for(running, 5)


async def test_settling_beside_a_running_worker_sends_nothing_twice(database: Database) -> None:
    stage = set_stage(database)
    worker = worker_with(stage, tick_seconds=0.01)
    running = asyncio.create_task(worker.run())
    for n in range(5):
        await stage.plan(*[planned(f"p{n}-{m}") for m in range(100)])
        await worker.settle()
        assert (await stage.report()).waiting == 0
    worker.stop()
    await asyncio.wait_for(running, 5)
    assert stage.platform.received.total() == 500
    assert set(stage.platform.received.values()) == {1}


class MoodyDatabase:
    """A database that is away until it is back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_away = True

    async def write(self, change: Callable[[UnitOfWork], R]) -> R:
        self._complain()
        return await self._database.write(change)

    async def read(self, question: Callable[[UnitOfWork], R]) -> R:
        self._complain()
        return await self._database.read(question)

    def _complain(self) -> None:
        if self.is_away:
            raise UnavailableError("away")


async def test_a_database_that_is_away_for_a_while_costs_nothing_but_time(sqlite_database: Database) -> None:
    moody = MoodyDatabase(sqlite_database)
    diary = Diary()
    stage = set_stage(sqlite_database, transactions=moody)
    worker = Worker(jobs=[every_minute(diary)], dispatchers=[stage.dispatcher], transactions=moody, clock=stage.clock)
    await stage.plan(planned("anna"))
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.1)
    moody.is_away = False
    stage.clock.move(timedelta(minutes=10))
    worker.wake()
    await until(lambda: bool(stage.platform.received and diary.done_at))
    worker.stop()
    await asyncio.wait_for(running, 5)

"""Real processes that are killed or stopped in the middle of sending to a real far end."""

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.errors import UnavailableError
from bot.outbox.model import Selection
from bot.outbox.report import DeliveryReport, report_of
from storage.database import Database
from tests.outbox.far_end import FarEnd
from tests.outbox.sending_process import DOUBTFUL
from tests.outbox.stage import planned

ROOT = Path(__file__).parent.parent.parent
MANY = 400


@pytest.fixture
async def far_end() -> AsyncIterator[FarEnd]:
    async for far_end in FarEnd(delay_seconds=0.02).serve():
        yield far_end


@asynccontextmanager
async def process(url: str, far_end: FarEnd, memory: str) -> AsyncIterator[asyncio.subprocess.Process]:
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.outbox.sending_process",
        url,
        far_end.url,
        memory,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert started.stdout is not None
    try:
        assert await started.stdout.readline() == b"ready\n"
        yield started
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGCONT)
            started.kill()
        await started.wait()


async def finish(started: asyncio.subprocess.Process) -> int:
    """Waits for the process to end by itself; gives how many outcomes were refused."""
    assert started.stdout is not None
    refused = int(await asyncio.wait_for(started.stdout.read(), 60))
    assert await started.wait() == 0
    return refused


async def plan_many(url: str) -> None:
    now = datetime.now(UTC)
    rows = [planned(f"p{n}", due_at=now, expires_at=now + timedelta(hours=1)) for n in range(MANY)]
    database = Database.open(url)
    await database.write(lambda tx: tx.outbox.plan(rows))
    await database.close()


async def report(url: str) -> DeliveryReport:
    database = Database.open(url)
    found = report_of(await database.read(lambda tx: tx.outbox.report(Selection())))
    await database.close()
    return found


async def arrivals(far_end: FarEnd, at_least: int) -> None:
    async with asyncio.timeout(30):
        while far_end.messages.total() < at_least:  # noqa: ASYNC110 - what is awaited happens in another process
            await asyncio.sleep(0.002)


async def be_killed(url: str, far_end: FarEnd, memory: str, *, times: int) -> DeliveryReport:
    """Kills one process after the other at random moments, then lets the last one finish."""
    await plan_many(url)
    dice = random.Random(11)
    for _ in range(times):
        async with process(url, far_end, memory) as started:
            await arrivals(far_end, min(MANY - 20, far_end.messages.total() + dice.randint(1, 40)))
            await asyncio.sleep(dice.random() * 0.03)
            started.kill()
    async with process(url, far_end, memory) as last:
        assert await finish(last) == 0
    return await report(url)


async def put_to_sleep(started: asyncio.subprocess.Process, url: str) -> None:
    """Stops a process, but not in the middle of a transaction, which would keep everybody else from writing."""
    database = Database.open(url)
    for _ in range(100):
        started.send_signal(signal.SIGSTOP)
        try:
            await database.write(lambda tx: tx.leases.last_run_at("nothing"))
        except UnavailableError:
            started.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.003)
        else:
            break
    await database.close()


async def test_killed_where_the_far_end_can_be_asked_loses_and_doubles_nothing(
    sqlite_url: str, far_end: FarEnd
) -> None:
    result = await be_killed(sqlite_url, far_end, "finds", times=3)
    assert set(far_end.messages.values()) == {1}
    assert (result.sent, result.total) == (MANY, MANY)
    assert far_end.messages.total() == MANY


async def test_killed_where_it_cannot_be_asked_doubles_nothing_and_says_what_is_unknown(
    sqlite_url: str, far_end: FarEnd
) -> None:
    result = await be_killed(sqlite_url, far_end, "forgets", times=2)
    assert set(far_end.messages.values()) == {1}
    assert result.sent + result.unknown == MANY
    assert result.unknown <= 2 * DOUBTFUL
    assert result.sent <= far_end.messages.total() <= MANY


@pytest.mark.slow
async def test_killed_ten_times(any_database_url: str, far_end: FarEnd) -> None:
    result = await be_killed(any_database_url, far_end, "finds", times=10)
    assert set(far_end.messages.values()) == {1}
    assert (result.sent, far_end.messages.total()) == (MANY, MANY)


async def test_who_was_asleep_past_its_lease_is_not_believed(any_database_url: str, far_end: FarEnd) -> None:
    await plan_many(any_database_url)
    usual, far_end.delay_seconds = far_end.delay_seconds, 0.5  # so that answers are on their way when sleep comes
    async with process(any_database_url, far_end, "finds") as sleeper:
        await arrivals(far_end, 30)
        await put_to_sleep(sleeper, any_database_url)
        far_end.delay_seconds = usual
        async with process(any_database_url, far_end, "finds") as heir:
            assert await finish(heir) == 0
        assert far_end.messages.total() == MANY
        sleeper.send_signal(signal.SIGCONT)
        assert await finish(sleeper) > 0
    assert set(far_end.messages.values()) == {1}
    assert (await report(any_database_url)).sent == MANY

"""Two processes with a dispatcher each: one sends at a time, and the other takes over when it may."""

import asyncio
from datetime import timedelta

from bot.chat.errors import ThrottledError
from bot.chat.platform import Pacing
from storage.database import Database
from tests.outbox.far_end import capabilities
from tests.outbox.stage import CHAT, HandClock, ScriptedPlatform, planned, set_stage


async def test_two_dispatchers_at_once_send_each_message_once(postgres_url: str) -> None:
    first, second = Database.open(postgres_url), Database.open(postgres_url)
    platform, clock = ScriptedPlatform(), HandClock()
    stages = [set_stage(database, platform, clock=clock) for database in (first, second)]
    await stages[0].plan(*[planned(f"p{n}") for n in range(1000)])
    taken = 0
    while (await stages[0].report()).sent != 1000:
        taken += sum(await asyncio.gather(*(stage.drain() for stage in stages)))
    assert taken == 1000
    assert set(platform.received.values()) == {1}
    assert len(platform.received) == 1000
    await asyncio.gather(first.close(), second.close())


async def test_what_one_hears_from_the_platform_holds_for_the_other_too(database: Database) -> None:
    clock = HandClock()
    platform = ScriptedPlatform(script=lambda place, n: ThrottledError("ratelimited", 90))
    first, second = (set_stage(database, platform, clock=clock) for _ in range(2))
    await first.plan(*[planned(f"p{n}") for n in range(200)])
    await first.drain()
    tried = platform.attempts.total()
    platform.script = lambda place, n: None
    clock.move(timedelta(seconds=89))
    assert await second.drain() == 0
    assert platform.attempts.total() == tried
    clock.move(timedelta(seconds=2))
    await second.drain()
    assert (await second.report()).sent == 200


async def test_the_second_begins_with_a_fresh_pace_only_when_the_first_has_worked_off_its_own(
    sqlite_database: Database,
) -> None:
    clock = HandClock()
    slow = capabilities(CHAT, pacing=Pacing(workspace_per_second=10, place_per_second=10))
    platform = ScriptedPlatform(capabilities=slow)
    first, second = (set_stage(sqlite_database, platform, clock=clock) for _ in range(2))
    await first.plan(*[planned(f"p{n}") for n in range(10)])
    assert await first.drain() == 10
    await first.plan(*[planned(f"q{n}") for n in range(10)])
    assert await second.drain() == 0
    clock.move(timedelta(seconds=1))
    assert await second.drain() == 10

"""A process that sends what is due over HTTP until nothing is left: to be killed and stopped by tests.

`python -m tests.outbox.sending_process DATABASE_URL FAR_URL finds|forgets`, with a lease of one second. It says `ready`
before it begins, and at the end how many of its outcomes came too late.
"""

import asyncio
import sys

import aiohttp

from bot.chat.ids import WorkspaceRef
from bot.clock.clock import SystemClock
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.outbox.model import Selection
from bot.outbox.outcomes import Patience
from bot.outbox.report import report_of
from bot.outbox.round import Limits
from bot.work.worker import Worker
from storage.database import Database
from tests.outbox.far_end import HttpPlatform, capabilities
from tests.outbox.stage import CHAT, say_hello

LEASE_SECONDS = 1.0
DOUBTFUL = 16
TIMEOUT = aiohttp.ClientTimeout(total=0.5)


async def on_suspended(workspace: WorkspaceRef, code: str) -> None:
    raise AssertionError(f"{workspace.external_id} was suspended: {code}")


async def send_all(database: Database, platform: HttpPlatform) -> int:
    dispatcher = Dispatcher(
        transactions=database,
        platforms={CHAT: platform},
        compose=say_hello,
        clock=SystemClock(),
        on_suspended=on_suspended,
        limits=Limits(lease_seconds=LEASE_SECONDS, sent_at_once=8, doubtful_at_once=DOUBTFUL),
        patience=Patience(first_retry_seconds=0.2),
    )
    worker = Worker(jobs=[], dispatchers=[dispatcher], transactions=database, clock=SystemClock(), tick_seconds=0.02)
    working = asyncio.create_task(worker.run())
    while await _has_open(database):  # noqa: ASYNC110 - other processes may do the work
        await asyncio.sleep(0.05)
    worker.stop()
    await working
    return dispatcher.refused


async def _has_open(database: Database) -> bool:
    return report_of(await database.read(lambda tx: tx.outbox.report(Selection()))).waiting > 0


async def main(database_url: str, far_url: str, memory: str) -> None:
    database = Database.open(database_url)
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        finds = memory == "finds"
        platform = HttpPlatform(url=far_url, session=session, capabilities=capabilities(CHAT, finds_deliveries=finds))
        print("ready", flush=True)
        print(await send_all(database, platform), flush=True)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

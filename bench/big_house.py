"""A Voxloop that first sends two days' messages to everybody and then serves: its settings come from the environment.

Only two things differ from `voxloop serve`: the clock is moved, and messages are not paced, for Slack's limits would
stretch 10,000 of them over three quarters of an hour.
"""

import asyncio
import os
from datetime import UTC, datetime, time, timedelta

from adapters.http.server import Server, build_application
from adapters.slack.platform import SlackPlatform
from bench.bench_outbound import UnpacedSlack
from bot import logs
from bot.bootstrap.house import House, open_cellar
from bot.bootstrap.serve import told_to_end
from bot.chat.platform import Carrier
from bot.clock.clock import MovableClock
from bot.clock.weeks import Week
from bot.config import Settings
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.work.worker import Worker

STRIDE = timedelta(hours=1)
DAYS = 2
"""The first brings everybody's welcome, the second everybody's first check-in."""


def week_of_sending() -> Week:
    """The week in which this happens: the next one."""
    return Week.of(datetime.now(UTC).date()).next()


async def _serve(settings: Settings) -> None:
    clock = MovableClock(datetime.combine(week_of_sending().monday, time(4), tzinfo=UTC))
    cellar = await open_cellar(settings)
    house = House(settings, cellar, clock)
    dispatcher = Dispatcher(
        transactions=cellar.database,
        platforms={each.capabilities.platform: _unpaced(each) for each in house.platforms},
        compose=house._compose,
        clock=clock,
        on_suspended=house.left,
    )
    worker = Worker(jobs=house._jobs(), dispatchers=[dispatcher], transactions=cellar.database, clock=clock)
    for _ in range(DAYS * 24 - int(clock.now().hour)):
        clock.move(STRIDE)
        await worker.settle()
    application = build_application(house.mounts, checks=house.checks, error_page=house.web.error_page)
    async with Server(application, host=settings.host, port=settings.port):
        working = asyncio.create_task(worker.run())
        await told_to_end()
        worker.stop()
        await working
    await house.close()


def _unpaced(platform: Carrier) -> Carrier:
    return UnpacedSlack(platform) if isinstance(platform, SlackPlatform) else platform


if __name__ == "__main__":
    logs.configure("error", "text")
    asyncio.run(_serve(Settings.read(os.environ)))

"""Running: `voxloop serve` answers and sends, `voxloop worker` only sends."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from adapters.http.server import PortTakenError, Server, build_application
from bot.bootstrap.house import House, open_cellar
from bot.clock.clock import SystemClock
from bot.config import Settings
from bot.doctor import CannotRunError

OnReady = Callable[[str], None]


async def serve(settings: Settings, *, on_ready: OnReady) -> None:
    """Answers the browser and the chats, and sends what is due, until the process is told to end.

    Raises:
        CannotRunError: something has to be mended first; the text says what.
        UnavailableError: the database cannot be reached.
    """
    house = House(settings, await open_cellar(settings), SystemClock())
    house.warm_up()
    await run_house(house, settings, on_ready)


async def work(settings: Settings) -> None:
    """Sends what is due, beside other processes that answer.

    Raises:
        CannotRunError: something has to be mended first; the text says what.
        UnavailableError: the database cannot be reached.
    """
    house = House(settings, await open_cellar(settings), SystemClock())
    working = asyncio.create_task(house.worker.run())
    try:
        await told_to_end()
    finally:
        house.worker.stop()
        await working
        await house.close()


async def told_to_end() -> None:
    """Returns when the process gets SIGTERM or SIGINT."""
    with signals_heard((signal.SIGTERM, signal.SIGINT)) as told:
        await told.wait()


@contextmanager
def signals_heard(signals: Sequence[signal.Signals]) -> Iterator[asyncio.Event]:
    """An event that is set as soon as one of the signals comes; until the end of the block none ends the process."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    # `nohup` has a closed terminal ignored, and so it stays.
    heard = [each for each in signals if each != signal.SIGHUP or signal.getsignal(each) is not signal.SIG_IGN]
    for each in heard:
        loop.add_signal_handler(each, told.set)
    try:
        yield told
    finally:
        for each in heard:
            loop.remove_signal_handler(each)


async def run_house(
    house: House,
    settings: Settings,
    on_ready: OnReady,
    until: Callable[[], Awaitable[object]] = told_to_end,
) -> None:
    """Listens and works until it is told to end, then finishes what is under way."""
    application = build_application(
        house.mounts, checks=house.checks, figures=house.figures, error_page=house.web.error_page
    )
    server = Server(application, host=settings.host, port=settings.port)
    try:
        await server.start()
    except PortTakenError as error:
        await house.close()
        raise CannotRunError(str(error)) from error
    working = asyncio.create_task(house.worker.run())
    try:
        on_ready(f"http://{settings.host}:{server.port}")
        await until()
    finally:
        await server.stop()
        house.worker.stop()
        await working
        await house.close()

"""Work that goes on after a request was answered; a file of its own, because answering and meeting people share it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Final

from bot.chat.errors import SendError

log = logging.getLogger(__name__)

STOP_SECONDS: Final = 10.0


class Background:
    """Work that goes on after a request was answered: referenced until it is done, and waited for at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def start_logged(self, work: Coroutine[Any, Any, None]) -> None:
        """Like `start`, for work that may fail: that is logged, without what it was about."""
        self.start(_logged(work))

    async def finish(self) -> None:
        """Waits for all of it, but not for ever; what hangs is cancelled."""
        while self._tasks:
            _, hanging = await asyncio.wait(set(self._tasks), timeout=STOP_SECONDS)
            for task in hanging:
                task.cancel()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except SendError as error:
        log.warning("teams.effect_lost", extra={"code": error.code})
    except Exception as error:  # noqa: BLE001 - the traceback could carry what a person wrote
        log.error("teams.effect_failed", extra={"error": type(error).__name__})  # noqa: TRY400 - as above

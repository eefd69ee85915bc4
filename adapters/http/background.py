"""Work that goes on after a request was answered; a file of its own, because several adapters have such work."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

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

    async def finish(self) -> None:
        """Waits for all of it, but not for ever; what hangs is cancelled."""
        while self._tasks:
            _, hanging = await asyncio.wait(set(self._tasks), timeout=STOP_SECONDS)
            for task in hanging:
                task.cancel()

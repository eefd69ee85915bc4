"""The ticker that wakes what is due: jobs once for all processes together, and the dispatchers of deliveries."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from bot.clock.clock import Clock
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.outbox.store import OutboxStores
from bot.transactions import Transactions
from bot.work.jobs import Job, JobRunner
from bot.work.rounds import Rounds

logger = logging.getLogger(__name__)

LONGEST_BACKOFF_SECONDS = 60.0


class Worker:
    """Looks about every second at what is due. What is due stands in the tables, so a missed tick loses nothing.

    Any number of processes may run one, over the same database; leases see to it that each thing is done once.
    """

    def __init__(
        self,
        *,
        jobs: Sequence[Job],
        dispatchers: Sequence[Dispatcher],
        transactions: Transactions[OutboxStores],
        clock: Clock,
        tick_seconds: float = 1.0,
    ) -> None:
        self._runners = [JobRunner(job, transactions, clock) for job in jobs]
        self._clock = clock
        self._tick_seconds = tick_seconds
        self._is_stopped = False
        self._failures = 0
        self._woken = asyncio.Event()
        self._jobs_at_work: set[asyncio.Task[bool]] = set()
        self._rounds = [Rounds(dispatcher) for dispatcher in dispatchers]

    async def run(self) -> None:
        """Works until `stop`, then finishes what is in flight. Never raises for what a job or a platform does."""
        try:
            while not self._is_stopped:
                await self._tick_safely()
                await self._rest()
        finally:
            self.stop()
            await self._finish()

    def stop(self) -> None:
        """Begins nothing any more: `run` returns when jobs and messages that are under way are done."""
        self._is_stopped = True
        for rounds in self._rounds:
            rounds.stop()
        self._woken.set()

    def wake(self) -> None:
        """Looks at once, such as after something was planned for now."""
        self._woken.set()

    async def settle(self) -> None:
        """Does everything that is due as of now, and what comes of it, until nothing is due any more.

        Jobs are done one after the other, in their order. Works beside `run` and without it.

        Raises:
            ChatError: the database cannot take it now.
        """
        now = self._clock.now()
        for runner in self._runners:
            await runner.run_if_due(now)
        while sum([await rounds.finish_due() for rounds in self._rounds]):
            continue

    async def _tick_safely(self) -> None:
        try:
            await self._tick()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next tick finds everything again
            self._failures += 1
            logger.warning("tick_failed", extra={"error": type(error).__name__, "failures": self._failures})
        else:
            self._failures = 0

    async def _tick(self) -> None:
        now = self._clock.now()
        for runner in self._runners:
            if runner.may_be_due(now) and not runner.is_at_work:
                self._begin(runner, now)
        for rounds in self._rounds:
            await rounds.begin_due()

    def _begin(self, runner: JobRunner, now: datetime) -> None:
        task = asyncio.create_task(runner.run_if_due(now))
        self._jobs_at_work.add(task)
        task.add_done_callback(self._jobs_at_work.discard)

    async def _rest(self) -> None:
        seconds = min(LONGEST_BACKOFF_SECONDS, self._tick_seconds * 2.0 ** min(self._failures, 10))
        ticking = asyncio.ensure_future(self._clock.sleep(seconds))
        waking = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait((ticking, waking), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ticking.cancel()
            waking.cancel()
        self._woken.clear()

    async def _finish(self) -> None:
        await asyncio.gather(*self._jobs_at_work)
        for rounds in self._rounds:
            await rounds.finish()

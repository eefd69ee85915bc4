"""Jobs: what is to be done every so often, once for all processes together."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock.clock import Clock
from bot.outbox.store import OutboxStores
from bot.transactions import Transactions

logger = logging.getLogger(__name__)

LEASE_SECONDS = 60.0
"""After so long without a sign of life a job that was begun is free for another process."""

LONGEST_BACKOFF_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every `every_seconds`, with the moment as of which it shall be done.

    A job looks up for itself what there is to do. It may be run twice for the same time after a crash, so it must be
    harmless to repeat; times that were missed are not made up for one by one.
    """

    name: str
    every_seconds: float
    run: Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Begun:
    """This process shall do the job, under this epoch of its lease."""

    epoch: int


@dataclass(frozen=True, slots=True)
class DoneAlready:
    """The job was done at this moment, so it is not due yet."""

    at: datetime


class JobRunner:
    """Runs one job when it is due, unless another process does or did.

    Due means that the last run is a period away, before or after now: a clock that was set back by more than a period
    does not stop a job.
    """

    def __init__(self, job: Job, transactions: Transactions[OutboxStores], clock: Clock) -> None:
        self._job = job
        self._transactions = transactions
        self._clock = clock
        self._lease = f"job:{job.name}"
        self._holder = secrets.token_hex(8)
        self._last_run_at: datetime | None = None
        self._failures = 0
        self._failed_at: datetime | None = None
        self._at_work = asyncio.Lock()

    @property
    def is_at_work(self) -> bool:
        return self._at_work.locked()

    def may_be_due(self, now: datetime) -> bool:
        """Whether it is worth asking the database."""
        return not self._is_backing_off(now) and (self._last_run_at is None or self._is_due(self._last_run_at, now))

    async def run_if_due(self, now: datetime) -> bool:
        """Does the job as of `now` if it is due, waiting for a run of this process to end first. Never raises.

        Returns whether it was done. A job that fails is logged by the type of its error and tried again, later each
        time.
        """
        async with self._at_work:
            if not self.may_be_due(now):
                return False
            try:
                return await self._run_if_free(now)
            except Exception as error:  # noqa: BLE001 - one job's fault must not stop the others
                self._note_failure(now, error)
                return False

    async def _run_if_free(self, now: datetime) -> bool:
        match await self._transactions.write(lambda tx: self._begin(tx, now)):
            case None:
                return False
            case DoneAlready(at=at):
                self._last_run_at = at
                return False
            case Begun(epoch=epoch):
                await self._run_under(epoch, now)
                return True

    def _begin(self, tx: OutboxStores, now: datetime) -> Begun | DoneAlready | None:
        epoch = tx.leases.acquire(self._lease, self._holder, now=now, until=now + timedelta(seconds=LEASE_SECONDS))
        if epoch is None:
            return None
        last = tx.leases.last_run_at(self._lease)
        if last is not None and not self._is_due(last, now):
            tx.leases.release(self._lease, epoch, until=now)
            return DoneAlready(last)
        return Begun(epoch)

    async def _run_under(self, epoch: int, now: datetime) -> None:
        keeping = asyncio.create_task(self._keep_lease(epoch))
        is_done = False
        try:
            await self._job.run(now)
            is_done = True
        finally:
            keeping.cancel()
            await self._transactions.write(lambda tx: self._end(tx, epoch, now, is_done=is_done))
        self._last_run_at, self._failures, self._failed_at = now, 0, None

    def _end(self, tx: OutboxStores, epoch: int, now: datetime, *, is_done: bool) -> None:
        if is_done:
            tx.leases.mark_run(self._lease, epoch, now)
        tx.leases.release(self._lease, epoch, until=self._clock.now())

    async def _keep_lease(self, epoch: int) -> None:
        while True:
            await self._clock.sleep(LEASE_SECONDS / 3)
            try:
                await self._transactions.write(lambda tx: self._renew(tx, epoch))
            except Exception as error:  # noqa: BLE001 - a lease that runs out lets another process repeat the job, no more
                self._warn("job_lease_not_renewed", error)

    def _renew(self, tx: OutboxStores, epoch: int) -> bool:
        until = self._clock.now() + timedelta(seconds=LEASE_SECONDS)
        return tx.leases.renew(self._lease, epoch, until=until)

    def _is_due(self, last: datetime, now: datetime) -> bool:
        return abs(now - last) >= timedelta(seconds=self._job.every_seconds)

    def _is_backing_off(self, now: datetime) -> bool:
        if self._failed_at is None:
            return False
        backoff = min(LONGEST_BACKOFF_SECONDS, 2.0 ** min(self._failures, 10))
        return abs(now - self._failed_at) < timedelta(seconds=backoff)

    def _note_failure(self, now: datetime, error: Exception) -> None:
        self._failures += 1
        self._failed_at = now
        self._warn("job_failed", error)

    def _warn(self, event: str, error: Exception) -> None:
        facts = {"job": self._job.name, "error": type(error).__name__, "failures": self._failures}
        logger.warning(event, extra=facts)

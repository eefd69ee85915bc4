"""One round of sending in one workspace, under one lease, until nothing is due there."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.ids import WorkspaceRef
from bot.clock.clock import Clock
from bot.outbox.composing import compose_each
from bot.outbox.model import Compose, Delivery, Skip
from bot.outbox.pacing import PlaceKey, place_key
from bot.outbox.recorder import MANY, Recorder
from bot.outbox.sender import Ready, Sender
from bot.outbox.store import OutboxStores
from bot.transactions import Transactions

logger = logging.getLogger(__name__)

STEP_SECONDS = 1.0
"""Waiting is cut into steps of this length, so that a round can be stopped."""

MUCH = 100.0
"""A pace of more messages a second than this is worth claiming ahead for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a dispatcher does at once.

    A lease is renewed after a third of it. The rest must be longer than a platform's client waits for an answer: what a
    crashed dispatcher sent last has then arrived, or never will, before somebody else looks for it. A message that
    would wait longer than `longest_wait_seconds` goes back to the table. `doubtful_at_once` deliveries at most may be
    claimed and not yet recorded where nobody can find out what arrived: after a crash they are in doubt for ever.
    """

    lease_seconds: float = 30.0
    claimed_at_once: int = 100
    doubtful_at_once: int = 100
    sent_at_once: int = 32
    longest_wait_seconds: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to send in a workspace, as it was acquired."""

    name: str
    epoch: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What rounds work with."""

    transactions: Transactions[OutboxStores]
    compose: Compose
    clock: Clock
    limits: Limits
    is_stopped: Callable[[], bool]
    on_refused: Callable[[int], None]


class Round:
    """Claims, composes, paces, sends and records. What was claimed and not started when it ends is put back."""

    def __init__(
        self,
        desk: Desk,
        workspace: WorkspaceRef,
        lease: Lease,
        sender: Sender,
        *,
        is_suspended: Callable[[], bool],
    ) -> None:
        self._desk = desk
        self._workspace = workspace
        self._lease = lease
        self._lease_until = lease.until
        self._has_lost_lease = False
        self._sender = sender
        self._pace = sender.pace
        self._is_suspended = is_suspended
        self._finds = sender.platform.capabilities.finds_deliveries
        self._is_fast = sender.platform.capabilities.pacing.workspace_per_second > MUCH
        self._half = desk.limits.doubtful_at_once // 2
        self._hands = asyncio.Semaphore(desk.limits.sent_at_once)
        self._at_work: set[asyncio.Task[None]] = set()
        self._recorder = Recorder(
            transactions=desk.transactions,
            clock=desk.clock,
            workspace=workspace,
            epoch=lease.epoch,
            tries=max(1, int(desk.limits.lease_seconds)),
            on_refused=desk.on_refused,
            many=MANY if self._finds else max(1, self._half),
        )
        self.claimed = 0

    async def run(self) -> None:
        keeping = asyncio.create_task(self._keep_lease())
        recording = asyncio.create_task(self._recorder.run())
        try:
            await self._send_batches()
        finally:
            await self._finish(recording)
            keeping.cancel()

    async def _send_batches(self) -> None:
        batch = await self._claim()
        while batch:
            # At full speed the next batch is claimed while this one is sent.
            following = asyncio.create_task(self._claim()) if self._is_fast else None
            await self._start_all(await self._prepare(batch))
            batch = await (following or self._claim())

    async def _finish(self, recording: "asyncio.Task[None]") -> None:
        if self._at_work:
            await asyncio.wait(self._at_work)
        self._recorder.close()
        await recording

    def _may_start(self) -> bool:
        is_ours = not self._has_lost_lease and self._desk.clock.now() < self._lease_until
        return is_ours and not self._desk.is_stopped() and not self._is_suspended()

    async def _keep_lease(self) -> None:
        while True:
            await self._desk.clock.sleep(self._desk.limits.lease_seconds / 3)
            try:
                await self._under_lease(lambda _tx, _until: ())
            except Exception as error:  # noqa: BLE001 - a lease that cannot be renewed runs out, which ends the round
                self._warn("lease_not_renewed", error=type(error).__name__)

    async def _claim(self) -> Sequence[Delivery]:
        if not self._finds:
            await self._recorder.wait_until(lambda: self._doubtful() <= self._half)
        if not self._may_start():
            return ()
        now, limit = self._desk.clock.now(), self._claim_limit()
        batch = await self._under_lease(
            lambda tx, until: tx.outbox.claim(
                self._workspace, now=now, limit=limit, lease_until=until, epoch=self._lease.epoch
            )
        )
        self.claimed += len(batch)
        return batch

    def _claim_limit(self) -> int:
        """About a second's worth; half of it where nobody can find out what arrived."""
        limits, pacing = self._desk.limits, self._sender.platform.capabilities.pacing
        if self._finds:
            return max(1, min(limits.claimed_at_once, int(pacing.workspace_per_second)))
        return max(1, min(limits.doubtful_at_once - self._doubtful(), int(pacing.workspace_per_second / 2)))

    def _doubtful(self) -> int:
        """How many are claimed and not yet recorded."""
        return self.claimed - self._recorder.recorded

    async def _under_lease(self, work: Callable[[OutboxStores, datetime], Sequence[Delivery]]) -> Sequence[Delivery]:
        """Prolongs the lease and works in the same transaction; does nothing when the lease was taken over."""
        until = self._desk.clock.now() + timedelta(seconds=self._desk.limits.lease_seconds)

        def renew(tx: OutboxStores) -> Sequence[Delivery] | None:
            is_ours = tx.leases.renew(self._lease.name, self._lease.epoch, until=until)
            return work(tx, until) if is_ours else None

        found = await self._desk.transactions.write(renew)
        if found is None:
            self._has_lost_lease = True
            self._warn("lease_lost")
            return ()
        self._lease_until = until
        return found

    async def _prepare(self, batch: Sequence[Delivery]) -> list[Ready]:
        """Ends what is over, puts back what would wait too long, and composes the rest."""
        ready: list[Ready] = []
        live: list[Delivery] = []
        for delivery in batch:
            attempt = self._sender.attempt(delivery)
            if attempt.is_given_up:
                self._recorder.add(attempt.given_up())
            elif attempt.is_over:
                ready.append(Ready(delivery, None))
            else:
                live.append(delivery)
        return ready + await self._compose(list(self._near(live)))

    def _near(self, deliveries: Sequence[Delivery]) -> Iterator[Delivery]:
        """Without those that would wait too long behind others in the same place, or for a pause to end."""
        before: Counter[PlaceKey] = Counter()
        for delivery in deliveries:
            key = place_key(delivery.place)
            wait = self._pace.wait_seconds(delivery.place, behind=before[key])
            before[key] += 1
            if wait <= self._desk.limits.longest_wait_seconds:
                yield delivery
            else:
                attempt = self._sender.attempt(delivery)
                self._recorder.add(attempt.not_started(attempt.at + timedelta(seconds=wait)))

    async def _compose(self, deliveries: Sequence[Delivery]) -> list[Ready]:
        ready: list[Ready] = []
        for delivery, message in await compose_each(self._desk.compose, deliveries, self._desk.clock.now()):
            match message:
                case None:
                    self._recorder.add(self._sender.attempt(delivery).not_composed())
                case Skip(code=code) if not (self._finds and delivery.was_in_doubt):
                    self._recorder.add(self._sender.attempt(delivery).skipped(code))
                case _:
                    ready.append(Ready(delivery, message))
        return ready

    async def _start_all(self, line: list[Ready]) -> None:
        """Starts each as soon as its place, the workspace and a free hand let it."""
        while line and self._may_start():
            index = self._pace.pick(ready.delivery.place for ready in line)
            wait = self._pace.wait_seconds(line[index].delivery.place)
            if wait > self._desk.limits.longest_wait_seconds:
                break
            if wait > 0:
                await self._pace.wait(min(wait, STEP_SECONDS))
            elif self._hands.locked():
                # Others may complain while all hands are busy, so the pace is asked again.
                await self._free_hand()
            else:
                await self._start(line.pop(index))
        self._put_back(line)

    async def _free_hand(self) -> None:
        async with self._hands:
            return

    async def _start(self, ready: Ready) -> None:
        await self._hands.acquire()
        self._pace.take(ready.delivery.place)
        task = asyncio.create_task(self._deliver(ready))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _deliver(self, ready: Ready) -> None:
        try:
            self._recorder.add(await self._sender.deliver(ready))
        finally:
            self._hands.release()

    def _put_back(self, line: Sequence[Ready]) -> None:
        for ready in line:
            attempt = self._sender.attempt(ready.delivery)
            wait = self._pace.wait_seconds(ready.delivery.place)
            self._recorder.add(attempt.not_started(attempt.at + timedelta(seconds=wait) if wait else None))

    def _warn(self, event: str, **facts: object) -> None:
        logger.warning(event, extra={"workspace": self._workspace.external_id, "epoch": self._lease.epoch, **facts})

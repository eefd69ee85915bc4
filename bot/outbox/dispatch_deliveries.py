"""Sends what is due: one dispatcher at a time in each workspace, whoever holds its lease."""

import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from bot.chat.ids import Platform, WorkspaceRef
from bot.chat.platform import Carrier
from bot.clock.clock import Clock
from bot.outbox.model import Compose, DeliveryState, Selection
from bot.outbox.outcomes import Patience
from bot.outbox.pacing import Pace
from bot.outbox.round import Desk, Lease, Limits, Round
from bot.outbox.sender import Sender
from bot.outbox.store import LONGEST_LEASE, OutboxStores
from bot.transactions import Transactions

logger = logging.getLogger(__name__)

OnSuspended = Callable[[WorkspaceRef, str], Awaitable[None]]
"""Hears that a workspace cannot be reached until somebody installs again, with the platform's word for the reason."""


class Dispatcher:
    """Sends the deliveries of the platforms it was given.

    Any number of processes may have one. It keeps the pace of each workspace in memory; the lease of the workspace sees
    to it that there is one pace, and stays closed for others until that pace has been worked off.
    """

    def __init__(
        self,
        *,
        transactions: Transactions[OutboxStores],
        platforms: Mapping[Platform, Carrier],
        compose: Compose,
        clock: Clock,
        on_suspended: OnSuspended,
        limits: Limits | None = None,
        patience: Patience | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._transactions = transactions
        self._platforms = platforms
        self._clock = clock
        self._on_suspended = on_suspended
        self._patience = patience or Patience()
        self._jitter = jitter
        self._holder = secrets.token_hex(8)
        self._paces: dict[WorkspaceRef, Pace] = {}
        self._is_stopped = False
        self.refused = 0
        """How many outcomes came too late, because somebody else had taken the delivery."""
        self._desk = Desk(
            transactions=transactions,
            compose=compose,
            clock=clock,
            limits=limits or Limits(),
            is_stopped=lambda: self._is_stopped,
            on_refused=self._count_refused,
        )

    async def workspaces_with_due(self) -> Sequence[WorkspaceRef]:
        """Where something is to be sent now, as far as this dispatcher has the platform."""
        now = self._clock.now()
        found = await self._transactions.read(lambda tx: tx.outbox.workspaces_with_due(now))
        return [workspace for workspace in found if workspace.platform in self._platforms]

    async def drain(self, workspace: WorkspaceRef) -> int:
        """Sends what is due in a workspace until nothing is; returns how many deliveries were taken.

        Does nothing while the platform wants nothing from us or another process holds the lease. Must not be called
        for a workspace in which it is at work already.

        Raises:
            ChatError: the database cannot take it now; what was under way is in doubt and looked at later.
        """
        pace = self._pace(workspace)
        if self._is_stopped or pace.pause_seconds() > self._desk.limits.longest_wait_seconds:
            return 0
        lease = await self._acquire(workspace)
        if lease is None:
            return 0
        return await self._work(workspace, lease, pace)

    def stop(self) -> None:
        """Starts nothing any more; rounds at work finish what is under way and put the rest back."""
        self._is_stopped = True

    def _pace(self, workspace: WorkspaceRef) -> Pace:
        if workspace not in self._paces:
            self._paces[workspace] = Pace(self._clock, self._platforms[workspace.platform].capabilities.pacing)
        return self._paces[workspace]

    async def _acquire(self, workspace: WorkspaceRef) -> Lease | None:
        name = f"outbox:{workspace.platform}:{workspace.external_id}"
        now = self._clock.now()
        until = now + timedelta(seconds=self._desk.limits.lease_seconds)
        epoch = await self._transactions.write(lambda tx: tx.leases.acquire(name, self._holder, now=now, until=until))
        return None if epoch is None else Lease(name=name, epoch=epoch, until=until)

    async def _work(self, workspace: WorkspaceRef, lease: Lease, pace: Pace) -> int:
        suspended: list[str] = []
        sender = Sender(
            platform=self._platforms[workspace.platform],
            clock=self._clock,
            pace=pace,
            patience=self._patience,
            jitter=self._jitter,
            on_suspended=suspended.append,
        )
        round_ = Round(self._desk, workspace, lease, sender, is_suspended=lambda: bool(suspended))
        try:
            await round_.run()
            if suspended:
                await self._suspend(workspace, suspended[0])
        finally:
            await self._release(lease, pace)
        return round_.claimed

    async def _suspend(self, workspace: WorkspaceRef, code: str) -> None:
        now = self._clock.now()
        ended = await self._transactions.write(
            lambda tx: tx.outbox.end_waiting(
                Selection(workspace=workspace), state=DeliveryState.NOT_INSTALLED, code=code, now=now
            )
        )
        facts = {"workspace": workspace.external_id, "code": code, "deliveries": ended}
        logger.warning("workspace_suspended", extra=facts)
        await self._on_suspended(workspace, code)

    async def _release(self, lease: Lease, pace: Pace) -> None:
        now = self._clock.now()
        until = min(max(now, pace.settled_at()), now + LONGEST_LEASE)
        await self._transactions.write(lambda tx: tx.leases.release(lease.name, lease.epoch, until=until))

    def _count_refused(self, refused: int) -> None:
        self.refused += refused

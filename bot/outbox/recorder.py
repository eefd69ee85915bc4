"""Keeps what became of deliveries, many with one write."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.chat.ids import WorkspaceRef
from bot.clock.clock import Clock
from bot.outbox.model import Outcome
from bot.outbox.store import OutboxStores
from bot.transactions import Transactions

logger = logging.getLogger(__name__)

GATHER_SECONDS = 0.05
"""How long an outcome waits for company."""

MANY = 100
"""Enough outcomes to be worth a write of their own."""


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Takes outcomes and writes them down, again and again while the database cannot take them.

    After `tries` it lets them go: the deliveries are in doubt then, as after a crash. `on_refused` hears how many came
    too late, because somebody else has taken the deliveries since. An outcome waits a moment for company, unless there
    are `many`. `recorded` counts all that are off its hands.
    """

    transactions: Transactions[OutboxStores]
    clock: Clock
    workspace: WorkspaceRef
    epoch: int
    tries: int
    on_refused: Callable[[int], None]
    many: int = MANY
    recorded: int = 0
    _outcomes: list[Outcome] = field(default_factory=list)
    _kept: asyncio.Event = field(default_factory=asyncio.Event)
    _is_closing: bool = False
    _has_some: asyncio.Event = field(default_factory=asyncio.Event)
    _has_many: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._has_some.set()
        if len(self._outcomes) >= self.many:
            self._has_many.set()

    async def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Returns when something is so that depends on what is recorded."""
        while not is_so():
            await self._kept.wait()

    def close(self) -> None:
        """Lets `run` end once all is written."""
        self._is_closing = True
        self._has_some.set()
        self._has_many.set()

    async def run(self) -> None:
        while self._outcomes or not self._is_closing:
            await self._has_some.wait()
            await self._gather()
            outcomes, self._outcomes = self._outcomes, []
            await self._keep(outcomes)
            self.recorded += len(outcomes)
            kept, self._kept = self._kept, asyncio.Event()
            kept.set()

    async def _gather(self) -> None:
        if not self._is_closing:
            many = asyncio.ensure_future(self._has_many.wait())
            timer = asyncio.ensure_future(self.clock.sleep(GATHER_SECONDS))
            await asyncio.wait((many, timer), return_when=asyncio.FIRST_COMPLETED)
            many.cancel()
            timer.cancel()
        if not self._is_closing:
            self._has_some.clear()
            self._has_many.clear()

    async def _keep(self, outcomes: list[Outcome]) -> None:
        for _ in range(self.tries):
            try:
                refused = await self.transactions.write(lambda tx: self._record(tx, outcomes))
            except Exception as error:  # noqa: BLE001 - what is not recorded is in doubt, so whatever it is, try again
                self._log("outcomes_not_recorded", outcomes=len(outcomes), error=type(error).__name__)
                await self.clock.sleep(1)
            else:
                self._note_refused(refused)
                return
        self._log("outcomes_given_up", outcomes=len(outcomes))

    def _record(self, tx: OutboxStores, outcomes: list[Outcome]) -> int:
        refused = tx.outbox.record(outcomes, self.epoch)
        if ended := [each for each in outcomes if each.state.is_final]:
            tx.aftermath.note(ended)
        return refused

    def _note_refused(self, refused: int) -> None:
        if refused:
            self._log("outcomes_refused", outcomes=refused)
            self.on_refused(refused)

    def _log(self, event: str, **facts: object) -> None:
        logger.warning(event, extra={"workspace": self.workspace.external_id, "epoch": self.epoch, **facts})

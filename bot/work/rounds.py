"""Keeps the dispatchers' rounds going: one in each workspace where something is due."""

import asyncio
import logging

from bot.chat.ids import WorkspaceRef
from bot.outbox.dispatch_deliveries import Dispatcher

logger = logging.getLogger(__name__)


class Rounds:
    """The rounds of one dispatcher that are under way in this process."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._at_work: dict[WorkspaceRef, asyncio.Task[int]] = {}

    async def begin_due(self) -> None:
        """Begins a round where something is due and none is under way.

        Raises:
            ChatError: the database cannot take it now.
        """
        for workspace in await self._dispatcher.workspaces_with_due():
            self._round_in(workspace)

    async def finish_due(self) -> int:
        """Begins rounds likewise and waits for all to end; returns how many deliveries were taken.

        Raises:
            ChatError: the database cannot take it now.
        """
        await self.begin_due()
        return sum(await asyncio.gather(*self._at_work.values()))

    async def finish(self) -> None:
        """Waits for the rounds that are under way."""
        await asyncio.gather(*self._at_work.values())

    def stop(self) -> None:
        """Lets the rounds end early and begins none any more."""
        self._dispatcher.stop()

    def _round_in(self, workspace: WorkspaceRef) -> None:
        if workspace not in self._at_work:
            task = asyncio.create_task(self._drain(workspace))
            self._at_work[workspace] = task
            task.add_done_callback(lambda _: self._at_work.pop(workspace))

    async def _drain(self, workspace: WorkspaceRef) -> int:
        try:
            return await self._dispatcher.drain(workspace)
        except Exception as error:  # noqa: BLE001 - the next tick finds again what is due
            facts = {"workspace": workspace.external_id, "error": type(error).__name__}
            logger.warning("round_failed", extra=facts)
            return 0

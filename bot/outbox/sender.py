"""One attempt at a delivery: find out whether it arrived already, send it, and say what follows."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.blocks import Message
from bot.chat.errors import SendError, ThrottledError, WorkspaceSuspendedError
from bot.chat.platform import Carrier
from bot.clock.clock import Clock
from bot.outbox.model import Delivery, Outcome, Skip
from bot.outbox.outcomes import FOUND, Attempt, Patience, is_refusal, never_arrived
from bot.outbox.pacing import Pace

logger = logging.getLogger(__name__)

LEAST_PAUSE_SECONDS = 0.5
"""A complaint that asks for no wait at all would be repeated at once."""

LONGEST_PAUSE_SECONDS = 86_400.0
"""A platform that asks for more than a day has something else on its mind."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery with what is to be sent; `None` when there is only to find out whether it arrived."""

    delivery: Delivery
    message: Message | Skip | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends over one platform in one workspace, and never raises: whatever happens is an outcome.

    `on_suspended` hears the platform's word when the whole workspace cannot be reached any more.
    """

    platform: Carrier
    clock: Clock
    pace: Pace
    patience: Patience
    jitter: Callable[[], float]
    on_suspended: Callable[[str], None]

    def attempt(self, delivery: Delivery) -> Attempt:
        """The delivery as of now, to be judged."""
        return Attempt(
            delivery=delivery,
            at=self.clock.now(),
            patience=self.patience,
            finds_deliveries=self.platform.capabilities.finds_deliveries,
            jitter=self.jitter(),
        )

    async def deliver(self, ready: Ready) -> Outcome:
        if ready.delivery.was_in_doubt and self.platform.capabilities.finds_deliveries:
            return await self._look_first(ready)
        return await self._go_on(ready)

    async def _look_first(self, ready: Ready) -> Outcome:
        delivery = ready.delivery
        try:
            found = await self.platform.find_delivery(delivery.place, delivery.id)
        except Exception as error:  # noqa: BLE001 - an adapter's defect must not end the loop
            if is_refusal(error) and ready.message is not None and self.attempt(delivery).may_double:
                return await self._go_on(ready)
            return self._not_found_out(delivery, error)
        if found is not None:
            return self.attempt(delivery).sent(found, FOUND)
        return await self._go_on(Ready(never_arrived(delivery), ready.message))

    async def _go_on(self, ready: Ready) -> Outcome:
        match ready.message:
            case None:
                return self.attempt(ready.delivery).given_up()
            case Skip(code=code):
                return self.attempt(ready.delivery).skipped(code)
            case message:
                return await self._send(ready.delivery, message)

    async def _send(self, delivery: Delivery, message: Message) -> Outcome:
        if self.clock.now() >= delivery.expires_at:
            return self.attempt(delivery).given_up()
        try:
            ref = await self.platform.send(delivery.place, message, delivery.id)
        except Exception as error:  # noqa: BLE001 - as above
            return self._not_sent(delivery, error)
        return self.attempt(delivery).sent(ref)

    def _not_found_out(self, delivery: Delivery, error: Exception) -> Outcome:
        if isinstance(error, ThrottledError):
            return self._held_back(delivery, error)
        self._note(delivery, error)
        return self.attempt(delivery).not_found_out(error)

    def _not_sent(self, delivery: Delivery, error: Exception) -> Outcome:
        if isinstance(error, ThrottledError):
            return self._held_back(delivery, error)
        self._note(delivery, error)
        return self.attempt(delivery).failed(error)

    def _held_back(self, delivery: Delivery, error: ThrottledError) -> Outcome:
        seconds = min(max(error.retry_after_seconds, LEAST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        self.pace.pause(seconds)
        until = self.clock.now() + timedelta(seconds=seconds)
        return self.attempt(delivery).held_back(error.code, until)

    def _note(self, delivery: Delivery, error: Exception) -> None:
        if isinstance(error, WorkspaceSuspendedError):
            self.on_suspended(error.code)
        elif not isinstance(error, SendError):
            # By type only: the text of an unknown error may hold what was to be sent.
            logger.error("adapter_failed", extra={"delivery": delivery.id, "error": type(error).__name__})

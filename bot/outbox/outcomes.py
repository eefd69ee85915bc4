"""What follows from an attempt: it is over, or it is tried again, and when."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.errors import (
    BlockedError,
    InDoubtError,
    NotInstalledError,
    RejectedError,
    SendError,
    UnreachableError,
    WorkspaceSuspendedError,
)
from bot.chat.ids import MessageRef
from bot.outbox.model import INTERRUPTED, TOO_LATE, Delivery, DeliveryState, Outcome

ADAPTER_ERROR = "adapter_error"
"""The code of a delivery at which an adapter failed in a way that it should not."""

COMPOSE_ERROR = "compose_error"
"""The code of a delivery whose message could not be composed."""

FOUND = "found"
"""The code of a delivery in doubt that turned out to have arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often and how long a delivery is tried.

    `doubtful_attempts` holds where nobody can find out whether one arrived: each may double the message.
    """

    attempts: int = 8
    doubtful_attempts: int = 3
    first_retry_seconds: float = 2.0
    longest_retry_seconds: float = 300.0

    def retry_seconds(self, attempts: int, jitter: float) -> float:
        """The wait after so many attempts: doubling, and between half and all of it by `jitter` (0 to 1)."""
        longest = min(self.longest_retry_seconds, self.first_retry_seconds * 2.0 ** (attempts - 1))
        return longest * (1 + jitter) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt at a delivery, as far as its outcome depends on it."""

    delivery: Delivery
    at: datetime
    patience: Patience
    finds_deliveries: bool
    jitter: float = 1.0

    def sent(self, ref: MessageRef, code: str = "") -> Outcome:
        return self._final(DeliveryState.SENT, code, message_id=ref.external_id)

    def skipped(self, code: str) -> Outcome:
        return self._final(DeliveryState.SKIPPED, code, is_in_doubt=self.delivery.was_in_doubt)

    def given_up(self) -> Outcome:
        """What it ends as when its time has passed or it may not be tried any more."""
        if self.delivery.problem is None:
            return self.skipped(TOO_LATE)
        return self._final(self.delivery.problem, self.delivery.code, is_in_doubt=self.delivery.was_in_doubt)

    def not_started(self, at: datetime | None = None) -> Outcome:
        """Put back as if it had not been claimed, for `at` or for at once."""
        delivery = self.delivery
        return Outcome(
            delivery_id=delivery.id,
            kind=delivery.kind,
            args=delivery.args,
            state=DeliveryState.WAITING,
            at=self.at,
            attempts=delivery.attempts - 1,
            code=delivery.code,
            next_at=at,
            is_in_doubt=delivery.was_in_doubt,
            problem=delivery.problem,
        )

    def held_back(self, code: str, until: datetime) -> Outcome:
        """The platform lets us wait until then; this was no attempt."""
        was_in_doubt = self.delivery.was_in_doubt
        problem = DeliveryState.UNKNOWN if was_in_doubt else DeliveryState.THROTTLED
        if until >= self.delivery.expires_at:
            return self._final(problem, code, is_in_doubt=was_in_doubt)
        waiting = self._again(problem, code, until, is_in_doubt=was_in_doubt)
        return replace(waiting, attempts=waiting.attempts - 1)

    def not_composed(self) -> Outcome:
        return self._retry(DeliveryState.FAILED, COMPOSE_ERROR, is_in_doubt=self.delivery.was_in_doubt)

    def not_found_out(self, error: Exception) -> Outcome:
        """It is in doubt, and the platform did not say whether it arrived."""
        if is_refusal(error):
            return self._final(DeliveryState.UNKNOWN, code_of(error), is_in_doubt=True)
        return self._retry(DeliveryState.UNKNOWN, code_of(error), is_in_doubt=True)

    def failed(self, error: Exception) -> Outcome:
        """What follows from an error in sending, throttling aside."""
        was_in_doubt = self.delivery.was_in_doubt
        match error:
            case BlockedError(code=code):
                return self._final(DeliveryState.BLOCKED, code, is_in_doubt=was_in_doubt)
            case NotInstalledError(code=code) | WorkspaceSuspendedError(code=code):
                return self._final(DeliveryState.NOT_INSTALLED, code, is_in_doubt=was_in_doubt)
            case RejectedError(code=code):
                return self._final(DeliveryState.FAILED, code, is_in_doubt=was_in_doubt)
            case UnreachableError(code=code):
                return self._retry(DeliveryState.FAILED, code, is_in_doubt=was_in_doubt)
            case InDoubtError(code=code):
                return self._doubtful(DeliveryState.UNKNOWN, code)
            case _:
                # Nobody knows how far the adapter came, so it is in doubt as well.
                return self._doubtful(DeliveryState.FAILED, code_of(error))

    @property
    def is_over(self) -> bool:
        """Its time has passed, or it was tried too often."""
        if self.at >= self.delivery.expires_at:
            return True
        # A process that died while others waited behind it tells nothing about this delivery: the platform does.
        is_exhausted = self.delivery.attempts > self.patience.attempts
        return is_exhausted and not (self.must_look and self.delivery.code == INTERRUPTED)

    @property
    def must_look(self) -> bool:
        """It may have arrived already, and the platform can be asked."""
        return self.delivery.was_in_doubt and self.finds_deliveries

    @property
    def is_given_up(self) -> bool:
        """It is over, or in doubt with nobody to ask, and sending it again is not wanted or was done often enough."""
        if self.must_look:
            return False
        return self.is_over or (self.delivery.was_in_doubt and not self.may_double)

    @property
    def may_double(self) -> bool:
        """Sending it again is better than losing it, and was not done too often."""
        return self.delivery.is_doubled_in_doubt and self.delivery.attempts <= self.patience.doubtful_attempts

    def _doubtful(self, state: DeliveryState, code: str) -> Outcome:
        delivery = self.delivery
        if self.finds_deliveries:
            # The next attempt begins with the question whether it arrived, even when its time has passed by then.
            return self._again(state, code, self._retry_at(), is_in_doubt=True)
        if delivery.is_doubled_in_doubt and delivery.attempts < self.patience.doubtful_attempts:
            return self._retry(state, code, is_in_doubt=True)
        return self._final(state, code, is_in_doubt=True)

    def _retry(self, state: DeliveryState, code: str, *, is_in_doubt: bool) -> Outcome:
        again_at = self._retry_at()
        if self.delivery.attempts >= self.patience.attempts or again_at >= self.delivery.expires_at:
            return self._final(state, code, is_in_doubt=is_in_doubt)
        return self._again(state, code, again_at, is_in_doubt=is_in_doubt)

    def _retry_at(self) -> datetime:
        return self.at + timedelta(seconds=self.patience.retry_seconds(self.delivery.attempts, self.jitter))

    def _again(self, problem: DeliveryState, code: str, again_at: datetime, *, is_in_doubt: bool) -> Outcome:
        return Outcome(
            delivery_id=self.delivery.id,
            kind=self.delivery.kind,
            args=self.delivery.args,
            state=DeliveryState.WAITING,
            at=self.at,
            attempts=self.delivery.attempts,
            code=code,
            next_at=again_at,
            is_in_doubt=is_in_doubt,
            problem=problem,
        )

    def _final(self, state: DeliveryState, code: str, *, message_id: str = "", is_in_doubt: bool = False) -> Outcome:
        return Outcome(
            delivery_id=self.delivery.id,
            kind=self.delivery.kind,
            args=self.delivery.args,
            state=state,
            at=self.at,
            attempts=self.delivery.attempts,
            code=code,
            message_id=message_id,
            is_in_doubt=is_in_doubt,
        )


def never_arrived(delivery: Delivery) -> Delivery:
    """The delivery after the platform said that it surely did not arrive."""
    attempts = 1 if delivery.code == INTERRUPTED else delivery.attempts
    return replace(delivery, was_in_doubt=False, problem=DeliveryState.FAILED, attempts=attempts)


def is_refusal(error: Exception) -> bool:
    """Whether the platform will not answer that, however often it is asked."""
    return isinstance(error, BlockedError | NotInstalledError | RejectedError | WorkspaceSuspendedError)


def code_of(error: Exception) -> str:
    return error.code if isinstance(error, SendError) else ADAPTER_ERROR

"""Deliveries: what shall be sent to whom and when, and what became of it.

A delivery names its message (`kind` and `args`) and never holds a text: the message is composed when it is sent. It is
the same for everyone who gets it, and neither a delivery nor the code it ends with depends on what anybody answered.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.chat.blocks import Message
from bot.chat.ids import DeliveryId, Place, WorkspaceRef
from bot.people.model import PersonId

TOO_LATE = "too_late"
"""The code of a delivery that was not sent because its time had passed."""

INTERRUPTED = "interrupted"
"""The code of a delivery that somebody left half sent, or claimed and not begun."""


class DeliveryState(StrEnum):
    """Where a delivery stands; all but the first two are final.

    `WAITING` for its time or for another try, `SENDING` claimed by a dispatcher. Then `SENT`; `BLOCKED` and
    `NOT_INSTALLED` when the person or channel cannot be reached; `THROTTLED` when the platform let us wait until it was
    too late; `FAILED` for good; `SKIPPED` when it was no longer to be sent; `UNKNOWN` when nobody can find out whether
    it arrived.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    NOT_INSTALLED = "not_installed"
    THROTTLED = "throttled"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"

    @property
    def is_final(self) -> bool:
        return self not in {DeliveryState.WAITING, DeliveryState.SENDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message to be sent at `due_at`, unless `expires_at` passes first.

    `dedupe_key` names the one effect, such as person, kind and local date: planning it again changes nothing, also when
    it was sent long ago. `batch` names what it was planned with, such as a run, to recall or report all of it.
    `is_doubled_in_doubt` says what to do when nobody can find out whether it arrived: send it again (a digest) or
    leave it `unknown` (a check-in).
    """

    kind: str
    place: Place
    dedupe_key: str
    due_at: datetime
    expires_at: datetime
    args: Mapping[str, str]
    batch: str = ""
    person_id: PersonId | None = None
    is_doubled_in_doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A planned message as it is kept and claimed.

    `attempts` counts this one too. `was_in_doubt` says that an earlier attempt may have arrived. `problem` is what the
    delivery would end as if it were given up now, with `code` as the reason; `None` while nothing went wrong.
    """

    id: DeliveryId
    kind: str
    place: Place
    args: Mapping[str, str]
    batch: str
    due_at: datetime
    expires_at: datetime
    person_id: PersonId | None
    is_doubled_in_doubt: bool
    attempts: int
    was_in_doubt: bool
    problem: DeliveryState | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one attempt: a final `state`, or `WAITING` for another one at `next_at`.

    `kind` and `args` are those of the delivery. `message_id` is the platform's id of the message that was sent.
    `attempts`, `is_in_doubt`, `problem` and `code` are kept for the next attempt, as in `Delivery`; where none follows
    and it was not sent, `is_in_doubt` says that it may have arrived all the same.
    """

    delivery_id: DeliveryId
    kind: str
    args: Mapping[str, str]
    state: DeliveryState
    at: datetime
    attempts: int
    code: str = ""
    message_id: str = ""
    next_at: datetime | None = None
    is_in_doubt: bool = False
    problem: DeliveryState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which deliveries are meant: those that fit all that is given. `since` and `until` bound the planned time."""

    workspace: WorkspaceRef | None = None
    kind: str | None = None
    batch: str | None = None
    person_id: PersonId | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many deliveries stand in one state with one code."""

    state: DeliveryState
    code: str
    count: int


class Waiting(NamedTuple):
    """A delivery that waits for its time and was not tried yet, light enough to hold 100,000 of them."""

    id: DeliveryId
    person_id: PersonId | None
    workspace: WorkspaceRef


@dataclass(frozen=True, slots=True)
class Skip:
    """What `Compose` says of a delivery that shall not be sent any more; `code` goes into the report.

    A code says what everybody may know, such as a day off; never whether somebody answered.
    """

    code: str


Compose = Callable[[Sequence[Delivery], datetime], Awaitable[Sequence[Message | Skip]]]
"""Gives the message for each delivery, in the same order, as of now."""


def new_delivery_id() -> DeliveryId:
    """A random id of 128 bits: opaque to everyone who sees it on the message."""
    return DeliveryId(secrets.token_hex(16))

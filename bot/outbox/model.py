"""Deliveries: what shall be sent to whom and when, and what became of it.

A delivery names its message (`kind` and `args`) and never holds a text: the message is composed when it is sent. It is
the same for everyone who gets it, so that nothing here tells who answered.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.chat.blocks import Message
from bot.chat.ids import DeliveryId, Place
from bot.people.model import PersonId


class DeliveryState(StrEnum):
    """Where a delivery stands; all but the first two are final."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    NOT_INSTALLED = "not_installed"
    THROTTLED = "throttled"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message to be sent at `due_at`, unless `expires_at` passes first.

    `dedupe_key` names the one effect, such as person, kind and local date: planning it again changes nothing.
    `is_doubled_in_doubt` says what to do when nobody can find out whether it arrived: send it again (a digest) or
    leave it `unknown` (a check-in).
    """

    kind: str
    place: Place
    dedupe_key: str
    due_at: datetime
    expires_at: datetime
    args: Mapping[str, str]
    person_id: PersonId | None = None
    is_doubled_in_doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A planned message as it is kept and claimed."""

    id: DeliveryId
    kind: str
    place: Place
    args: Mapping[str, str]
    due_at: datetime
    expires_at: datetime
    person_id: PersonId | None
    is_doubled_in_doubt: bool
    attempts: int
    was_in_doubt: bool


@dataclass(frozen=True, slots=True)
class Skip:
    """What `Compose` says of a delivery that shall not be sent any more; `code` goes into the report."""

    code: str


Compose = Callable[[Sequence[Delivery], datetime], Awaitable[Sequence[Message | Skip]]]
"""Gives the message for each delivery, in the same order, as of now."""


def new_delivery_id() -> DeliveryId:
    """A random id of 128 bits: opaque to everyone who sees it on the message."""
    return DeliveryId(secrets.token_hex(16))

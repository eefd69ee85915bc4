"""Customer voice as it comes in: the one record that every source is parsed into, before anything is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class InteractionKind(StrEnum):
    """What kind of meeting with a customer it was."""

    CALL = "call"
    TICKET = "ticket"
    CHAT = "chat"
    REVIEW = "review"
    SURVEY = "survey"


class Speaker(StrEnum):
    """Whose words they are. Unknown where the source does not tell and nothing in it does."""

    CUSTOMER = "customer"
    AGENT = "agent"
    UNKNOWN = "unknown"


class ConsentState(StrEnum):
    """Whether the customer lets their words be heard inside the company. Only `GIVEN` is ever posted."""

    GIVEN = "given"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said in one go. Times are seconds from the beginning, where the source has them."""

    speaker: Speaker
    text: str
    name: str = ""
    starts_at_seconds: float | None = None
    ends_at_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRecord:
    """One interaction with a customer, as its source tells it; unredacted, so it lives in memory only.

    `external_id` is the source's own. `known_names` are names that the source itself gives for the people in it
    (customer, agent, company), for redaction. `language` is a BCP 47 tag, empty where the source does not tell.
    `nps` is 0-10, `csat` 1-5. `url` leads back to the recording or ticket. `consent_covers_audio` is about the voice.
    `doubts` are English sentences marked by `phrase` that say, without quoting, why a person should look at it first.
    """

    source: str
    external_id: str
    kind: InteractionKind
    turns: tuple[Turn, ...]
    happened_at: datetime | None = None
    subject: str = ""
    language: str = ""
    product: str = ""
    site: str = ""
    region: str = ""
    url: str = ""
    consent: ConsentState = ConsentState.UNKNOWN
    consent_covers_audio: bool = False
    known_names: tuple[str, ...] = ()
    nps: int | None = None
    csat: int | None = None
    labels: tuple[str, ...] = field(default=())
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRecord:
    """Something in a source that cannot be taken: where it stands and why, without any of its content.

    `template` is an English sentence marked by `phrase`, with `values` for its braces.
    """

    where: str
    template: str
    values: tuple[tuple[str, object], ...] = ()


Parsed = Iterator[IntakeRecord | RefusedRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSource:
    """A source as its webhook needs it: the format it sends ("" recognises it), its secret, and its speakers' sides."""

    key: str
    parser: str
    secret: str
    customer_sides: tuple[str, ...] = ()
    agent_sides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became of records that were handed in. With `is_repeat` the same request had been handled before."""

    received: int = 0
    changed: int = 0
    known: int = 0
    withdrawn: int = 0
    refused: tuple[RefusedRecord, ...] = ()
    is_repeat: bool = False


class IntakeDesk(Protocol):
    """The core as ways in for customer voice see it. All methods raise `ChatError` when nothing was kept."""

    async def source(self, key: str) -> IntakeSource | None:
        """The source of this key; `None` where there is none, or it is switched off."""
        ...

    async def take(self, source: str, records: Sequence[IntakeRecord], *, mark: str) -> Handled:
        """Takes all records, or nothing; `mark` names the request, which has its effect once."""
        ...

    async def withdraw(self, source: str, external_id: str, *, mark: str) -> bool:
        """Takes back all that is kept and was posted of an interaction; asking again changes nothing.

        False where nothing is kept of it: then it is remembered, and not taken when it comes.
        """
        ...

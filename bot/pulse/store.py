"""What the pulse room needs kept."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Protocol

from bot.clock.weeks import Block
from bot.outbox.store import OutboxStore
from bot.people.model import PersonId
from bot.people.store import PeopleStore
from bot.privacy.release.ledger import LedgerStore
from bot.privacy.store import DestructionLog, SealedStore
from bot.pulse.model import RosterEntry


class PulseStore(Protocol):
    """Rosters, which stand still for a block, and which days have been planned."""

    def has_roster(self, block: Block) -> bool: ...

    def has_any_roster(self) -> bool: ...

    def save_roster(self, block: Block, entries: Iterable[RosterEntry]) -> None: ...

    def roster_entry(self, block: Block, person_id: PersonId) -> RosterEntry | None: ...

    def roster_entries(self, block: Block, people: Collection[PersonId]) -> Mapping[PersonId, RosterEntry]: ...

    def slots(self, block: Block) -> Mapping[PersonId, int]: ...

    def delete_rosters_before(self, block: Block) -> None: ...

    def is_planned(self, zone: str, day: date) -> bool: ...

    def mark_planned(self, zone: str, day: date) -> None: ...

    def delete_planned_before(self, day: date) -> None: ...

    def welcomed(self) -> Mapping[PersonId, date]:
        """The day on which each person's welcome was planned."""
        ...

    def mark_welcomed(self, people: Iterable[PersonId], day: date) -> None: ...


class OrganisationStore(Protocol):
    """The few settings of the organisation that are changed from the chat."""

    def all(self) -> Mapping[str, str]: ...

    def set(self, name: str, value: str) -> None: ...


class PulseWork(Protocol):
    """A transaction in which the pulse can be changed."""

    @property
    def people(self) -> PeopleStore: ...

    @property
    def pulse(self) -> PulseStore: ...

    @property
    def outbox(self) -> OutboxStore: ...

    @property
    def answers(self) -> SealedStore: ...

    @property
    def accumulators(self) -> SealedStore: ...

    @property
    def pending_comments(self) -> SealedStore: ...

    @property
    def ledger(self) -> LedgerStore: ...

    @property
    def destructions(self) -> DestructionLog: ...

    @property
    def organisation(self) -> OrganisationStore: ...

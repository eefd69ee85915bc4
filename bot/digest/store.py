"""What the digest needs from storage. All calls run inside the one transaction of a unit of work."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.chat.ids import Place
from bot.chat.intake import InteractionKind
from bot.digest.model import Action, ActionId, DigestWish
from bot.insight.model import CueKind, Mood
from bot.people.model import PersonId
from bot.privacy.release.ledger import LedgerReader
from bot.pulse.store import OrganisationStore
from bot.station.store import StationWork


class Heard(Protocol):
    """The facts of one interaction that customer figures are made of."""

    @property
    def source(self) -> str: ...
    @property
    def kind(self) -> InteractionKind: ...
    @property
    def site(self) -> str: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def nps(self) -> int | None: ...
    @property
    def csat(self) -> int | None: ...
    @property
    def mood(self) -> Mood: ...
    @property
    def valence(self) -> float | None: ...
    @property
    def frictions(self) -> Sequence[str]: ...
    @property
    def cues(self) -> Sequence[CueKind]: ...


class CustomerReader(Protocol):
    """Interactions as figures are made of them, withdrawn ones left out."""

    def between(self, first: datetime, until: datetime) -> Sequence[Heard]:
        """Those that happened from `first` to before `until`."""
        ...


class ActionStore(Protocol):
    def get(self, action_id: ActionId) -> Action | None: ...

    def save(self, action: Action) -> None:
        """Adds it, or gives the one with this id these values."""
        ...

    def of_unit(self, unit: str) -> Sequence[Action]:
        """The newest first."""
        ...

    def of_owner(self, person_id: PersonId) -> Sequence[Action]: ...

    def open_due_until(self, day: date) -> Sequence[Action]: ...

    def measured_since(self, day: date) -> Sequence[Action]:
        """Those whose outcome was measured on that day or later, the newest first."""
        ...

    def to_measure(self, promised_until: date) -> Sequence[Action]:
        """Told or promised ones that were promised by that day and not measured yet."""
        ...


class DigestStore(Protocol):
    def wish(self, person_id: PersonId) -> DigestWish: ...

    def wishes(self) -> Mapping[PersonId, DigestWish]:
        """Only of those who chose something themselves."""
        ...

    def save_wish(self, wish: DigestWish) -> None: ...

    def scoreboards(self) -> Sequence[Place]:
        """The channels that get the weekly scoreboard."""
        ...

    def add_scoreboard(self, place: Place) -> None: ...

    def remove_scoreboard(self, place: Place) -> bool: ...


class DigestWork(StationWork, Protocol):
    """What the digest sees of a unit of work."""

    @property
    def ledger(self) -> LedgerReader: ...

    @property
    def customers(self) -> CustomerReader: ...

    @property
    def actions(self) -> ActionStore: ...

    @property
    def digests(self) -> DigestStore: ...

    @property
    def organisation(self) -> OrganisationStore: ...

"""What the people room needs from storage. All calls run inside the one transaction of the use case."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.chat.ids import AccountRef, Platform
from bot.people.model import Absence, Account, Person, PersonId, RosterRow, Team, TeamId


class PeopleStore(Protocol):
    """People, accounts, teams and absences. What is saved replaces what was kept under the same id."""

    def get(self, person_id: PersonId) -> Person | None: ...

    def many(self, ids: Collection[PersonId]) -> Mapping[PersonId, Person]: ...

    def by_account(self, ref: AccountRef) -> Person | None:
        """The person behind an account, active or not; `None` for an account that we never saw."""
        ...

    def by_email(self, email: str) -> Person | None:
        """The person with this address, whatever its case; one who was merged into another is never given."""
        ...

    def matching(self, accounts: Collection[AccountRef], emails: Collection[str]) -> Sequence[Person]:
        """The people who have any of these accounts or addresses (casefolded); never one merged into another."""
        ...

    def active(self, batch_size: int = 1000) -> Iterator[Sequence[Person]]:
        """All active people, in batches and in no telling order."""
        ...

    def everyone(self) -> Iterator[Person]:
        """All people, those who left included, those merged into another left out."""
        ...

    def roster_rows(
        self, platforms: Sequence[Platform], *, zones: Collection[str] | None = None
    ) -> Iterator[RosterRow]:
        """All active people as planning sees them, or only those in some time zones.

        Each row carries the person's account on the platform that they chose, or else on the first of `platforms` that
        they have an active one on, as `preferred_account` chooses.
        """
        ...

    def time_zones(self) -> Sequence[str]:
        """The time zones in which there are active people."""
        ...

    def count(self) -> int:
        """How many people are active."""
        ...

    def first_joined_on(self) -> date | None:
        """The day on which the very first person was seen here."""
        ...

    def save_person(self, person: Person) -> None: ...

    def save_people(self, people: Iterable[Person]) -> None: ...

    def accounts(self) -> Iterator[Account]: ...

    def accounts_of(self, person_id: PersonId) -> Sequence[Account]: ...

    def accounts_of_many(self, ids: Collection[PersonId]) -> Mapping[PersonId, Sequence[Account]]: ...

    def save_accounts(self, accounts: Iterable[Account]) -> None: ...

    def teams(self) -> Mapping[TeamId, Team]: ...

    def save_teams(self, teams: Iterable[Team]) -> None: ...

    def absences_of(
        self, people: Collection[PersonId] | None, first: date, last: date
    ) -> Mapping[PersonId, tuple[Absence, ...]]:
        """The absences that touch the days from `first` to `last`, of these people or (`None`) of everybody."""
        ...

    def replace_absences(self, absences: Mapping[PersonId, Sequence[Absence]]) -> None:
        """Sets all absences of each person named; of the others nothing changes."""
        ...

    def reassign(self, old: PersonId, new: PersonId) -> None:
        """Moves accounts, reports and absences from one person to another; nobody becomes their own manager."""
        ...

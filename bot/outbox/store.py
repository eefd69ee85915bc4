"""What the outbox needs from storage. All calls run inside the one transaction of a unit of work."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.ids import DeliveryId, WorkspaceRef
from bot.outbox.model import Delivery, DeliveryState, Outcome, Planned, Selection, Tally, Waiting
from bot.people.model import PersonId

LONGEST_LEASE = timedelta(minutes=10)
"""How far ahead a lease may end."""


class OutboxStore(Protocol):
    """The deliveries."""

    def plan(self, rows: Iterable[Planned]) -> int:
        """Keeps what is not planned yet, by its dedupe key, and returns how many that were.

        Any number of rows; the transaction lasts about a second for 50,000 of them, so more are better cut.
        """
        ...

    def claim(
        self, workspace: WorkspaceRef, *, now: datetime, limit: int, lease_until: datetime, epoch: int
    ) -> Sequence[Delivery]:
        """Takes up to `limit` deliveries that are due, the longest due first, to be sent under `epoch`.

        What an earlier epoch left half sent is taken again and marked as in doubt. Only the holder of the workspace's
        lease may ask.
        """
        ...

    def record(self, outcomes: Sequence[Outcome], epoch: int) -> int:
        """Keeps what became of deliveries claimed under `epoch`.

        An outcome is refused when a later epoch has taken the delivery since; returns how many were.
        """
        ...

    def workspaces_with_due(self, now: datetime) -> Sequence[WorkspaceRef]:
        """Where something is due, or was left half sent by somebody whose lease has ended."""
        ...

    def report(self, selection: Selection) -> Sequence[Tally]:
        """How many deliveries ended how, or still wait."""
        ...

    def end_waiting(self, selection: Selection, *, state: DeliveryState, code: str, now: datetime) -> int:
        """Ends what still waits, as `SKIPPED` to recall it or `NOT_INSTALLED` when a workspace is gone.

        What is being sent at this moment is not touched. Returns how many were ended.
        """
        ...

    def waiting(self, selection: Selection) -> Sequence[Waiting]:
        """What waits for its time and was not tried yet."""
        ...

    def hasten(self, ids: Collection[DeliveryId], now: datetime) -> int:
        """Makes deliveries due at once that wait for a later time and were not tried yet; returns how many.

        The planned time stays as it was, and so does the time at which they expire.
        """
        ...

    def forget_before(self, moment: datetime) -> int:
        """Deletes deliveries that had expired before `moment`; returns how many."""
        ...

    def forget_person(self, person_id: PersonId) -> int:
        """Deletes all deliveries to a person, also what still waits; returns how many."""
        ...


class LeaseStore(Protocol):
    """Named leases: who may do something at the moment, and when it was last done.

    Each acquisition raises the lease's epoch, so that what an earlier holder says late can be told apart.
    """

    def acquire(self, name: str, holder: str, *, now: datetime, until: datetime) -> int | None:
        """The new epoch, or `None` while somebody else holds the lease.

        A lease that ends later than `LONGEST_LEASE` from now was taken by a clock that has been set back since; it
        counts as free.
        """
        ...

    def renew(self, name: str, epoch: int, *, until: datetime) -> bool:
        """Prolongs a lease; false when it was taken over since."""
        ...

    def release(self, name: str, epoch: int, *, until: datetime) -> None:
        """Gives a lease up; for others it stays closed until `until`. Does nothing when it was taken over since."""
        ...

    def last_run_at(self, name: str) -> datetime | None:
        """When the thing that the lease guards was last done."""
        ...

    def mark_run(self, name: str, epoch: int, at: datetime) -> bool:
        """Notes that it was done; false when the lease was taken over since."""
        ...


class Aftermath(Protocol):
    """What else is remembered of deliveries that ended, such as where a posting stands."""

    def note(self, outcomes: Sequence[Outcome]) -> None:
        """Hears of final outcomes in the transaction that records them; of the same one again after a crash."""
        ...


class OutboxStores(Protocol):
    """What the outbox sees of a unit of work."""

    @property
    def aftermath(self) -> Aftermath: ...

    @property
    def outbox(self) -> OutboxStore: ...

    @property
    def leases(self) -> LeaseStore: ...

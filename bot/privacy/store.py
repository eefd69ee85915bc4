"""What the privacy room needs kept: sealed accumulators and comments, and a log of what was destroyed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One sealed record: the group whose key opens it, its place, and the bytes."""

    group: str
    place: bytes
    value: bytes


class SealedStore(Protocol):
    """Sealed records of one kind, in an order that tells nothing."""

    def find(self, group: str, place: bytes) -> bytes | None: ...

    def put(self, record: Sealed) -> None:
        """Keeps the record in its place, in the stead of what was there."""
        ...

    def delete(self, group: str, place: bytes) -> bool:
        """True if something was there."""
        ...

    def take(self, group: str, limit: int, *, after: bytes = b"") -> Sequence[Sealed]:
        """Up to `limit` records of a group behind a place, in the order of their places, which is random."""
        ...

    def find_many(self, group: str, places: Sequence[bytes]) -> dict[bytes, bytes]: ...

    def put_many(self, records: Iterable[Sealed]) -> None: ...

    def delete_many(self, group: str, places: Sequence[bytes]) -> None: ...

    def delete_group(self, group: str) -> int:
        """How many records were deleted."""
        ...

    def groups(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """A line of the log of what was destroyed: which key, why, when. Holds no person and no figure."""

    key_name: str
    reason: str
    destroyed_at: datetime


class DestructionLog(Protocol):
    def add(self, line: Destruction) -> None: ...

    def latest(self, limit: int) -> Sequence[Destruction]: ...

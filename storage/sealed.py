"""Sealed records in the database: answers, accumulators and waiting comments, each kind in a table of its own."""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Connection, Delete, Select, Table, bindparam, delete, select

from bot.privacy.store import Sealed
from storage.batches import batches
from storage.statements import upsert

PLACES_AT_ONCE = 500


class SealedRecords:
    """Fills `bot.privacy.store.SealedStore` for one table inside one transaction."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._table = table

    def find(self, group: str, place: bytes) -> bytes | None:
        value = self._connection.execute(_find(self._table), {"group": group, "place": place}).scalar()
        return None if value is None else bytes(value)

    def put(self, record: Sealed) -> None:
        self.put_many((record,))

    def delete(self, group: str, place: bytes) -> bool:
        return bool(self._connection.execute(_delete(self._table), {"group": group, "gone": place}).rowcount)

    def take(self, group: str, limit: int, *, after: bytes = b"") -> Sequence[Sealed]:
        columns = self._table.c
        chosen = select(columns.place, columns.value).where(columns.group_name == group, columns.place > after)
        rows = self._connection.execute(chosen.order_by(columns.place).limit(limit))
        return [Sealed(group=group, place=bytes(place), value=bytes(value)) for place, value in rows]

    def find_many(self, group: str, places: Sequence[bytes]) -> dict[bytes, bytes]:
        columns = self._table.c
        chosen = select(columns.place, columns.value).where(columns.group_name == group)
        found: dict[bytes, bytes] = {}
        for some in batches(places, PLACES_AT_ONCE):
            rows = self._connection.execute(chosen.where(columns.place.in_(some)))
            found.update((bytes(place), bytes(value)) for place, value in rows)
        return found

    def put_many(self, records: Iterable[Sealed]) -> None:
        rows = [{"group_name": each.group, "place": each.place, "value": each.value} for each in records]
        upsert(self._connection, self._table, rows)

    def delete_many(self, group: str, places: Sequence[bytes]) -> None:
        if places:
            self._connection.execute(_delete(self._table), [{"group": group, "gone": place} for place in places])

    def delete_group(self, group: str) -> int:
        return self._connection.execute(delete(self._table).where(self._table.c.group_name == group)).rowcount

    def groups(self) -> Sequence[str]:
        return list(self._connection.scalars(_groups(self._table)))


@cache
def _find(table: Table) -> Select[bytes]:
    """Built once: an answer waits for this statement."""
    columns = table.c
    return select(columns.value).where(columns.group_name == bindparam("group"), columns.place == bindparam("place"))


@cache
def _groups(table: Table) -> Select[str]:
    """Built once: every ten minutes each chore of a week asks all tables."""
    return select(table.c.group_name).distinct()


@cache
def _delete(table: Table) -> Delete:
    columns = table.c
    return delete(table).where(columns.group_name == bindparam("group"), columns.place == bindparam("gone"))

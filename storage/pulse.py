"""Rosters, planned days, welcomes, the organisation's settings and the log of destroyed keys, in the database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, Row, bindparam, delete, insert, select
from sqlalchemy.sql import exists

from bot.clock.weeks import Block
from bot.people.model import PersonId
from bot.privacy.store import Destruction
from bot.pulse.model import RosterEntry
from storage.batches import batches
from storage.statements import insert_new, insert_new_rows, upsert
from storage.tables.pulse import destructions, organisation_settings, planned_days, rosters, welcomes

# Built once: an answer waits for these statements.
_ENTRY = select(rosters).where(rosters.c.block == bindparam("of_block"), rosters.c.person_id == bindparam("of_person"))
_SETTINGS = select(organisation_settings.c.name, organisation_settings.c.value)


class Pulses:
    """Fills `bot.pulse.store.PulseStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def has_roster(self, block: Block) -> bool:
        return bool(self._connection.scalar(select(exists().where(rosters.c.block == block.ordinal))))

    def has_any_roster(self) -> bool:
        return bool(self._connection.scalar(select(exists().where(rosters.c.block >= 0))))

    def save_roster(self, block: Block, entries: Iterable[RosterEntry]) -> None:
        rows = (
            {
                "block": block.ordinal,
                "person_id": each.person_id,
                "units": each.units,
                "sites": each.sites,
                "slot": each.slot,
            }
            for each in entries
        )
        for some in batches(rows):
            self._connection.execute(insert(rosters), some)

    def roster_entry(self, block: Block, person_id: PersonId) -> RosterEntry | None:
        row = self._connection.execute(_ENTRY, {"of_block": block.ordinal, "of_person": person_id}).one_or_none()
        return None if row is None else _entry(row)

    def roster_entries(self, block: Block, people: Collection[PersonId]) -> dict[PersonId, RosterEntry]:
        chosen = select(rosters).where(rosters.c.block == block.ordinal)
        found: dict[PersonId, RosterEntry] = {}
        for some in batches(people):
            rows = self._connection.execute(chosen.where(rosters.c.person_id.in_(some)))
            found.update((row.person_id, _entry(row)) for row in rows)
        return found

    def slots(self, block: Block) -> dict[PersonId, int]:
        chosen = select(rosters.c.person_id, rosters.c.slot).where(rosters.c.block == block.ordinal)
        return {PersonId(person_id): slot for person_id, slot in self._connection.execute(chosen)}

    def delete_rosters_before(self, block: Block) -> None:
        self._connection.execute(delete(rosters).where(rosters.c.block < block.ordinal))

    def is_planned(self, zone: str, day: date) -> bool:
        found = exists().where(planned_days.c.zone == zone, planned_days.c.day == day)
        return bool(self._connection.scalar(select(found)))

    def mark_planned(self, zone: str, day: date) -> None:
        insert_new(self._connection, planned_days, {"zone": zone, "day": day})

    def delete_planned_before(self, day: date) -> None:
        self._connection.execute(delete(planned_days).where(planned_days.c.day < day))

    def welcomed(self) -> Mapping[PersonId, date]:
        rows = self._connection.execute(select(welcomes.c.person_id, welcomes.c.day))
        return {PersonId(person_id): day for person_id, day in rows}

    def mark_welcomed(self, people: Iterable[PersonId], day: date) -> None:
        rows = ({"person_id": each, "day": day} for each in people)
        for some in batches(rows):
            insert_new_rows(self._connection, welcomes, some)


class OrganisationSettings:
    """Fills `bot.pulse.store.OrganisationStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: Mapping[str, str] = {}
        self._known_in: object | None = None

    def all(self) -> Mapping[str, str]:
        """Asks once in a transaction: many answers are kept in one, and each of them asks."""
        current = self._connection.get_nested_transaction() or self._connection.get_transaction()
        if current is None or current is not self._known_in:
            rows = self._connection.execute(_SETTINGS)
            self._known, self._known_in = {row.name: row.value for row in rows}, current
        return self._known

    def set(self, name: str, value: str) -> None:
        upsert(self._connection, organisation_settings, {"name": name, "value": value})
        self._known_in = None


class Destructions:
    """Fills `bot.privacy.store.DestructionLog` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, line: Destruction) -> None:
        row = {"key_name": line.key_name, "reason": line.reason, "destroyed_at": line.destroyed_at}
        self._connection.execute(insert(destructions), row)

    def latest(self, limit: int) -> Sequence[Destruction]:
        columns = destructions.c
        chosen = select(destructions).order_by(columns.destroyed_at.desc(), columns.key_name).limit(limit)
        return [
            Destruction(key_name=row.key_name, reason=row.reason, destroyed_at=row.destroyed_at)
            for row in self._connection.execute(chosen)
        ]


def _entry(row: Row[tuple[object, ...]]) -> RosterEntry:
    return RosterEntry(person_id=row.person_id, units=tuple(row.units), sites=tuple(row.sites), slot=row.slot)

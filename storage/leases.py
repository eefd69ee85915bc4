"""Leases in the database."""

from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Executable, Update, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.outbox.store import LONGEST_LEASE
from storage.tables.leases import leases

# Every job and every round of sending asks these; building them each time took longer than running them.
_HELD = update(leases).where(leases.c.name == bindparam("of_name"), leases.c.epoch == bindparam("of_epoch"))
_UNTIL = _HELD.values(until_at=bindparam("until"))
_RUN = _HELD.values(last_run_at=bindparam("at"))
_LAST_RUN = select(leases.c.last_run_at).where(leases.c.name == bindparam("of_name"))


class Leases:
    """Fills `bot.outbox.store.LeaseStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acquire(self, name: str, holder: str, *, now: datetime, until: datetime) -> int | None:
        values = {"name": name, "holder": holder, "until": until, "now": now, "too_late": now + LONGEST_LEASE}
        epoch: int | None = self._connection.scalar(_acquire(self._connection.dialect.name), values)
        return epoch

    def renew(self, name: str, epoch: int, *, until: datetime) -> bool:
        return self._change(_UNTIL, name, epoch, until=until)

    def release(self, name: str, epoch: int, *, until: datetime) -> None:
        self._change(_UNTIL, name, epoch, until=until)

    def last_run_at(self, name: str) -> datetime | None:
        return self._connection.scalar(_LAST_RUN, {"of_name": name})

    def mark_run(self, name: str, epoch: int, at: datetime) -> bool:
        return self._change(_RUN, name, epoch, at=at)

    def _change(self, statement: Update, name: str, epoch: int, **values: datetime) -> bool:
        return self._connection.execute(statement, {"of_name": name, "of_epoch": epoch, **values}).rowcount == 1


@cache
def _acquire(dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    columns = leases.c
    holder, until = bindparam("holder", type_=columns.holder.type), bindparam("until", type_=columns.until_at.type)
    first = insert(leases).values(name=bindparam("name"), holder=holder, epoch=1, until_at=until)
    taken_over = first.on_conflict_do_update(
        index_elements=[columns.name],
        set_={"holder": holder, "epoch": columns.epoch + 1, "until_at": until},
        where=or_(
            columns.holder == holder,
            columns.until_at <= bindparam("now"),
            columns.until_at > bindparam("too_late"),
        ),
    )
    return taken_over.returning(columns.epoch)

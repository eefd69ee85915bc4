"""Leases in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.outbox.store import LONGEST_LEASE
from storage.tables.leases import leases


class Leases:
    """Fills `bot.outbox.store.LeaseStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acquire(self, name: str, holder: str, *, now: datetime, until: datetime) -> int | None:
        insert = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        first = insert(leases).values(name=name, holder=holder, epoch=1, until_at=until)
        taken_over = first.on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={"holder": holder, "epoch": leases.c.epoch + 1, "until_at": until},
            where=or_(leases.c.holder == holder, leases.c.until_at <= now, leases.c.until_at > now + LONGEST_LEASE),
        )
        epoch: int | None = self._connection.scalar(taken_over.returning(leases.c.epoch))
        return epoch

    def renew(self, name: str, epoch: int, *, until: datetime) -> bool:
        return self._change(name, epoch, until_at=until)

    def release(self, name: str, epoch: int, *, until: datetime) -> None:
        self._change(name, epoch, until_at=until)

    def last_run_at(self, name: str) -> datetime | None:
        return self._connection.scalar(select(leases.c.last_run_at).where(leases.c.name == name))

    def mark_run(self, name: str, epoch: int, at: datetime) -> bool:
        return self._change(name, epoch, last_run_at=at)

    def _change(self, name: str, epoch: int, **values: Any) -> bool:  # noqa: ANN401 - whatever the columns take
        return self._connection.execute(update(leases).where(_held(name, epoch)).values(**values)).rowcount == 1


def _held(name: str, epoch: int) -> ColumnElement[bool]:
    return and_(leases.c.name == name, leases.c.epoch == epoch)

"""Withdrawals in the database: who took back what a customer said, and what became of the postings."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from bot.station.model import InteractionId, Withdrawal
from storage.tables.station import is_going_on, withdrawals

# Built once: each interaction that comes in waits for it.
_OF_INTERACTION = (
    select(withdrawals)
    .where(withdrawals.c.interaction_id == bindparam("of_interaction"))
    .order_by(withdrawals.c.asked_at, withdrawals.c.id)
)


class Withdrawals:
    """Fills `bot.station.store.WithdrawalStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, withdrawal: Withdrawal) -> None:
        self._connection.execute(insert(withdrawals), _values(withdrawal))

    def save(self, withdrawal: Withdrawal) -> None:
        known = withdrawals.c.id == withdrawal.id
        self._connection.execute(update(withdrawals).where(known).values(_values(withdrawal)))

    def of_interaction(self, interaction_id: InteractionId) -> Sequence[Withdrawal]:
        rows = self._connection.execute(_OF_INTERACTION, {"of_interaction": interaction_id})
        return [_withdrawal(row) for row in rows]

    def open(self) -> Sequence[Withdrawal]:
        going_on = select(withdrawals).where(is_going_on)
        return self._found(going_on.order_by(withdrawals.c.asked_at, withdrawals.c.id))

    def latest(self, limit: int) -> Sequence[Withdrawal]:
        newest_first = (withdrawals.c.asked_at.desc(), withdrawals.c.id)
        return self._found(select(withdrawals).order_by(*newest_first).limit(limit))

    def _found(self, question: Select[Any]) -> list[Withdrawal]:
        return [_withdrawal(row) for row in self._connection.execute(question)]


def _values(withdrawal: Withdrawal) -> dict[str, Any]:
    values = asdict(withdrawal)
    return values | {"asked_by": values.pop("by")}


def _withdrawal(row: Row[Any]) -> Withdrawal:
    values = row._asdict()
    return Withdrawal(**values | {"by": values.pop("asked_by"), "failures": tuple(row.failures)})

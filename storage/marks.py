"""The two tables of marks."""

from functools import cache

from sqlalchemy import Connection, Table, bindparam, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.privacy.marks import EventMark
from storage.statements import insert_from, upsert
from storage.tables.marks import mark_turns, marks_even, marks_odd

TABLES = (marks_even, marks_odd)


class Marks:
    """Fills `bot.privacy.marks.MarkStore`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_seen(self, event: EventMark) -> bool:
        return self._add(event) or (self._begin_turn(event.turn) and self._add(event))

    def empty_before(self, turn: int) -> None:
        rows = self._connection.execute(select(mark_turns.c.parity).where(mark_turns.c.turn < turn))
        for parity in rows.scalars().all():
            self._connection.execute(delete(TABLES[parity]))

    def _add(self, event: EventMark) -> bool:
        """One statement, because every event pays for it: adds the mark if neither table knows it, and true if so.

        Adds nothing while the table is not in the event's turn.
        """
        statement = _addition(self._connection.dialect.name, event.turn % 2)
        values = {"turn": event.turn, "new_mark": event.mark, "earlier": event.earlier_mark}
        return self._connection.execute(statement, values).rowcount == 1

    def _begin_turn(self, turn: int) -> bool:
        """True once for each turn. What the table held is two turns old by now, should nobody have emptied it yet."""
        current = select(mark_turns.c.turn).where(mark_turns.c.parity == turn % 2)
        if self._connection.scalar(current) == turn:
            return False
        self._connection.execute(delete(TABLES[turn % 2]))
        upsert(self._connection, mark_turns, {"parity": turn % 2, "turn": turn})
        return True


@cache
def _addition(dialect: str, parity: int) -> sqlite.Insert | postgresql.Insert:
    current: Table = TABLES[parity]
    other: Table = TABLES[1 - parity]
    is_turn = exists().where(mark_turns.c.parity == parity, mark_turns.c.turn == bindparam("turn"))
    is_known = exists().where(other.c.mark == bindparam("earlier", type_=other.c.mark.type))
    mark = bindparam("new_mark", type_=current.c.mark.type)
    return insert_from(dialect, current, ["mark"], select(mark).where(is_turn, ~is_known))

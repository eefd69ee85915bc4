"""The two tables of marks."""

from functools import cache

from sqlalchemy import Connection, Select, Table, bindparam, delete, select

from bot.privacy.marks import EventMark
from storage.statements import insert_new, upsert
from storage.tables.marks import mark_turns, marks_even, marks_odd

TABLES = (marks_even, marks_odd)


class Marks:
    """Fills `bot.privacy.marks.MarkStore`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_seen(self, event: EventMark) -> bool:
        parity = event.turn % 2
        known = self._connection.execute(_look(parity), {"parity": parity, "earlier": event.earlier_mark}).one()
        if known.turn != event.turn:
            self._begin_turn(event.turn)
        if known.earlier is not None:
            return False
        return insert_new(self._connection, TABLES[parity], {"mark": event.mark})

    def empty_before(self, turn: int) -> None:
        rows = self._connection.execute(select(mark_turns.c.parity).where(mark_turns.c.turn < turn))
        for parity in rows.scalars().all():
            self._connection.execute(delete(TABLES[parity]))

    def _begin_turn(self, turn: int) -> None:
        """What the table held is two turns old by now, should nobody have emptied it yet."""
        self._connection.execute(delete(TABLES[turn % 2]))
        upsert(self._connection, mark_turns, {"parity": turn % 2, "turn": turn})


@cache
def _look(parity: int) -> Select[tuple[int | None, bytes | None]]:
    """Which turn the table of this parity is in, and whether the other table knows the earlier mark: always one row."""
    other: Table = TABLES[1 - parity]
    turn = select(mark_turns.c.turn).where(mark_turns.c.parity == bindparam("parity")).scalar_subquery()
    earlier = select(other.c.mark).where(other.c.mark == bindparam("earlier")).scalar_subquery()
    return select(turn.label("turn"), earlier.label("earlier"))

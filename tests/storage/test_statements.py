"""Inserting what may be there already means the same in both databases."""

from sqlalchemy import text

from storage.database import Database
from storage.statements import insert_new, insert_new_rows, upsert
from storage.tables.marks import mark_turns, marks_even
from storage.unit_of_work import UnitOfWork


async def test_a_row_is_inserted_once(database: Database) -> None:
    def change(work: UnitOfWork) -> tuple[bool, bool]:
        first = insert_new(work.connection, marks_even, {"mark": b"a"})
        return first, insert_new(work.connection, marks_even, {"mark": b"a"})

    assert await database.write(change) == (True, False)


async def test_only_new_rows_are_counted(database: Database) -> None:
    def change(work: UnitOfWork) -> tuple[int, int, int]:
        first = insert_new_rows(work.connection, marks_even, [{"mark": b"a"}, {"mark": b"b"}])
        second = insert_new_rows(work.connection, marks_even, [{"mark": b"b"}, {"mark": b"c"}])
        return first, second, insert_new_rows(work.connection, marks_even, [])

    assert await database.write(change) == (2, 1, 0)


async def test_an_upsert_inserts_or_changes(database: Database) -> None:
    def change(work: UnitOfWork) -> list[tuple[int, int]]:
        upsert(work.connection, mark_turns, {"parity": 0, "turn": 10})
        upsert(work.connection, mark_turns, [{"parity": 0, "turn": 12}, {"parity": 1, "turn": 11}])
        upsert(work.connection, mark_turns, [])
        upsert(work.connection, marks_even, {"mark": b"a"})
        upsert(work.connection, marks_even, {"mark": b"a"})
        rows = work.connection.execute(text("SELECT parity, turn FROM mark_turns ORDER BY parity")).all()
        return [(row.parity, row.turn) for row in rows]

    assert await database.write(change) == [(0, 12), (1, 11)]

"""What everything above storage relies on: changes are whole, durable, and harm each other in no way."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import text

from bot.transactions import Transactions
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class RefusedError(Exception):
    """A change that does not want to be kept."""


@pytest.fixture
async def notes(database: Database) -> Transactions[UnitOfWork]:
    """A database with one more table, `note`, of unique words."""
    await database.write(lambda work: work.connection.execute(text("CREATE TABLE note (word TEXT PRIMARY KEY)")))
    return database


def add(work: UnitOfWork, word: str) -> str:
    work.connection.execute(text("INSERT INTO note VALUES (:word)"), {"word": word})
    return word


def words(work: UnitOfWork) -> list[str]:
    return list(work.connection.scalars(text("SELECT word FROM note ORDER BY word")))


async def test_what_was_written_can_be_read(notes: Transactions[UnitOfWork]) -> None:
    assert await notes.write(lambda work: add(work, "hello")) == "hello"
    assert await notes.read(words) == ["hello"]


async def test_a_change_is_whole_or_not_at_all(notes: Transactions[UnitOfWork]) -> None:
    def half(work: UnitOfWork) -> None:
        add(work, "first half")
        raise RefusedError

    with pytest.raises(RefusedError):
        await notes.write(half)
    assert await notes.read(words) == []


async def test_a_failing_change_fails_alone(notes: Transactions[UnitOfWork]) -> None:
    def refuse(work: UnitOfWork) -> str:
        add(work, "never")
        raise RefusedError

    def change(n: int) -> Callable[[UnitOfWork], str]:
        return lambda work: add(work, f"{n:03}") if n % 3 else refuse(work)

    outcomes = await asyncio.gather(*(notes.write(change(n)) for n in range(100)), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, RefusedError)] == list(range(0, 100, 3))
    assert await notes.read(words) == [f"{n:03}" for n in range(100) if n % 3]

"""What somebody sees who takes the database's files, or everything that it says, but has no keys."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select

from bot.privacy.store import Sealed
from storage.tables.schema import whole_schema
from storage.unit_of_work import UnitOfWork
from tests.scenarios.world import World

CANARY = "Qz7 the till froze while Bosun Grim laughed"
"""A comment whose words stand nowhere else."""

Rows = Mapping[str, frozenset[tuple[object, ...]]]


async def answer(world: World, name: str, score: str = "2", comment: str = CANARY) -> None:
    """Answers the latest check-in and comments on it."""
    form = await world.press(name, await world.latest(name), score)
    await world.submit(name, form, comment=comment, consent="words")


async def all_rows(world: World) -> Rows:
    """Every row of every table, with all its columns."""
    return await world.cellar.database.read(_rows)


def _rows(tx: UnitOfWork) -> Rows:
    tables = whole_schema().sorted_tables
    return {
        table.name: frozenset(tuple(map(_hashable, row)) for row in tx.connection.execute(select(table)))
        for table in tables
    }


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def changed(before: Rows, after: Rows) -> set[str]:
    """The tables in which anything differs."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


async def sealed(world: World) -> Sequence[Sealed]:
    """The sealed records of answers."""
    return await world.cellar.database.read(lambda tx: tuple(_sealed(tx)))


def _sealed(tx: UnitOfWork) -> Iterator[Sealed]:
    for group in tx.answers.groups():
        yield from tx.answers.take(group, 1000)


def stolen_bytes(world: World) -> bytes:
    """Everything that lies in the files of the database: SQLite with its journals, or PostgreSQL's tables."""
    return stolen_files(world.settings.database_url)


def stolen_files(url: str) -> bytes:
    """The same of the database at this URL."""
    return _sqlite_bytes(url) if url.startswith("sqlite") else _postgres_bytes(url)


def _sqlite_bytes(url: str) -> bytes:
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def _postgres_bytes(url: str) -> bytes:
    """All tables, indexes and what lies outside of their rows for its size; not the server's write-ahead log."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        folder = _one(connection, "SHOW data_directory")
        names = connection.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') AND NOT relisshared"
        ).fetchall()
    files = (Path(folder) / name for (name,) in names if name)
    return b"".join(file.read_bytes() for file in files if file.exists())


def _one(connection: psycopg.Connection[tuple[Any, ...]], question: str) -> str:
    row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])

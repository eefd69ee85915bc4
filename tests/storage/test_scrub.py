"""After a scrub no byte of what was deleted is left in the files, and rows lie in the order of their keys."""

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, text

from bot.chat.errors import UnavailableError
from storage.database import Database
from storage.scrub import scrub
from storage.tables.marks import marks_even
from storage.unit_of_work import UnitOfWork

CANARY = b"canary-that-was-deleted"
MARKS = [b"%04d-of-many-marks" % n for n in range(2000)]


async def leave_traces(database: Database, *, seed: int = 7) -> None:
    """Rows in an order that tells, and a deleted canary among them."""
    shuffled = [*MARKS, CANARY]
    random.Random(seed).shuffle(shuffled)
    for part in (shuffled[:700], shuffled[700:1400], shuffled[1400:]):
        await database.write(lambda work, part=part: add(work, part))  # type: ignore[misc]  # bound at once
    await database.write(lambda work: delete(work, CANARY))


def add(work: UnitOfWork, marks: list[bytes]) -> None:
    work.connection.execute(insert(marks_even), [{"mark": mark} for mark in marks])


def delete(work: UnitOfWork, mark: bytes) -> None:
    work.connection.execute(text("DELETE FROM marks_even WHERE mark = :mark"), {"mark": mark})


def sqlite_bytes(url: str) -> bytes:
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def test_nothing_of_a_deleted_row_is_left_in_the_sqlite_files(sqlite_database: Database, sqlite_url: str) -> None:
    await leave_traces(sqlite_database)
    assert CANARY in sqlite_bytes(sqlite_url)
    await scrub(sqlite_database)
    assert CANARY not in sqlite_bytes(sqlite_url)
    assert all(mark in sqlite_bytes(sqlite_url) for mark in MARKS)


async def test_the_sqlite_files_tell_nothing_of_the_order_in_which_rows_came(
    sqlite_database: Database, sqlite_url: str, sqlite_template: Path, tmp_path: Path
) -> None:
    other_url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'other.db')}"
    other = Database.open(other_url)
    await leave_traces(sqlite_database, seed=1)
    await leave_traces(other, seed=2)
    assert pages(sqlite_url) != pages(other_url)
    await scrub(sqlite_database)
    await scrub(other)
    assert pages(sqlite_url) == pages(other_url)
    await other.close()


def pages(url: str) -> bytes:
    """The main file and its journal, without the first page, which counts transactions."""
    path = Path(url.removeprefix("sqlite:///"))
    return path.read_bytes()[4096:] + Path(f"{path}-wal").read_bytes()


async def test_sqlite_tables_whose_order_must_not_tell_have_no_row_numbers(sqlite_database: Database) -> None:
    with pytest.raises(Exception, match="no such column: rowid"):
        await sqlite_database.read(lambda work: work.connection.execute(text("SELECT rowid FROM marks_even")).all())


async def test_a_scrub_that_a_reader_stands_in_the_way_of_says_so(sqlite_database: Database, sqlite_url: str) -> None:
    await leave_traces(sqlite_database)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM marks_even").fetchone()
        with pytest.raises(UnavailableError, match="journal"):
            await scrub(sqlite_database)
    await scrub(sqlite_database)
    assert CANARY not in sqlite_bytes(sqlite_url)


def postgres_bytes(url: str) -> bytes:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        folder = connection.execute("SHOW data_directory").fetchone()
        names = "SELECT pg_relation_filepath(c.oid) FROM pg_class c WHERE c.relname LIKE %s AND c.relkind IN ('r', 'i')"
        files = connection.execute(names, ["%marks_even"]).fetchall()
    assert folder is not None
    assert len(files) == 2
    return b"".join((Path(folder[0]) / name).read_bytes() for (name,) in files)


async def order_of_rows(database: Database) -> list[bytes]:
    def question(work: UnitOfWork) -> list[bytes]:
        return list(work.connection.scalars(text("SELECT mark FROM marks_even ORDER BY ctid")))

    return await database.read(question)


async def test_nothing_of_a_deleted_row_is_left_in_the_postgres_files(
    postgres_database: Database, postgres_url: str
) -> None:
    await leave_traces(postgres_database)
    assert CANARY in await asyncio.to_thread(postgres_bytes, postgres_url)
    assert await order_of_rows(postgres_database) != MARKS
    await scrub(postgres_database)
    assert CANARY not in await asyncio.to_thread(postgres_bytes, postgres_url)
    assert await order_of_rows(postgres_database) == MARKS


@pytest.mark.parametrize("is_shortened", [False, True])
async def test_a_table_that_is_empty_again_is_rewritten_and_one_that_always_was_is_not(
    postgres_database: Database, postgres_url: str, *, is_shortened: bool
) -> None:
    def file_of(work: UnitOfWork, name: str) -> object:
        return work.connection.scalar(text("SELECT pg_relation_filepath(CAST(:name AS regclass))"), {"name": name})

    bare = await postgres_database.read(lambda work: file_of(work, "marks_odd"))
    await postgres_database.write(lambda work: add(work, [CANARY]))
    await postgres_database.write(lambda work: delete(work, CANARY))
    if is_shortened:  # the server does so by itself, and leaves the index as it was
        await postgres_database.keep_up(lambda connection: connection.execute(text("VACUUM (TRUNCATE) marks_even")))
    assert CANARY in await asyncio.to_thread(postgres_bytes, postgres_url)
    await scrub(postgres_database)
    assert CANARY not in await asyncio.to_thread(postgres_bytes, postgres_url)
    assert await postgres_database.read(lambda work: file_of(work, "marks_odd")) == bare


async def test_a_scrub_harms_no_change_that_waits(database: Database) -> None:
    await leave_traces(database)
    changes = [asyncio.create_task(database.write(lambda work, n=n: add(work, [b"n%d" % n]))) for n in range(50)]  # type: ignore[misc]  # bound at once
    await asyncio.gather(scrub(database), *changes)
    count = await database.read(lambda work: work.connection.scalar(text("SELECT count(*) FROM marks_even")))
    assert count == len(MARKS) + 50

"""What everything above storage relies on: changes are whole, durable, and harm each other in no way."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.chat.errors import BusyError, UnavailableError
from bot.transactions import Transactions
from storage import engines
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage import killed_writer
from tests.storage.lossy_postgres import losing_one_commit

Notes = Transactions[UnitOfWork]


class RefusedError(Exception):
    """A change that does not want to be kept."""


@pytest.fixture
async def notes(database: Database) -> Database:
    """A database with one more table, `note`, of unique words."""
    await make_notes(database)
    return database


@pytest.fixture
async def sqlite_notes(sqlite_database: Database) -> Database:
    await make_notes(sqlite_database)
    return sqlite_database


@pytest.fixture
async def postgres_notes(postgres_database: Database) -> Database:
    await make_notes(postgres_database)
    return postgres_database


async def make_notes(database: Database) -> None:
    await database.write(lambda work: run(work, "CREATE TABLE note (word TEXT PRIMARY KEY)"))


def run(work: UnitOfWork, statement: str) -> None:
    work.connection.execute(text(statement))


def add(work: UnitOfWork, word: str) -> str:
    work.connection.execute(text("INSERT INTO note VALUES (:word)"), {"word": word})
    return word


def adding(word: str) -> Callable[[UnitOfWork], str]:
    return lambda work: add(work, word)


def refuse(work: UnitOfWork) -> str:
    add(work, "never")
    raise RefusedError


def words(work: UnitOfWork) -> list[str]:
    return list(work.connection.scalars(text("SELECT word FROM note ORDER BY word")))


async def test_what_was_written_can_be_read(notes: Notes) -> None:
    assert await notes.write(adding("hello")) == "hello"
    assert await notes.read(words) == ["hello"]


async def test_a_change_is_whole_or_not_at_all(notes: Notes) -> None:
    with pytest.raises(RefusedError):
        await notes.write(refuse)
    assert await notes.read(words) == []


async def test_a_failing_change_fails_alone(notes: Notes) -> None:
    changes = [adding(f"{n:03}") if n % 3 else refuse for n in range(100)]
    outcomes = await asyncio.gather(*map(notes.write, changes), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, RefusedError)] == list(range(0, 100, 3))
    assert await notes.read(words) == [f"{n:03}" for n in range(100) if n % 3]


async def test_a_refused_statement_fails_its_change_alone(notes: Notes) -> None:
    changes = [adding("same") for _ in range(20)] + [adding("other")]
    outcomes = await asyncio.gather(*map(notes.write, changes), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(IntegrityError) == 19
    assert await notes.read(words) == ["other", "same"]


async def test_each_change_sees_those_before_it(notes: Notes) -> None:
    def append(work: UnitOfWork) -> int:
        count = len(words(work))
        add(work, f"{count:03}")
        return count

    assert await asyncio.gather(*(notes.write(append) for _ in range(200))) == list(range(200))


async def test_an_error_of_the_database_repeats_nothing_of_what_was_to_be_stored(notes: Notes) -> None:
    await notes.write(adding("canary"))
    with pytest.raises(IntegrityError) as caught:
        await notes.write(adding("canary"))
    assert "[SQL parameters hidden" in str(caught.value)


async def test_a_question_cannot_change_anything(notes: Notes) -> None:
    with pytest.raises((DBAPIError, UnavailableError)):
        await notes.read(adding("hello"))
    assert await notes.read(words) == []


async def test_questions_and_changes_do_not_wait_for_each_other(notes: Notes) -> None:
    is_reading, may_end = threading.Event(), threading.Event()

    def read_for_long(work: UnitOfWork) -> tuple[list[str], list[str]]:
        before = words(work)
        is_reading.set()
        may_end.wait(20)
        return before, words(work)

    await notes.write(adding("first"))
    long_read = asyncio.create_task(notes.read(read_for_long))
    await asyncio.to_thread(is_reading.wait)
    await notes.write(adding("second"))
    assert await notes.read(words) == ["first", "second"]
    may_end.set()
    assert await long_read == (["first"], ["first"])


async def test_a_question_is_answered_while_a_change_is_under_way(notes: Notes) -> None:
    is_writing, may_end = threading.Event(), threading.Event()

    def write_for_long(work: UnitOfWork) -> None:
        add(work, "slow")
        is_writing.set()
        may_end.wait(20)

    long_write = asyncio.create_task(notes.write(write_for_long))
    await asyncio.to_thread(is_writing.wait)
    assert await notes.read(words) == []
    may_end.set()
    await long_write
    assert await notes.read(words) == ["slow"]


async def test_more_than_can_wait_is_refused_before_anything_is_stored(any_database_url: str) -> None:
    database = Database.open(any_database_url, max_waiting=10)
    await make_notes(database)
    outcomes = await asyncio.gather(*(database.write(adding(f"{n:02}")) for n in range(60)), return_exceptions=True)
    stored = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert len(stored) >= 10
    assert [type(outcome) for outcome in outcomes].count(BusyError) == 60 - len(stored)
    assert await database.read(words) == stored
    await database.close()


async def test_closing_finishes_what_was_accepted(any_database_url: str) -> None:
    database = Database.open(any_database_url)
    await make_notes(database)
    waiting = [asyncio.create_task(database.write(adding(f"{n:04}"))) for n in range(1000)]
    await asyncio.sleep(0)
    await database.close()
    await database.close()
    assert len(await asyncio.gather(*waiting)) == 1000
    with pytest.raises(UnavailableError):
        await database.write(adding("late"))
    with pytest.raises(UnavailableError):
        await database.read(words)
    again = Database.open(any_database_url)
    assert len(await again.read(words)) == 1000
    await again.close()


async def test_who_stops_waiting_harms_nobody(notes: Notes) -> None:
    tasks = [asyncio.create_task(notes.write(adding(f"{n:03}"))) for n in range(300)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == [f"{n:03}" for n in range(1, 300, 2)]
    kept = set(await notes.read(words))
    assert {f"{n:03}" for n in range(1, 300, 2)} <= kept
    assert await notes.write(adding("after")) == "after"


async def test_a_change_may_break_in_any_way_and_the_writer_lives_on(notes: Notes) -> None:
    def leave(work: UnitOfWork) -> None:
        add(work, "never")
        raise SystemExit

    with pytest.raises(SystemExit):
        await notes.write(leave)
    assert await notes.write(adding("hello")) == "hello"
    assert await notes.read(words) == ["hello"]


async def test_two_processes_take_turns(any_database_url: str) -> None:
    first, second = Database.open(any_database_url), Database.open(any_database_url)
    await make_notes(first)

    def append(work: UnitOfWork) -> str:
        return add(work, f"{len(words(work)):03}")

    await asyncio.gather(*((first if n % 2 else second).write(append) for n in range(200)))
    assert len(await first.read(words)) == 200
    await first.close()
    await second.close()


async def test_what_was_acknowledged_survives_the_death_of_the_process(notes: Database, any_database_url: str) -> None:
    acknowledged = await asyncio.to_thread(write_until_killed, any_database_url)
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= set(await notes.read(words))


def write_until_killed(url: str) -> list[str]:
    command = [sys.executable, "-m", killed_writer.__name__, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(200)]
        process.kill()
        return acknowledged + process.stdout.read().split("\n")[:-1]


def impatient(url: str) -> Database:
    """The same database, for somebody who waits for a lock for 50 milliseconds only."""
    parsed = engines.database_url(url)
    writing = engines.open_writer(parsed, lock_wait_ms=50)
    return Database(writing, engines.open_readers(parsed, 1), readers=1, max_waiting=10)


async def test_a_locked_sqlite_file_is_said_to_be_unavailable(sqlite_notes: Database, sqlite_url: str) -> None:
    hurried = impatient(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match="SQLITE_BUSY"):
            await hurried.write(adding("blocked"))
        assert await hurried.read(words) == []
    assert await hurried.write(adding("free again")) == "free again"
    await hurried.close()


async def test_a_locked_postgres_database_is_said_to_be_unavailable(
    postgres_notes: Database, postgres_url: str
) -> None:
    hurried = impatient(postgres_url)
    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [engines.WRITER_LOCK])
        with pytest.raises(UnavailableError, match="55P03"):
            await hurried.write(adding("blocked"))
    assert await hurried.write(adding("free again")) == "free again"
    await hurried.close()


async def test_a_full_disk_is_said_to_be_unavailable_and_stores_nothing(sqlite_notes: Database) -> None:
    def limit_pages(work: UnitOfWork) -> None:
        pages = work.connection.scalar(text("PRAGMA page_count"))
        work.connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    await sqlite_notes.write(limit_pages)
    big = ["small", "x" * 100_000, "also small"]
    outcomes = await asyncio.gather(*(sqlite_notes.write(adding(word)) for word in big), return_exceptions=True)
    assert any(isinstance(outcome, UnavailableError) and "SQLITE_FULL" in str(outcome) for outcome in outcomes)
    kept = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert await sqlite_notes.read(words) == sorted(kept)
    await sqlite_notes.write(lambda work: run(work, "PRAGMA max_page_count = 100000"))
    assert await sqlite_notes.write(adding("room again")) == "room again"


async def test_a_read_only_file_is_said_to_be_unavailable(sqlite_notes: Database) -> None:
    await sqlite_notes.write(lambda work: run(work, "PRAGMA query_only = ON"))
    with pytest.raises(UnavailableError, match="SQLITE_READONLY"):
        await sqlite_notes.write(adding("hello"))


async def test_a_folder_in_the_place_of_the_file_is_said_to_be_unavailable(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}")
    with pytest.raises(UnavailableError, match="SQLITE_CANTOPEN"):
        await database.write(adding("hello"))
    with pytest.raises(UnavailableError, match="SQLITE_CANTOPEN"):
        await database.read(words)
    await database.close()


async def test_a_postgres_server_that_is_away_is_said_to_be_unavailable(tmp_path: Path) -> None:
    database = Database.open(f"postgresql://postgres@/nothing?host={tmp_path}")
    with pytest.raises(UnavailableError):
        await database.write(adding("hello"))
    with pytest.raises(UnavailableError):
        await database.read(words)
    await database.close()


def end_other_connections(url: str) -> None:
    others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'voxloop'"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(others)


async def test_connections_lost_between_changes_are_opened_again(postgres_notes: Database, postgres_url: str) -> None:
    await postgres_notes.write(adding("before"))
    await postgres_notes.read(words)
    await asyncio.to_thread(end_other_connections, postgres_url)
    assert await postgres_notes.write(adding("after")) == "after"
    assert await postgres_notes.read(words) == ["after", "before"]


async def test_a_connection_lost_within_a_change_leaves_nothing_half_done(
    postgres_notes: Database, postgres_url: str
) -> None:
    attempts: list[int] = []

    def lose_connection_once(work: UnitOfWork) -> str:
        attempts.append(len(attempts))
        add(work, f"attempt {len(attempts)}")
        if len(attempts) == 1:
            end_other_connections(postgres_url)
        return add(work, "done")

    changes = [adding("earlier"), lose_connection_once, adding("later")]
    assert await asyncio.gather(*map(postgres_notes.write, changes)) == ["earlier", "done", "later"]
    assert await postgres_notes.read(words) == ["attempt 2", "done", "earlier", "later"]


async def test_a_connection_lost_again_and_again_is_said_to_be_unavailable(
    postgres_notes: Database, postgres_url: str
) -> None:
    def always_lose_connection(work: UnitOfWork) -> str:
        end_other_connections(postgres_url)
        return add(work, "never")

    with pytest.raises(UnavailableError):
        await postgres_notes.write(always_lose_connection)
    assert await postgres_notes.write(adding("after")) == "after"
    assert await postgres_notes.read(words) == ["after"]


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
async def test_a_conflict_with_another_transaction_is_tried_once_more(postgres_notes: Database, sqlstate: str) -> None:
    runs: list[str] = []

    def meet_conflicts(word: str, times: int) -> Callable[[UnitOfWork], str]:
        def change(work: UnitOfWork) -> str:
            runs.append(word)
            if runs.count(word) <= times:
                run(work, f"DO $$ BEGIN RAISE SQLSTATE '{sqlstate}'; END $$")
            return add(work, word)

        return change

    changes = [adding("calm"), meet_conflicts("once", 1), meet_conflicts("always", 9)]
    calm, once, always = await asyncio.gather(*map(postgres_notes.write, changes), return_exceptions=True)
    assert (calm, once) == ("calm", "once")
    assert isinstance(always, UnavailableError)
    assert await postgres_notes.read(words) == ["calm", "once"]


@pytest.fixture
async def slow_commit(postgres_notes: Database) -> Database:
    """A table whose commit takes a while, by a deferred trigger."""
    trigger = """
        CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.word = 'slow') EXECUTE FUNCTION doze();
    """
    await postgres_notes.write(lambda work: run(work, trigger))
    return postgres_notes


async def test_a_commit_that_broke_before_it_took_effect_is_done_again(
    slow_commit: Database, postgres_url: str
) -> None:
    await slow_commit.write(adding("before"))
    writing = asyncio.create_task(slow_commit.write(adding("slow")))
    await asyncio.sleep(0.25)
    await asyncio.to_thread(end_other_connections, postgres_url)
    assert await writing == "slow"
    assert await slow_commit.read(words) == ["before", "slow"]


async def test_a_commit_whose_answer_was_lost_took_effect_once(
    postgres_notes: Database, postgres_url: str, postgres_server_url: str
) -> None:
    server_folder = Path(str(make_url(postgres_server_url).query["host"]))
    with TemporaryDirectory() as folder, losing_one_commit(server_folder, Path(folder)) as armed:
        lossy = Database.open(make_url(postgres_url).update_query_dict({"host": folder}).render_as_string())
        assert await lossy.write(adding("before")) == "before"
        armed.set()
        assert await lossy.write(adding("once")) == "once"
        assert not armed.is_set()
        assert await lossy.write(adding("after")) == "after"
        await lossy.close()
    assert await postgres_notes.read(words) == ["after", "before", "once"]

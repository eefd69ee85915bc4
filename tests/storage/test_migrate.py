"""Migrating from nothing gives exactly the schema that the code expects, and going back leaves nothing."""

import asyncio
import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

from bot.chat.errors import UnavailableError
from storage import migrate as migrations
from storage.engines import WRITER_LOCK, database_url, open_writer
from storage.migrate import current_revision, downgrade, head_revision, is_current, migrate
from storage.tables.schema import whole_schema

ALEMBICS_OWN = "alembic_version"

POSTGRES_SCHEMA = """
    SELECT 'column', table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
"""
SQLITE_SCHEMA = "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'voxloop.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def schema_at(url: str) -> set[tuple[str, ...]]:
    """What the database itself says about its schema, in the order of names."""
    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        rows = connection.execute(text(SQLITE_SCHEMA if engine.dialect.name == "sqlite" else POSTGRES_SCHEMA))
        found = {(kind, table, name, _plain(definition)) for kind, table, name, definition in rows}
    engine.dispose()
    return {line for line in found if line[1] != ALEMBICS_OWN}


def _plain(sql: str) -> str:
    """The definition with its parts sorted: the order of columns and constraints says nothing."""
    return " ".join(sorted(re.split(r",\s*", re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")"))))


def test_migrating_from_nothing_gives_the_expected_schema(
    empty_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    migrate(empty_url)
    kind = "sqlite" if empty_url.startswith("sqlite") else "postgres"
    assert schema_at(empty_url) == schema_at(request.getfixturevalue(f"{kind}_url"))
    engine = create_engine(database_url(empty_url))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), whole_schema())
    engine.dispose()
    assert differences == []


def test_going_back_leaves_nothing(empty_url: str) -> None:
    migrate(empty_url)
    downgrade(empty_url)
    assert schema_at(empty_url) == set()
    assert current_revision(empty_url) is None
    migrate(empty_url)
    assert is_current(empty_url)


def test_the_revision_is_told(empty_url: str) -> None:
    assert current_revision(empty_url) is None
    assert not is_current(empty_url)
    migrate(empty_url)
    assert current_revision(empty_url) == head_revision()
    assert is_current(empty_url)


def test_progress_is_told_and_migrating_again_does_nothing(empty_url: str) -> None:
    steps: list[tuple[int, int]] = []
    migrate(empty_url, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == len(steps) >= 1
    steps.clear()
    migrate(empty_url, lambda done, total: steps.append((done, total)))
    assert steps == []


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_url: str) -> None:
    def fail(done: int, total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        migrate(empty_url, fail)
    assert current_revision(empty_url) is None
    assert schema_at(empty_url) == set()


def test_processes_that_migrate_at_once_take_turns(empty_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        list(pool.map(migrate, [empty_url] * 2))
    assert is_current(empty_url)


def test_a_database_that_stays_locked_is_said_to_be_unavailable(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "WAIT_FOR_ANOTHER_MS", 50)
    with psycopg.connect(empty_postgres_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
        with pytest.raises(UnavailableError):
            migrate(empty_postgres_url)


def test_a_database_that_is_away_is_said_to_be_unavailable(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        current_revision(f"postgresql://postgres@/nothing?host={tmp_path}")
    with pytest.raises(UnavailableError):
        migrate(f"postgresql://postgres@/nothing?host={tmp_path}")


def test_migrations_work_from_any_folder(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    migrate(empty_url)
    assert is_current(empty_url)


async def test_migrating_does_not_need_the_event_loop_to_stand_still(empty_url: str) -> None:
    await asyncio.to_thread(migrate, empty_url)
    assert await asyncio.to_thread(is_current, empty_url)


def test_the_schema_test_would_notice_a_missing_index(empty_url: str, request: pytest.FixtureRequest) -> None:
    migrate(empty_url)
    before = schema_at(empty_url)
    engine: Engine = open_writer(database_url(empty_url))
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_one_time_tokens_expires_at"))
    engine.dispose()
    assert schema_at(empty_url) != before

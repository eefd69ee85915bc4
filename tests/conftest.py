"""Fixtures for everybody: a real database of each kind, the keys beside it, and a clock that stands still.

`database` runs a test twice, on SQLite and on PostgreSQL; `sqlite_database` and `postgres_database` run it once. Each
test gets a database of its own with all tables and no rows.
"""

import gc
import logging
import secrets
import shutil
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.clock.clock import MovableClock
from bot.logs import OWN
from storage.database import Database
from storage.key_directory import KeyDirectory
from storage.migrate import migrate
from tests.in_memory import keep_files_in_memory
from tests.storage.postgres_server import postgres_server

WEDNESDAY = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def pytest_configure() -> None:
    """Before anything asks where temporary files are."""
    keep_files_in_memory()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Spares the garbage collector the half a million objects of collected tests, which live to the end anyway."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Commands set up the logs of the whole process; no test hands that on to the next."""
    root = logging.getLogger()
    handlers, level, own = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in OWN}
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    raises = logging.raiseExceptions
    yield
    if (sys.excepthook, sys.unraisablehook, threading.excepthook) == hooks:
        return
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = raises
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in own.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands at 09:30 UTC on Wednesday, 25 November 2026, until it is moved."""
    return MovableClock(WEDNESDAY, is_frozen=True)


@pytest.fixture
def keys(tmp_path: Path) -> KeyDirectory:
    """An empty key directory."""
    return KeyDirectory.open(tmp_path / "keys")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied: migrating takes a hundred times as long."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite file with all tables."""
    shutil.copy(sqlite_template, tmp_path / "voxloop.db")
    return f"sqlite:///{tmp_path / 'voxloop.db'}"


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """A PostgreSQL server of this test process; a test that cannot have it fails and says why."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server_url: str) -> str:
    """The name of a migrated PostgreSQL database, to be copied."""
    _run_sql(postgres_server_url, "CREATE DATABASE template_of_voxloop")
    migrate(_with_name(postgres_server_url, "template_of_voxloop"))
    return "template_of_voxloop"


@pytest.fixture
def empty_postgres_url(postgres_server_url: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database without any table."""
    with _postgres_database(postgres_server_url, "template0") as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server_url: str, postgres_template: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database with all tables."""
    with _postgres_database(postgres_server_url, postgres_template) as url:
        yield url


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """A fresh SQLite database with all tables."""
    database = Database.open(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def postgres_database(postgres_url: str) -> AsyncIterator[Database]:
    """A fresh PostgreSQL database with all tables."""
    database = Database.open(postgres_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def any_database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database with all tables; the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(any_database_url: str) -> AsyncIterator[Database]:
    """A fresh database with all tables; the test runs once on SQLite and once on PostgreSQL."""
    database = Database.open(any_database_url)
    yield database
    await database.close()


@contextmanager
def _postgres_database(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{secrets.token_hex(6)}"
    _run_sql(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield _with_name(server_url, name)
    finally:
        _run_sql(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _with_name(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _run_sql(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)

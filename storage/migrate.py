"""Brings a database to the schema that this version of Voxloop needs, all of it or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.engines import database_url, is_sqlite, open_readers, open_writer
from storage.trouble import as_unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT_FOR_ANOTHER_MS = 60_000
"""How long a process waits while another one migrates the same database."""

Progress = Callable[[int, int], None]
"""Told how many steps are done, and of how many."""


def head_revision() -> str:
    """The revision that this version of Voxloop needs."""
    return str(_scripts().get_current_head())


def current_revision(url: str) -> str | None:
    """The revision of a database, or `None` when it is empty.

    Raises:
        UnavailableError: the database cannot be reached.
    """
    parsed = database_url(url)
    if is_sqlite(parsed) and not Path(parsed.database or "").exists():
        return None
    engine = open_readers(parsed, 1)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise as_unavailable(error) from None
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Whether a database has the revision that this version of Voxloop needs."""
    return current_revision(url) == head_revision()


def migrate(url: str, progress: Progress | None = None) -> None:
    """Brings a database up to date in one transaction. Processes that do it at once take turns.

    Raises:
        UnavailableError: the database cannot be reached or is locked for longer than a minute.
    """
    _run(url, command.upgrade, "head", progress)


def downgrade(url: str, revision: str = "base") -> None:
    """Takes a database back to an earlier revision; `base` leaves it empty. What later steps brought is lost.

    Raises:
        UnavailableError: as for `migrate`.
    """
    _run(url, command.downgrade, revision, None)


def _run(url: str, direction: Callable[[Config, str], None], revision: str, progress: Progress | None) -> None:
    engine = open_writer(database_url(url), lock_wait_ms=WAIT_FOR_ANOTHER_MS)
    try:
        with engine.begin() as connection:
            direction(_config(connection, progress), revision)
    except DBAPIError as error:
        raise as_unavailable(error) from None
    finally:
        engine.dispose()


def _config(connection: Connection, progress: Progress | None) -> Config:
    config = Config(attributes={"connection": connection, "on_version_apply": _counter(connection, progress)})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _counter(connection: Connection, progress: Progress | None) -> Callable[..., None]:
    """Counts the steps that Alembic reports, from where the database stands now to the newest."""
    current = MigrationContext.configure(connection).get_current_revision()
    total = len(list(_scripts().iterate_revisions("head", current or "base")))
    done = 0

    def count(**_: Any) -> None:  # noqa: ANN401 - Alembic hands over more than we look at
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    return count


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(MIGRATIONS)

"""How SQLite and PostgreSQL are opened: one connection that writes, a few that read."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

LOCK_WAIT_MS = 2000
"""How long a change waits for another process's transaction; less than the three seconds that Slack gives us."""

CONNECT_WAIT_SECONDS = 5
STUCK_TRANSACTION_MS = 15_000
"""After so long PostgreSQL ends the transaction of a process that was stopped in the middle of one."""

WRITER_LOCK = 0x766F786C6F6F70
"""The advisory lock that makes all processes on one PostgreSQL database write in turn, as SQLite does by itself."""

WRITER_XID = "voxloop_transaction"
"""Where a PostgreSQL connection keeps the id of its transaction, to learn its fate when the connection breaks."""


class BadDatabaseUrlError(ValueError):
    """The database URL names nothing that Voxloop can keep its data in."""


def database_url(text: str) -> URL:
    """The URL as SQLAlchemy wants it: `sqlite:///FILE`, or PostgreSQL (`postgresql://` or `postgres://`) by psycopg.

    Raises:
        BadDatabaseUrlError: it is neither.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadDatabaseUrlError("the database URL cannot be read; write sqlite:///FILE or postgresql://…") from None
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            if not url.database or url.database == ":memory:":
                raise BadDatabaseUrlError("SQLite needs a file: write sqlite:///FILE")
            return url.set(drivername="sqlite+pysqlite")
        case "postgres" | "postgresql" | "postgresql+psycopg":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise BadDatabaseUrlError(f"Voxloop keeps its data in SQLite or PostgreSQL, not in {other!r}")


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def open_writer(url: URL, *, lock_wait_ms: int = LOCK_WAIT_MS) -> Engine:
    """An engine for the one connection that writes. Its transactions exclude those of every other writer."""
    if is_sqlite(url):
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "do_connect", _make_private_file)
        event.listen(engine, "connect", partial(_set_up_sqlite_writer, lock_wait_ms))
        event.listen(engine, "begin", _begin_sqlite_write)
        return engine
    engine = _create_postgres_engine(url, lock_wait_ms, poolclass=NullPool)
    event.listen(engine, "begin", _begin_postgres_write)
    return engine


def open_readers(url: URL, connections: int) -> Engine:
    """An engine whose connections cannot write and see one state from the beginning of a transaction to its end."""
    pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": connections, "max_overflow": 0}
    if is_sqlite(url):
        engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False}, **pool)
        event.listen(engine, "connect", _set_up_sqlite_reader)
        event.listen(engine, "begin", _begin_sqlite_read)
        return engine
    return _create_postgres_engine(
        url, LOCK_WAIT_MS, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True}, **pool
    )


def _make_private_file(_dialect: Any, _entry: Any, args: list[Any], _options: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    """Makes the file before SQLite does, so that nobody but its owner can read it; the journal inherits this."""
    path = Path(args[0])
    with suppress(OSError):  # connecting says better what is wrong
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _create_postgres_engine(url: URL, lock_wait_ms: int, **options: Any) -> Engine:  # noqa: ANN401 - handed on to create_engine
    session = {
        "lock_timeout": lock_wait_ms,
        "idle_in_transaction_session_timeout": STUCK_TRANSACTION_MS,
        "client_min_messages": "warning",
    }
    connect_args = {
        "connect_timeout": CONNECT_WAIT_SECONDS,
        "application_name": "voxloop",
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
    }
    return create_engine(url, hide_parameters=True, connect_args=connect_args, **options)


def _set_up_sqlite_writer(lock_wait_ms: int, connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - sqlite3's own
    _run_pragmas(
        connection,
        f"busy_timeout = {lock_wait_ms}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
    )


def _set_up_sqlite_reader(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - sqlite3's own
    _run_pragmas(connection, f"busy_timeout = {LOCK_WAIT_MS}", "query_only = ON", "temp_store = MEMORY")


def _run_pragmas(connection: Any, *pragmas: str) -> None:  # noqa: ANN401 - sqlite3's own
    # Without an isolation level the driver starts no transaction by itself; it would start one too late.
    connection.isolation_level = None
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite_write(connection: Connection) -> None:
    if _is_autocommit(connection):
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_sqlite_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_postgres_write(connection: Connection) -> None:
    if _is_autocommit(connection):
        return
    lock = "SELECT pg_advisory_xact_lock(%(lock)s), pg_current_xact_id()::text"
    row = connection.exec_driver_sql(lock, {"lock": WRITER_LOCK}).one()
    connection.info[WRITER_XID] = row[1]


def _is_autocommit(connection: Connection) -> bool:
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"

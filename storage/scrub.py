"""Rewrites what was deleted out of the database's files, and the order of rows with it.

PRIVACY.md says why: the order in which rows lie in a file, and the rows that were deleted but still lie there, would
tell who answered what.
"""

from time import sleep

from sqlalchemy import Connection, Table, text

from bot.chat.errors import UnavailableError
from storage.database import Database
from storage.lost_words import forget_lost_words, lost_words
from storage.tables.schema import ORDER_MUST_NOT_TELL, WORDS, whole_schema

READERS_TRIES = 40
READERS_WAIT_SECONDS = 0.05


async def scrub(database: Database) -> None:
    """Leaves every table whose order must not tell sorted by its key, and no byte of what was deleted.

    Changes wait meanwhile; questions do not, on SQLite. What PostgreSQL's write-ahead log keeps is its operator's to
    rotate.

    Raises:
        UnavailableError: somebody reads the database for so long that it cannot be rewritten now; try again later.
    """
    await database.keep_up(_scrub_sqlite if database.dialect == "sqlite" else _scrub_postgres)


async def forget_order(database: Database) -> None:
    """Mixes the records of the open week on PostgreSQL, whose rows lie, and are stamped, as they were written.

    SQLite keeps such tables sorted by their keys at all times.
    """
    if database.dialect != "sqlite":
        await database.keep_up(_scrub_postgres)


async def clear_files(database: Database) -> None:
    """Leaves nothing in the files of what was lost, nor of the order in which things were written.

    Raises:
        UnavailableError: as `scrub`.
    """
    await empty_journal(database)
    await scrub_words(database)


async def empty_journal(database: Database) -> None:
    """Empties SQLite's journal, which tells in which order things were written; as far as nobody reads just now."""
    if database.dialect == "sqlite":
        await database.keep_up(lambda connection: connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one())


async def scrub_words(database: Database) -> None:
    """Leaves no byte of words that were taken back, changed or forgotten; does nothing when there were none.

    Changes wait meanwhile, and on PostgreSQL also questions to one table after the other.

    Raises:
        UnavailableError: as `scrub`.
    """
    lost = await database.read(lambda work: lost_words(work.connection))
    if lost is not None:
        await database.keep_up(_scrub_sqlite if database.dialect == "sqlite" else _scrub_words_of_postgres)
        await database.write(lambda work: forget_lost_words(work.connection, lost))


def _scrub_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("VACUUM")
    is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    if is_busy:
        raise UnavailableError("the database is being read for so long that its journal cannot be emptied")


def _scrub_postgres(connection: Connection) -> None:
    for table in _marked(ORDER_MUST_NOT_TELL):
        _rewrite_sorted(connection, table)


def _scrub_words_of_postgres(connection: Connection) -> None:
    _outlast_readers(connection)
    for table in _marked(WORDS):
        if table.info.get(ORDER_MUST_NOT_TELL):
            _rewrite_sorted(connection, table)
        else:
            connection.execute(text(f'VACUUM FULL "{table.name}"'))


def _rewrite_sorted(connection: Connection, table: Table) -> None:
    name, key, column = table.name, table.primary_key.name, table.primary_key.columns[0].name
    if connection.scalar(_IS_BARE, {"name": name}):
        return
    # CLUSTER sorts the rows but leaves each stamped with its own transaction; so all get the same one first.
    connection.execute(text(f'UPDATE "{name}" SET "{column}" = "{column}"'))  # noqa: S608 - names of our own tables
    connection.execute(text(f'CLUSTER "{name}" USING "{key}"'))


def _outlast_readers(connection: Connection) -> None:
    """Waits for whoever still sees what was deleted: as long as they read, PostgreSQL would keep it for them."""
    until = connection.scalar(text("SELECT CAST(pg_current_xact_id() AS xid)::text"))
    for _ in range(READERS_TRIES):
        if not connection.scalar(_SEEING, {"until": until}):
            return
        sleep(READERS_WAIT_SECONDS)
    raise UnavailableError("somebody reads the database for so long that what was deleted cannot be let go")


_IS_BARE = text(
    "SELECT pg_total_relation_size(oid) = current_setting('block_size')::bigint "
    "* (SELECT count(*) FROM pg_index WHERE indrelid IN (pg_class.oid, reltoastrelid)) "
    "FROM pg_class WHERE oid = CAST(:name AS regclass)"
)
"""Whether nothing was written since the table was made or rewritten: its files hold the first page of each index."""

_SEEING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND age(backend_xmin) >= age(CAST(CAST(:until AS text) AS xid))"
)


def _marked(name: str) -> list[Table]:
    return [table for table in whole_schema().sorted_tables if table.info.get(name)]

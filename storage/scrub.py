"""Rewrites what was deleted out of the database's files, and the order of rows with it.

PRIVACY.md says why: the order in which rows lie in a file, and the rows that were deleted but still lie there, would
tell who answered what.
"""

from sqlalchemy import Connection, text

from bot.chat.errors import UnavailableError
from storage.database import Database
from storage.tables.schema import ORDER_MUST_NOT_TELL, whole_schema


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


async def empty_journal(database: Database) -> None:
    """Empties SQLite's journal, which tells in which order things were written; as far as nobody reads just now."""
    if database.dialect == "sqlite":
        await database.keep_up(lambda connection: connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one())


def _scrub_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("VACUUM")
    is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    if is_busy:
        raise UnavailableError("the database is being read for so long that its journal cannot be emptied")


def _scrub_postgres(connection: Connection) -> None:
    for name, key, column in _tables_to_rewrite():
        # CLUSTER sorts the rows but leaves each stamped with its own transaction; so all get the same one first.
        connection.execute(text(f'UPDATE "{name}" SET "{column}" = "{column}"'))  # noqa: S608 - names of our own tables
        connection.execute(text(f'CLUSTER "{name}" USING "{key}"'))


def _tables_to_rewrite() -> list[tuple[str, str, str]]:
    """Table, primary key and one column of each."""
    tables = [table for table in whole_schema().sorted_tables if table.info.get(ORDER_MUST_NOT_TELL)]
    return [(each.name, str(each.primary_key.name), each.primary_key.columns[0].name) for each in tables]

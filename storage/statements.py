"""Statements that SQLite and PostgreSQL both know but SQLAlchemy spells per dialect."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Inserts a row unless one with the same key is there; true when it was inserted."""
    return connection.execute(_insert_new(connection.dialect.name, table), values).rowcount == 1


def insert_new_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Inserts the rows whose keys are not there yet; how many these were."""
    if not rows:
        return 0
    return connection.execute(_insert_new(connection.dialect.name, table), rows).rowcount


def upsert(
    connection: Connection,
    table: Table,
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    once: tuple[str, ...] = (),
) -> None:
    """Inserts rows, or gives the rows with the same primary keys the values given here.

    All rows name the same columns. Columns that they do not name keep their values, and so do those named in `once`.
    """
    every = [rows] if isinstance(rows, Mapping) else rows
    if every:
        statement = _upsert(connection.dialect.name, table, tuple(every[0]), once)
        # Many rows at once cost PostgreSQL's driver more round trips than one row does.
        connection.execute(statement, every if len(every) > 1 else every[0])


def insert_from(
    dialect: str, table: Table, names: Sequence[str], source: Select[Any]
) -> sqlite.Insert | postgresql.Insert:
    """A statement that inserts the rows of `source` whose keys are not there yet and counts them."""
    statement = _insert(dialect, table).from_select(names, source)
    return statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@cache
def _insert_new(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    # Without the option the count of an insert is not read from PostgreSQL's driver.
    return _insert(dialect, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@cache
def _upsert(
    dialect: str, table: Table, named: tuple[str, ...], once: tuple[str, ...]
) -> sqlite.Insert | postgresql.Insert:
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in named if name not in keys and name not in once}
    if not changed:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)

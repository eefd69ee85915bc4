"""The shared metadata, and the types of column that mean the same in SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sqlalchemy import DDL, BigInteger, Column, Dialect, MetaData, Table, Text, TypeDecorator, event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

ORDER_MUST_NOT_TELL = "order_must_not_tell"

WORDS = "words"
"""Under this name a table's `info` names the columns that hold what somebody said or wrote."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def whole_schema() -> MetaData:
    """The metadata with the tables of every room."""
    package = import_module("storage.tables")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return metadata


def unordered_table(name: str, *columns: Any) -> Table:  # noqa: ANN401 - whatever sqlalchemy.Table takes
    """A table whose row order must tell nothing: sorted by a random-looking primary key, rewritten by `scrub`."""
    return Table(name, metadata, *columns, sqlite_with_rowid=False, info={ORDER_MUST_NOT_TELL: True})


def hold_words(table: Table, *names: str) -> None:
    """Marks columns that hold words: `scrub_words` rewrites their table, and PostgreSQL draws no samples of them.

    Its statistics would keep words that were taken back.
    """
    table.info[WORDS] = names
    for name in names:
        no_samples = DDL(f'ALTER TABLE "{table.name}" ALTER COLUMN "{name}" SET STATISTICS 0')  # type: ignore[no-untyped-call]  # SQLAlchemy's
        event.listen(table, "after_create", no_samples.execute_if(dialect="postgresql"))


def id_column(name: str = "id") -> Column[str]:
    """A text column that is (part of) the primary key."""
    return Column(name, Text, primary_key=True)


class Instant(TypeDecorator[datetime]):
    """A moment, stored as whole microseconds since 1970 in UTC: exact, and sorted alike in both databases.

    Refuses naive times. The name of such a column ends in `_at`.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        return None if value is None else EPOCH + value * MICROSECOND


class JsonText(TypeDecorator[Any]):
    """Lists, dictionaries, texts and numbers, stored as compact JSON with sorted keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002 - any JSON
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - any JSON
        return None if value is None else json.loads(value)

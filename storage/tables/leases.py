"""The table of leases."""

from sqlalchemy import BigInteger, Column, Table, Text

from storage.tables.schema import Instant, id_column, metadata

leases = Table(
    "leases",
    metadata,
    id_column("name"),
    Column("holder", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("until_at", Instant, nullable=False),
    Column("last_run_at", Instant),
    sqlite_with_rowid=False,
)

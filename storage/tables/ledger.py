"""The tables of what was published. They hold no person, and no time finer than a day."""

from sqlalchemy import Column, Date, Integer, Table, Text

from storage.tables.schema import id_column, metadata

published_cells = Table(
    "published_cells",
    metadata,
    id_column("family"),
    id_column("unit"),
    Column("first_week", Integer, primary_key=True, autoincrement=False),
    Column("last_week", Integer, primary_key=True, autoincrement=False),
    id_column("measure"),
    Column("unit_name", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("published_on", Date, nullable=False),
    # In thousandths of a point, so that both databases keep them exactly; empty at an open end and where hidden.
    Column("low", Integer),
    Column("high", Integer),
    Column("people", Text),
    Column("participation", Text),
    sqlite_with_rowid=False,
)

releases = Table(
    "releases",
    metadata,
    id_column("window_name"),
    Column("k", Integer, nullable=False),
    Column("published_on", Date, nullable=False),
    sqlite_with_rowid=False,
)

thresholds = Table(
    "thresholds",
    metadata,
    Column("first_block", Integer, primary_key=True, autoincrement=False),
    Column("k", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

quotes = Table(
    "quotes",
    metadata,
    id_column("id"),
    Column("unit", Text, nullable=False),
    Column("block", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

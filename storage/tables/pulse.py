"""The tables of the pulse room, and the organisation's few settings. Answers lie in `storage.tables.privacy`."""

from sqlalchemy import Column, Date, Integer, Table, Text

from storage.tables.schema import Instant, JsonText, id_column, metadata

rosters = Table(
    "rosters",
    metadata,
    Column("block", Integer, primary_key=True),
    id_column("person_id"),
    Column("units", JsonText, nullable=False),
    Column("sites", JsonText, nullable=False),
    Column("slot", Integer, nullable=False),
    sqlite_with_rowid=False,
)

planned_days = Table(
    "planned_days",
    metadata,
    id_column("zone"),
    Column("day", Date, primary_key=True),
    sqlite_with_rowid=False,
)

welcomes = Table(
    "welcomes",
    metadata,
    id_column("person_id"),
    Column("day", Date, nullable=False),
    sqlite_with_rowid=False,
)

organisation_settings = Table(
    "organisation_settings",
    metadata,
    id_column("name"),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

destructions = Table(
    "destructions",
    metadata,
    id_column("key_name"),
    Column("destroyed_at", Instant, primary_key=True),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

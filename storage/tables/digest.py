"""The tables of the digest: promises of leaders, readers' wishes, and channels that get the scoreboard."""

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text

from storage.tables.schema import id_column, metadata

actions = Table(
    "actions",
    metadata,
    id_column(),
    Column("owner_id", Text, nullable=False, index=True),
    Column("unit", Text, nullable=False, index=True),
    Column("unit_name", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("promised_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("told_on", Date),
    Column("told_text", Text, nullable=False),
    Column("measured_on", Date),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_with_rowid=False,
)

digest_wishes = Table(
    "digest_wishes",
    metadata,
    id_column("person_id"),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("is_wanted", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

scoreboards = Table(
    "scoreboards",
    metadata,
    id_column("platform"),
    id_column("workspace_id"),
    id_column("place_kind"),
    id_column("place_id"),
    id_column("thread_id"),
    sqlite_with_rowid=False,
)

"""The tables of the people room."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, false, text, true

from storage.tables.schema import id_column, metadata

people = Table(
    "people",
    metadata,
    id_column(),
    Column("name", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("email", Text, nullable=False, index=True),
    Column("team_id", Text, index=True),
    Column("site", Text, nullable=False),
    Column("manager_id", Text, index=True),
    Column("role", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("check_in_hour", Integer),
    Column("joined_on", Date, nullable=False),
    Column("paused_until", Date),
    Column("is_stopped", Boolean, nullable=False, server_default=false()),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    Column("external_key", Text, nullable=False),
    Column("merged_into", Text),
    Column("asked_on", Text),
    Column("locale_set_by", Integer, nullable=False, server_default=text("0")),
    Column("time_zone_set_by", Integer, nullable=False, server_default=text("0")),
    Column("role_set_by", Integer, nullable=False, server_default=text("0")),
    sqlite_with_rowid=False,
)

accounts = Table(
    "accounts",
    metadata,
    id_column("platform"),
    id_column("workspace_id"),
    id_column("external_id"),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    sqlite_with_rowid=False,
)

teams = Table(
    "teams",
    metadata,
    id_column(),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent_id", Text),
    Column("leader_id", Text),
    Column("leader_set_by", Integer, nullable=False, server_default=text("0")),
    Index("uq_teams_key", "key", unique=True),
    sqlite_with_rowid=False,
)

absences = Table(
    "absences",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date, primary_key=True),
    Index("ix_absences_last_day", "last_day"),
    sqlite_with_rowid=False,
)

"""The table of deliveries."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, false, text

from storage.tables.schema import Instant, id_column, metadata

# What a delivery starts with stands in the defaults, so that planning many of them writes few values.
deliveries = Table(
    "deliveries",
    metadata,
    id_column(),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("workspace_id", Text, nullable=False),
    Column("place_kind", Text, nullable=False),
    Column("place_id", Text, nullable=False),
    Column("thread_id", Text),
    Column("args", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("person_id", Text),
    Column("is_doubled_in_doubt", Boolean, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("code", Text, nullable=False, server_default=""),
    Column("problem", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("is_in_doubt", Boolean, nullable=False, server_default=false()),
    Column("epoch", BigInteger, nullable=False, server_default=text("0")),
    Column("lease_until_at", Instant),
    Column("message_id", Text, nullable=False, server_default=""),
    Column("ended_at", Instant),
    Index("ix_deliveries_due_at", "due_at"),
)

is_open = deliveries.c.ended_at.is_(None)

Index(
    "ix_deliveries_open",
    deliveries.c.platform,
    deliveries.c.workspace_id,
    deliveries.c.next_at,
    sqlite_where=is_open,
    postgresql_where=is_open,
)

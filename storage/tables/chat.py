"""The tables of the chat room: installations, the web's mailbox, tokens that work once."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, false, text

from storage.tables.schema import Instant, hold_words, id_column, metadata

installations = Table(
    "installations",
    metadata,
    id_column("platform"),
    id_column("workspace_id"),
    Column("name", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("sealed_secrets", LargeBinary, nullable=False),
    Column("installed_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("is_org_wide", Boolean, nullable=False, server_default=false()),
    Column("suspended_reason", Text, nullable=False, server_default=""),
    Column("rotation_ends_at", Instant),
)

letters = Table(
    "letters",
    metadata,
    id_column("platform"),
    id_column("workspace_id"),
    id_column("place_kind"),
    id_column("place_id"),
    id_column("thread_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("delivery_id", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("is_gone", Boolean, nullable=False, server_default=false()),
    Column("author", Text, nullable=False, server_default=""),
    UniqueConstraint(
        "platform", "workspace_id", "place_kind", "place_id", "thread_id", "delivery_id", name="uq_letters_delivery_id"
    ),
    Index("ix_letters_version", "platform", "workspace_id", "place_kind", "place_id", "thread_id", "version"),
    sqlite_with_rowid=False,
)

hold_words(letters, "message")

letter_reactions = Table(
    "letter_reactions",
    metadata,
    id_column("platform"),
    id_column("workspace_id"),
    id_column("place_kind"),
    id_column("place_id"),
    id_column("thread_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    id_column("account_id"),
    id_column("reaction"),
    sqlite_with_rowid=False,
)

one_time_tokens = Table(
    "one_time_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
)

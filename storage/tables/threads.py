"""The tables of the inbox: questions of leaders, which are no secret, and sealed threads, whose order must not tell."""

from sqlalchemy import Column, Date, LargeBinary, Table, Text

from storage.tables.schema import id_column, metadata, unordered_table

team_questions = Table(
    "team_questions",
    metadata,
    id_column(),
    Column("unit", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("asked_on", Date, nullable=False, index=True),
    Column("batched_on", Date),
    sqlite_with_rowid=False,
)

threads = unordered_table(
    "threads",
    Column("group_name", Text, primary_key=True),
    Column("place", LargeBinary, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

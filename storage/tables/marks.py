"""The tables of marks: two that are used in turn, and which turn each of them is in."""

from sqlalchemy import Column, Integer, LargeBinary, Table

from storage.tables.schema import metadata, unordered_table

marks_even = unordered_table("marks_even", Column("mark", LargeBinary, primary_key=True))
marks_odd = unordered_table("marks_odd", Column("mark", LargeBinary, primary_key=True))

mark_turns = Table(
    "mark_turns",
    metadata,
    Column("parity", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, nullable=False),
)

"""The tables of sealed records. Their order must not tell: sorted by places that look random, rewritten by `scrub`.

They hold no time and no clear person, unit or score; `group_name` says only which key would open them.
"""

from sqlalchemy import Column, LargeBinary, Table, Text

from storage.tables.schema import unordered_table


def _sealed_table(name: str) -> Table:
    return unordered_table(
        name,
        Column("group_name", Text, primary_key=True),
        Column("place", LargeBinary, primary_key=True),
        Column("value", LargeBinary, nullable=False),
    )


answers = _sealed_table("answers")
accumulators = _sealed_table("accumulators")
pending_comments = _sealed_table("pending_comments")

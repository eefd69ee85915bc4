"""What somebody said, promised and asked, given to the person that they turned out to be."""

from sqlalchemy import Connection, Table, delete, literal, select, update

from bot.people.model import PersonId
from storage.statements import insert_from
from storage.tables import station as tables
from storage.tables.digest import actions, digest_wishes
from storage.tables.threads import team_questions

SAID_ONCE = (tables.reactions, tables.emoji, tables.subscriptions, digest_wishes)
"""Where a person is part of the key, so that both may have said the same."""

OWNED = (
    tables.comments.c.person_id,
    tables.fixes.c.owner_id,
    tables.flags.c.person_id,
    tables.postings.c.person_id,
    tables.snippets.c.reviewed_by,
    tables.withdrawals.c.asked_by,
    actions.c.owner_id,
    team_questions.c.asked_by,
)


def hand_over(connection: Connection, old: PersonId, new: PersonId) -> None:
    """Gives the new person all that the old one has; what both said counts once, as the new one said it."""
    for table in SAID_ONCE:
        _hand_over_once(connection, table, old, new)
    for column in OWNED:
        connection.execute(update(column.table).where(column == old).values({column: new}))


def _hand_over_once(connection: Connection, table: Table, old: PersonId, new: PersonId) -> None:
    columns = [literal(new) if column.name == "person_id" else column for column in table.columns]
    theirs = select(*columns).where(table.c.person_id == old)
    names = [column.name for column in table.columns]
    connection.execute(insert_from(connection.dialect.name, table, names, theirs))
    connection.execute(delete(table).where(table.c.person_id == old))

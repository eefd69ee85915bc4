"""Deleting snippets with all that hangs on them."""

from typing import Any

from sqlalchemy import Connection, Select, delete, exists, or_, select

from storage.batches import batches
from storage.lost_words import note_lost_words
from storage.tables.station import clips, comments, emoji, fixes, posted_snippets, postings, reactions, snippets


def forget_snippets(connection: Connection, chosen: Select[tuple[Any]]) -> None:
    """Deletes the snippets with these ids, their clips, reactions and promises, and postings left without any.

    What stands in the chats is not touched, and can no longer be found from here.
    """
    touched = _postings_of(connection, chosen)
    for table in (clips, reactions, fixes, posted_snippets):
        connection.execute(delete(table).where(table.c.snippet_id.in_(chosen)))
    if connection.execute(delete(snippets).where(snippets.c.id.in_(chosen))).rowcount:
        note_lost_words(connection)
    for some in batches(touched):
        _forget_empty(connection, some)


def _postings_of(connection: Connection, chosen: Select[tuple[Any]]) -> set[str]:
    """The postings that show one of these, or tell what came of a promise about one."""
    shown = select(posted_snippets.c.posting_id).where(posted_snippets.c.snippet_id.in_(chosen))
    promised = select(fixes.c.id).where(fixes.c.snippet_id.in_(chosen))
    about = select(postings.c.id).where(or_(postings.c.id.in_(shown), postings.c.fix_id.in_(promised)))
    return set(connection.scalars(about))


def _forget_empty(connection: Connection, ids: list[str]) -> None:
    shows = exists().where(posted_snippets.c.posting_id == postings.c.id)
    gone = list(connection.scalars(delete(postings).where(postings.c.id.in_(ids), ~shows).returning(postings.c.id)))
    for table in (emoji, comments):
        connection.execute(delete(table).where(table.c.posting_id.in_(gone)))

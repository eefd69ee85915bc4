"""Reactions, emoji and comments in the database: what came back for a snippet."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, distinct, exists, func, literal, select

from bot.insight.model import SCORED, Mood
from bot.people.model import PersonId
from bot.station.model import PostingId, SnippetId
from bot.station.reactions.model import Comment, ReactionKind, Resonance
from storage.batches import batches
from storage.statements import insert_new, upsert
from storage.tables import station as tables

Counts = Mapping[SnippetId, Mapping[str, int]]


class Reactions:
    """Fills `bot.station.store.ReactionStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, snippet_id: SnippetId, person_id: PersonId, kind: ReactionKind, at: datetime) -> bool:
        said = {"snippet_id": snippet_id, "person_id": person_id, "kind": kind.value, "said_at": at}
        return insert_new(self._connection, tables.reactions, said)

    def remove(self, snippet_id: SnippetId, person_id: PersonId, kind: ReactionKind) -> bool:
        columns = tables.reactions.c
        said = and_(columns.snippet_id == snippet_id, columns.person_id == person_id, columns.kind == kind.value)
        return self._connection.execute(delete(tables.reactions).where(said)).rowcount == 1

    def counts(self, ids: Collection[SnippetId]) -> Mapping[SnippetId, Mapping[ReactionKind, int]]:
        counted = self._count(_reactions_of, ids)
        return {snippet_id: _by_kind(counted.get(snippet_id, {})) for snippet_id in ids}

    def put_emoji(self, posting_id: PostingId, person_id: PersonId, emoji: str, at: datetime) -> bool:
        put = {"posting_id": posting_id, "person_id": person_id, "emoji": emoji, "put_at": at}
        return insert_new(self._connection, tables.emoji, put)

    def take_emoji(self, posting_id: PostingId, person_id: PersonId, emoji: str) -> bool:
        columns = tables.emoji.c
        put = and_(columns.posting_id == posting_id, columns.person_id == person_id, columns.emoji == emoji)
        return self._connection.execute(delete(tables.emoji).where(put)).rowcount == 1

    def save_comment(self, comment: Comment) -> None:
        upsert(self._connection, tables.comments, asdict(comment) | {"mood": comment.mood.value})

    def delete_comment(self, posting_id: PostingId, comment_id: str) -> bool:
        columns = tables.comments.c
        written = and_(columns.posting_id == posting_id, columns.comment_id == comment_id)
        return self._connection.execute(delete(tables.comments).where(written)).rowcount == 1

    def resonance(self, ids: Collection[SnippetId]) -> Mapping[SnippetId, Resonance]:
        reactions, emoji, moods = (self._count(of, ids) for of in (_reactions_of, _emoji_of, _comments_of))
        meanings, people = self.custom_emoji(), self._count(_scored_people_of, ids)
        return {
            snippet_id: Resonance(
                snippet_id=snippet_id,
                reactions=_by_kind(reactions.get(snippet_id, {})),
                emoji=emoji.get(snippet_id, {}),
                comments=sum(moods.get(snippet_id, {}).values()),
                comment_moods={Mood(mood): count for mood, count in moods.get(snippet_id, {}).items()},
                scored_people=sum(people.get(snippet_id, {}).values()),
                meanings=meanings,
            )
            for snippet_id in ids
        }

    def custom_emoji(self) -> Mapping[str, str]:
        rows = self._connection.execute(select(tables.custom_emoji).order_by(tables.custom_emoji.c.name))
        return {row.name: row.meaning for row in rows}

    def map_emoji(self, name: str, meaning: str) -> None:
        if meaning:
            upsert(self._connection, tables.custom_emoji, {"name": name, "meaning": meaning})
        else:
            self._connection.execute(delete(tables.custom_emoji).where(tables.custom_emoji.c.name == name))

    def forget_person(self, person_id: PersonId) -> int:
        theirs = (tables.reactions, tables.emoji, tables.comments, tables.subscriptions)
        gone = (delete(table).where(table.c.person_id == person_id) for table in theirs)
        return sum(self._connection.execute(each).rowcount for each in gone)

    def _count(self, of: Callable[[list[SnippetId]], Select[Any]], ids: Collection[SnippetId]) -> Counts:
        counted: defaultdict[SnippetId, dict[str, int]] = defaultdict(dict)
        for some in batches(ids):
            for snippet_id, what, count in self._connection.execute(of(some)):
                counted[snippet_id][what] = count
        return counted


def _reactions_of(ids: list[SnippetId]) -> Select[Any]:
    columns = tables.reactions.c["snippet_id", "kind"]
    chosen = tables.reactions.c.snippet_id.in_(ids)
    return select(*columns, func.count()).where(chosen).group_by(*columns).order_by(*columns)


def _emoji_of(ids: list[SnippetId]) -> Select[Any]:
    shown = tables.posted_snippets
    columns = (shown.c.snippet_id, tables.emoji.c.emoji)
    people = func.count(distinct(tables.emoji.c.person_id))
    question = select(*columns, people).join(shown, shown.c.posting_id == tables.emoji.c.posting_id)
    return question.where(_stands_alone(ids)).group_by(*columns).order_by(*columns)


def _comments_of(ids: list[SnippetId]) -> Select[Any]:
    shown = tables.posted_snippets
    columns = (shown.c.snippet_id, tables.comments.c.mood)
    question = select(*columns, func.count()).join(shown, shown.c.posting_id == tables.comments.c.posting_id)
    return question.where(_stands_alone(ids)).group_by(*columns).order_by(*columns)


def _scored_people_of(ids: list[SnippetId]) -> Select[Any]:
    """The people of whose comments something could be said; once each, however much they wrote."""
    shown, written = tables.posted_snippets, tables.comments
    people = func.count(distinct(written.c.person_id))
    question = select(shown.c.snippet_id, literal("people"), people)
    question = question.join(written, shown.c.posting_id == written.c.posting_id)
    scored = written.c.mood.in_([each.value for each in SCORED])
    return question.where(_stands_alone(ids), scored).group_by(shown.c.snippet_id).order_by(shown.c.snippet_id)


def _stands_alone(ids: list[SnippetId]) -> ColumnElement[bool]:
    """Which postings show one of these snippets and no other."""
    shown, other = tables.posted_snippets, tables.posted_snippets.alias("other")
    has_second = exists().where(other.c.posting_id == shown.c.posting_id, other.c.position == 1)
    return and_(shown.c.snippet_id.in_(ids), ~has_second)


def _by_kind(counted: Mapping[str, int]) -> dict[ReactionKind, int]:
    return {ReactionKind(kind): count for kind, count in counted.items()}

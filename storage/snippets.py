"""Snippets and their clips in the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, delete, func, literal, select, tuple_

from bot.station.model import (
    InteractionId,
    Rule,
    Snippet,
    SnippetId,
    SnippetSearch,
    SnippetState,
    Voice,
    subjects_within,
)
from storage.batches import batches
from storage.forget_snippets import forget_snippets
from storage.lost_words import note_lost_words
from storage.statements import upsert
from storage.tables.schema import Instant
from storage.tables.station import clips, interactions, is_approved, snippets
from storage.voices import folded, select_voices, snippet_of, snippet_values, voice_of

LONGEST_WORDS = 1000
"""How many characters of what is looked for count; SQLite refuses patterns that are far longer."""

NEWEST_FIRST = (snippets.c.happened_at.desc(), snippets.c.id.desc())
BEST_FIRST = (snippets.c.weight.desc(), *NEWEST_FIRST)

# Built once: each interaction that comes in waits for it.
_MOMENTS = select(*interactions.c["id", "happened_at"]).where(interactions.c.id.in_(bindparam("ids", expanding=True)))

_LINES = select(*snippets.c["id", "lines"]).where(snippets.c.id.in_(bindparam("ids", expanding=True)))


class Snippets:
    """Fills `bot.station.store.SnippetStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, snippet_id: SnippetId) -> Voice | None:
        return self.many([snippet_id]).get(snippet_id)

    def many(self, ids: Collection[SnippetId]) -> Mapping[SnippetId, Voice]:
        questions = (select_voices().where(snippets.c.id.in_(some)) for some in batches(ids))
        return {voice.snippet.id: voice for question in questions for voice in self._voices(question)}

    def of_interaction(self, interaction_id: InteractionId) -> Sequence[Snippet]:
        said = (func.coalesce(snippets.c.starts_at_seconds, 0), snippets.c.position, snippets.c.id)
        question = select(snippets).where(snippets.c.interaction_id == interaction_id).order_by(*said)
        return [snippet_of(row) for row in self._connection.execute(question).mappings()]

    def save(self, snippets_: Sequence[Snippet]) -> None:
        """Their interactions have to be there already."""
        happened_at = self._moments({each.interaction_id for each in snippets_})
        rows = [
            snippet_values(each)
            | {
                "position": position,
                "search_text": folded(each.text),
                "happened_at": happened_at[each.interaction_id],
            }
            for position, each in enumerate(snippets_)
        ]
        self._note_lost(rows)
        upsert(self._connection, snippets, rows, once=("position",))

    def delete(self, ids: Collection[SnippetId]) -> None:
        for some in batches(ids):
            forget_snippets(self._connection, select(snippets.c.id).where(snippets.c.id.in_(some)))

    def search(self, search: SnippetSearch) -> Sequence[Voice]:
        question = select_voices().where(is_approved, *_fitting(search))
        return self._voices(question.order_by(*NEWEST_FIRST).limit(search.limit))

    def in_state(self, state: SnippetState, *, limit: int, after: SnippetId | None = None) -> Sequence[Voice]:
        place = snippets.c["happened_at", "id"]
        question = select_voices().where(snippets.c.state == state.value)
        known = self._connection.execute(select(*place).where(snippets.c.id == after)).one_or_none()
        if known is not None:
            question = question.where(tuple_(*place) > tuple_(literal(known.happened_at, Instant), known.id))
        return self._voices(question.order_by(*place).limit(limit))

    def count_in_state(self, state: SnippetState) -> int:
        return self._connection.scalar(select(func.count()).where(snippets.c.state == state.value)) or 0

    def fresh(
        self, *, approved_since: datetime, happened_since: datetime, limit: int, rule: Rule | None = None
    ) -> Sequence[Voice]:
        since = and_(snippets.c.approved_at >= approved_since, snippets.c.happened_at >= happened_since)
        # Chosen in the index, so that only the few chosen are read.
        best = select(snippets.c.id).where(is_approved, since).order_by(*BEST_FIRST).limit(limit)
        if rule is not None and rule != Rule():
            best = best.join(interactions, interactions.c.id == snippets.c.interaction_id).where(*_taken(rule))
        return self._voices(select_voices().where(snippets.c.id.in_(best)).order_by(*BEST_FIRST))

    def put_clip(self, snippet_id: SnippetId, media_type: str, content: bytes) -> None:
        upsert(self._connection, clips, {"snippet_id": snippet_id, "media_type": media_type, "content": content})

    def clip(self, snippet_id: SnippetId) -> tuple[str, bytes] | None:
        row = self._connection.execute(select(clips).where(clips.c.snippet_id == snippet_id)).one_or_none()
        return None if row is None else (row.media_type, bytes(row.content))

    def delete_clips(self, ids: Collection[SnippetId]) -> None:
        for some in batches(ids):
            if self._connection.execute(delete(clips).where(clips.c.snippet_id.in_(some))).rowcount:
                note_lost_words(self._connection)

    def _note_lost(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Notes whether any of these say something else by now."""
        new = {row["id"]: row["lines"] for row in rows}
        before = (self._connection.execute(_LINES, {"ids": some}) for some in batches(new))
        if any(row.lines != new[row.id] for some in before for row in some):
            note_lost_words(self._connection)

    def _voices(self, question: Select[Any]) -> list[Voice]:
        return [voice_of(row) for row in self._connection.execute(question).mappings()]

    def _moments(self, ids: Collection[InteractionId]) -> dict[str, datetime]:
        rows = (self._connection.execute(_MOMENTS, {"ids": some}) for some in batches(ids))
        return {row.id: row.happened_at for some in rows for row in some}


def _fitting(search: SnippetSearch) -> list[ColumnElement[bool]]:
    words = folded(search.words[:LONGEST_WORDS]).split()
    return [
        *([snippets.c.happened_at >= search.since] if search.since else []),
        *([snippets.c.happened_at < search.before] if search.before else []),
        *([snippets.c.stage == search.stage] if search.stage else []),
        *([snippets.c.theme.in_(subjects_within([search.theme]))] if search.theme else []),
        *_taken(search.rule),
        *(snippets.c.search_text.contains(word, autoescape=True) for word in words),
    ]


def _taken(rule: Rule) -> list[ColumnElement[bool]]:
    """What a rule asks for, part by part."""
    wanted: list[tuple[ColumnElement[Any], Collection[Any]]] = [
        (interactions.c.source, rule.sources),
        (interactions.c.kind, [kind.value for kind in rule.kinds]),
        (interactions.c.product_key, rule.product_keys),
        (interactions.c.site_key, rule.site_keys),
        (interactions.c.language_key, rule.language_keys),
        (snippets.c.stage, rule.stages),
        (snippets.c.theme, rule.subjects),
        (snippets.c.mood, [mood.value for mood in rule.moods]),
        (snippets.c.cue, [cue.value for cue in rule.cues]),
    ]
    urgent = [interactions.c.is_urgent] if rule.is_urgent_only else []
    return [*(column.in_(values) for column, values in wanted if values), *urgent]

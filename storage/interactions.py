"""Interactions with customers in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, func, insert, select, update

from bot.chat.intake import ConsentState
from bot.station.model import Interaction, InteractionId
from storage.forget_snippets import forget_snippets
from storage.lost_words import note_lost_words
from storage.statements import upsert
from storage.tables.station import interaction_frictions, interactions, is_going_on, snippets, withdrawals
from storage.voices import interaction_of, interaction_values

# Built once: each interaction that comes in waits for these statements.
_KNOWN = select(*interactions.c["happened_at", "frictions", "consent", "url", "product", "site"]).where(
    interactions.c.id == bindparam("of_id")
)
_FOUND = select(interactions).where(
    interactions.c.source == bindparam("of_source"), interactions.c.external_id == bindparam("of_external_id")
)


class Interactions:
    """Fills `bot.station.store.InteractionStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, interaction_id: InteractionId) -> Interaction | None:
        chosen = select(interactions).where(interactions.c.id == interaction_id)
        row = self._connection.execute(chosen).mappings().one_or_none()
        return None if row is None else interaction_of(row)

    def find(self, source: str, external_id: str) -> Interaction | None:
        asked = {"of_source": source, "of_external_id": external_id}
        row = self._connection.execute(_FOUND, asked).mappings().one_or_none()
        return None if row is None else interaction_of(row)

    def parts_of(self, source: str, external_id: str) -> Sequence[Interaction]:
        beginning = f"{external_id}/"
        is_part = interactions.c.external_id.startswith(beginning, autoescape=True)
        parts = select(interactions).where(interactions.c.source == source, is_part).order_by(interactions.c.id)
        found = map(interaction_of, self._connection.execute(parts).mappings())
        # SQLite takes capitals and small letters for the same here.
        return [each for each in found if each.external_id.startswith(beginning)]

    def save(self, interaction: Interaction) -> None:
        known = self._connection.execute(_KNOWN, {"of_id": interaction.id}).one_or_none()
        upsert(self._connection, interactions, interaction_values(interaction))
        if known is None:
            self._add_frictions(interaction)
            return
        if _loses_words(known, interaction):
            note_lost_words(self._connection)
        was = (known.happened_at, _counted(known.frictions, ConsentState(known.consent)))
        if was != (interaction.happened_at, _counted(interaction.frictions, interaction.consent)):
            self._repeat(interaction)

    def count(self) -> int:
        return self._connection.scalar(select(func.count()).select_from(interactions)) or 0

    def frictions_since(self, moment: datetime) -> Mapping[str, int]:
        friction = interaction_frictions.c.friction
        since = interaction_frictions.c.happened_at >= moment
        question = select(friction, func.count().label("times")).where(since).group_by(friction).order_by(friction)
        return {row.friction: row.times for row in self._connection.execute(question)}

    def forget_before(self, moment: datetime) -> int:
        is_taken_back = exists().where(withdrawals.c.interaction_id == interactions.c.id, is_going_on)
        gone = select(interactions.c.id).where(interactions.c.happened_at < moment, ~is_taken_back)
        forget_snippets(self._connection, select(snippets.c.id).where(snippets.c.interaction_id.in_(gone)))
        frictions = delete(interaction_frictions).where(interaction_frictions.c.interaction_id.in_(gone))
        self._connection.execute(frictions)
        forgotten = self._connection.execute(delete(interactions).where(interactions.c.id.in_(gone))).rowcount
        if forgotten:
            note_lost_words(self._connection)
        return forgotten

    def _repeat(self, interaction: Interaction) -> None:
        """Says anew what other tables repeat of an interaction."""
        of_it = interaction_frictions.c.interaction_id == interaction.id
        self._connection.execute(delete(interaction_frictions).where(of_it))
        self._add_frictions(interaction)
        moved = update(snippets).where(snippets.c.interaction_id == interaction.id)
        self._connection.execute(moved.values(happened_at=interaction.happened_at))

    def _add_frictions(self, interaction: Interaction) -> None:
        moment = {"interaction_id": interaction.id, "happened_at": interaction.happened_at}
        rows = [moment | {"friction": friction} for friction in _counted(interaction.frictions, interaction.consent)]
        if rows:
            self._connection.execute(insert(interaction_frictions), rows)


def _counted(frictions: Sequence[str], consent: ConsentState) -> tuple[str, ...]:
    """The frictions that count, each once: none of a customer who refused or took their words back."""
    is_denied = consent in {ConsentState.REFUSED, ConsentState.WITHDRAWN}
    return () if is_denied else tuple(dict.fromkeys(frictions))


def _loses_words(known: Row[Any], interaction: Interaction) -> bool:
    """Whether something that was told about it is another by now."""
    before = (known.url, known.product, known.site)
    now = (interaction.url, interaction.product, interaction.site)
    return any(was and was != told for was, told in zip(before, now, strict=True))

"""Interactions as customer figures are made of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from bot.chat.intake import ConsentState, InteractionKind
from bot.insight.model import CueKind, Mood
from storage.tables.station import interactions

_COLUMNS = interactions.c[
    "source", "kind", "site", "happened_at", "nps", "csat", "mood", "valence", "frictions", "cues"
]
_DENIED = (ConsentState.REFUSED.value, ConsentState.WITHDRAWN.value)


class HeardRow(NamedTuple):
    """Fills `bot.digest.store.Heard`, light enough for many thousands."""

    source: str
    kind: InteractionKind
    site: str
    happened_at: datetime
    nps: int | None
    csat: int | None
    mood: Mood
    valence: float | None
    frictions: tuple[str, ...]
    cues: tuple[CueKind, ...]


class Customers:
    """Fills `bot.digest.store.CustomerReader` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, first: datetime, until: datetime) -> Sequence[HeardRow]:
        """Those of a time; a customer who refused or took their words back is no figure either."""
        happened_at = interactions.c.happened_at
        chosen = select(*_COLUMNS).where(
            happened_at >= first, happened_at < until, interactions.c.consent.not_in(_DENIED)
        )
        return [_heard(row) for row in self._connection.execute(chosen.order_by(happened_at, interactions.c.id))]


def _heard(row: Row[Any]) -> HeardRow:
    return HeardRow(
        source=row.source,
        kind=InteractionKind(row.kind),
        site=row.site,
        happened_at=row.happened_at,
        nps=row.nps,
        csat=row.csat,
        mood=Mood(row.mood),
        valence=row.valence,
        frictions=tuple(row.frictions),
        cues=tuple(map(CueKind, row.cues)),
    )

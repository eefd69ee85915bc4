"""Sources of customer voice in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.station.model import Source, SourceMode
from storage.statements import upsert
from storage.tables.station import sources

LISTS = ("covered_regions", "customer_sides", "agent_sides")


class Sources:
    """Fills `bot.station.store.SourceStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Source | None:
        row = self._connection.execute(select(sources).where(sources.c.key == key)).one_or_none()
        return None if row is None else _source(row)

    def all(self) -> Sequence[Source]:
        found = map(_source, self._connection.execute(select(sources)))
        return sorted(found, key=lambda source: source.key)

    def save(self, source: Source) -> None:
        upsert(self._connection, sources, asdict(source) | {"mode": source.mode.value})


def _source(row: Row[Any]) -> Source:
    values = row._asdict()
    values |= {name: tuple(values[name]) for name in LISTS}
    return Source(**values | {"mode": SourceMode(row.mode)})

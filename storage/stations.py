"""Stations, their places and their subscribers in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from bot.chat.ids import Place
from bot.chat.intake import InteractionKind
from bot.insight.model import CueKind, Mood
from bot.people.model import PersonId
from bot.station.model import Rule, Station, StationId, StationPlace, Subscription
from storage.places import is_in, place_of, place_values
from storage.statements import upsert
from storage.tables.station import station_places, stations, subscriptions


class Stations:
    """Fills `bot.station.store.StationStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, station_id: StationId) -> Station | None:
        return self._one(stations.c.id == station_id)

    def by_key(self, key: str) -> Station | None:
        return self._one(stations.c.key == key)

    def all(self) -> Sequence[Station]:
        found = map(_station, self._connection.execute(select(stations)))
        return sorted(found, key=lambda station: (station.name.casefold(), station.key))

    def save(self, station: Station) -> None:
        upsert(self._connection, stations, asdict(station))

    def delete(self, station_id: StationId) -> None:
        for table in (subscriptions, station_places):
            self._connection.execute(delete(table).where(table.c.station_id == station_id))
        self._connection.execute(delete(stations).where(stations.c.id == station_id))

    def places(self, station_id: StationId | None = None) -> Sequence[StationPlace]:
        return self._places(*([] if station_id is None else [station_places.c.station_id == station_id]))

    def at(self, place: Place) -> Sequence[StationPlace]:
        return self._places(is_in(station_places, place))

    def save_place(self, place: StationPlace) -> None:
        values = {
            "station_id": place.station_id,
            **place_values(place.place),
            "name": place.name,
            "daily_budget": place.daily_budget,
            "closed_reason": place.closed_reason,
            "checked_at": place.checked_at,
        }
        upsert(self._connection, station_places, values)

    def remove_place(self, station_id: StationId, place: Place) -> bool:
        there = (station_places.c.station_id == station_id, is_in(station_places, place))
        return self._connection.execute(delete(station_places).where(*there)).rowcount == 1

    def look_again(self, place: Place) -> None:
        self._connection.execute(update(station_places).where(is_in(station_places, place)).values(checked_at=None))

    def subscriptions(self, station_id: StationId) -> Sequence[Subscription]:
        return self._subscriptions(subscriptions.c.station_id == station_id)

    def subscriptions_of(self, person_id: PersonId) -> Sequence[Subscription]:
        return self._subscriptions(subscriptions.c.person_id == person_id)

    def subscribe(self, subscription: Subscription) -> None:
        upsert(self._connection, subscriptions, asdict(subscription))

    def unsubscribe(self, person_id: PersonId, station_id: StationId) -> bool:
        theirs = (subscriptions.c.person_id == person_id, subscriptions.c.station_id == station_id)
        return self._connection.execute(delete(subscriptions).where(*theirs)).rowcount == 1

    def _one(self, condition: ColumnElement[bool]) -> Station | None:
        row = self._connection.execute(select(stations).where(condition)).one_or_none()
        return None if row is None else _station(row)

    def _places(self, *conditions: ColumnElement[bool]) -> list[StationPlace]:
        rows = self._connection.execute(select(station_places).where(*conditions))
        found = map(_station_place, rows)
        return sorted(found, key=lambda each: (each.name.casefold(), each.place.external_id, each.station_id))

    def _subscriptions(self, condition: ColumnElement[bool]) -> list[Subscription]:
        columns = subscriptions.c["person_id", "station_id"]
        rows = self._connection.execute(select(subscriptions).where(condition).order_by(*columns))
        return [Subscription(**row._asdict()) for row in rows]


def _station(row: Row[Any]) -> Station:
    return Station(**row._asdict() | {"rule": _rule(row.rule)})


def _rule(values: dict[str, Any]) -> Rule:
    lists = {name: tuple(part) for name, part in values.items() if isinstance(part, list)}
    members = {
        "kinds": tuple(map(InteractionKind, lists["kinds"])),
        "moods": tuple(map(Mood, lists["moods"])),
        "cues": tuple(map(CueKind, lists["cues"])),
    }
    return Rule(**lists | members, is_urgent_only=values["is_urgent_only"])


def _station_place(row: Row[Any]) -> StationPlace:
    return StationPlace(
        station_id=row.station_id,
        place=place_of(row),
        name=row.name,
        daily_budget=row.daily_budget,
        closed_reason=row.closed_reason,
        checked_at=row.checked_at,
    )

"""Readers' wishes for their digest, and the channels that get the scoreboard, in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from bot.chat.ids import Place
from bot.digest.model import DigestWish
from bot.people.model import PersonId
from storage.places import is_in, place_of, place_values
from storage.statements import insert_new, upsert
from storage.tables.digest import digest_wishes, scoreboards


class Digests:
    """Fills `bot.digest.store.DigestStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def wish(self, person_id: PersonId) -> DigestWish:
        chosen = select(digest_wishes).where(digest_wishes.c.person_id == person_id)
        row = self._connection.execute(chosen).one_or_none()
        return DigestWish(person_id=person_id) if row is None else _wish(row)

    def wishes(self) -> Mapping[PersonId, DigestWish]:
        found = map(_wish, self._connection.execute(select(digest_wishes)))
        return {wish.person_id: wish for wish in found}

    def save_wish(self, wish: DigestWish) -> None:
        upsert(self._connection, digest_wishes, asdict(wish))

    def scoreboards(self) -> Sequence[Place]:
        question = select(scoreboards).order_by(*scoreboards.primary_key)
        return [place_of(row) for row in self._connection.execute(question)]

    def add_scoreboard(self, place: Place) -> None:
        insert_new(self._connection, scoreboards, place_values(place))

    def remove_scoreboard(self, place: Place) -> bool:
        return bool(self._connection.execute(delete(scoreboards).where(is_in(scoreboards, place))).rowcount)


def _wish(row: Row[Any]) -> DigestWish:
    return DigestWish(person_id=PersonId(row.person_id), weekday=row.weekday, hour=row.hour, is_wanted=row.is_wanted)

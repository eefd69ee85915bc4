"""Flags in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from bot.station.model import Flag, subjects_within
from storage.lost_words import note_lost_words
from storage.tables.station import flags


class Flags:
    """Fills `bot.station.store.FlagStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, flag: Flag) -> None:
        self._connection.execute(insert(flags), asdict(flag))

    def shown(self, today: date, *, since: date, theme: str = "", limit: int = 100) -> Sequence[Flag]:
        question = select(flags).where(flags.c.shown_on <= today, flags.c.shown_on >= since)
        if theme:
            question = question.where(flags.c.theme.in_(subjects_within([theme])))
        # Ids are random, so their order tells nothing, and stays the same whoever looks and however often.
        rows = self._connection.execute(question.order_by(flags.c.shown_on.desc(), flags.c.id).limit(limit))
        return [Flag(**row._asdict()) for row in rows]

    def delete(self, flag_id: str) -> bool:
        is_gone = self._connection.execute(delete(flags).where(flags.c.id == flag_id)).rowcount == 1
        if is_gone:
            note_lost_words(self._connection)
        return is_gone

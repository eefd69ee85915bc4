"""Promises to fix something in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from bot.people.model import PersonId
from bot.station.model import FixId, SnippetId
from bot.station.reactions.model import Fix, FixEnding
from storage.statements import upsert
from storage.tables.station import fixes, is_promised

FIRST_DUE_FIRST = (fixes.c.due_on, fixes.c.promised_at, fixes.c.id)
LATEST_ENDED_FIRST = (fixes.c.ended_at.desc(), fixes.c.id)


class Fixes:
    """Fills `bot.station.store.FixStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, fix_id: FixId) -> Fix | None:
        return next(iter(self._fixes(fixes.c.id == fix_id)), None)

    def save(self, fix: Fix) -> None:
        ending = None if fix.ending is None else fix.ending.value
        upsert(self._connection, fixes, asdict(fix) | {"ending": ending})

    def of_snippet(self, snippet_id: SnippetId) -> Sequence[Fix]:
        return self._fixes(fixes.c.snippet_id == snippet_id)

    def of_owner(self, person_id: PersonId, *, is_open: bool) -> Sequence[Fix]:
        return self._fixes(fixes.c.owner_id == person_id, is_promised if is_open else ~is_promised)

    def open_due_until(self, day: date) -> Sequence[Fix]:
        return self._fixes(is_promised, fixes.c.due_on <= day)

    def ended_since(self, moment: datetime) -> Sequence[Fix]:
        return self._fixes(fixes.c.ended_at >= moment, order=LATEST_ENDED_FIRST)

    def _fixes(
        self, *conditions: ColumnElement[bool], order: tuple[ColumnElement[Any], ...] = FIRST_DUE_FIRST
    ) -> list[Fix]:
        question = select(fixes).where(*conditions).order_by(*order)
        return [_fix(row) for row in self._connection.execute(question)]


def _fix(row: Row[Any]) -> Fix:
    ending = None if row.ending is None else FixEnding(row.ending)
    return Fix(**row._asdict() | {"ending": ending})

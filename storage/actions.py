"""Promises of leaders in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from bot.digest.model import Action, ActionId, ActionState, Subject
from bot.people.model import PersonId
from storage.statements import upsert
from storage.tables.digest import actions

NEWEST_FIRST = (actions.c.promised_on.desc(), actions.c.id)
FIRST_DUE_FIRST = (actions.c.due_on, actions.c.id)
GOING_ON = (ActionState.PROMISED.value, ActionState.TOLD.value)


class Actions:
    """Fills `bot.digest.store.ActionStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, action_id: ActionId) -> Action | None:
        return next(iter(self._actions(actions.c.id == action_id)), None)

    def save(self, action: Action) -> None:
        values = asdict(action)
        subject = values.pop("subject")
        upsert(self._connection, actions, values | subject | {"state": action.state.value})

    def of_unit(self, unit: str) -> Sequence[Action]:
        return self._actions(actions.c.unit == unit)

    def of_owner(self, person_id: PersonId) -> Sequence[Action]:
        return self._actions(actions.c.owner_id == person_id)

    def open_due_until(self, day: date) -> Sequence[Action]:
        return self._actions(actions.c.state.in_(GOING_ON), actions.c.due_on <= day, order=FIRST_DUE_FIRST)

    def measured_since(self, day: date) -> Sequence[Action]:
        return self._actions(actions.c.state == ActionState.MEASURED.value, actions.c.measured_on >= day)

    def to_measure(self, promised_until: date) -> Sequence[Action]:
        is_due = actions.c.promised_on <= promised_until
        return self._actions(actions.c.state.in_(GOING_ON), is_due, order=FIRST_DUE_FIRST)

    def _actions(
        self, *conditions: ColumnElement[bool], order: tuple[ColumnElement[Any], ...] = NEWEST_FIRST
    ) -> list[Action]:
        question = select(actions).where(*conditions).order_by(*order)
        return [_action(row) for row in self._connection.execute(question)]


def _action(row: Row[Any]) -> Action:
    values = row._asdict()
    subject = Subject(measure=values.pop("measure"), stage=values.pop("stage"))
    return Action(**values | {"subject": subject, "state": ActionState(row.state)})

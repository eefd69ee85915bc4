"""Questions of leaders to their teams in the database; what people answer lies in `storage.sealed`."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from bot.inbox.model import Question, QuestionId
from bot.people.model import PersonId, TeamId
from storage.statements import upsert
from storage.tables.threads import team_questions

LATEST_FIRST = (team_questions.c.asked_on.desc(), team_questions.c.id)


class TeamQuestions:
    """Fills `bot.inbox.store.QuestionStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, question_id: QuestionId) -> Question | None:
        row = self._connection.execute(select(team_questions).where(team_questions.c.id == question_id)).one_or_none()
        return None if row is None else _question(row)

    def save(self, question: Question) -> None:
        upsert(self._connection, team_questions, asdict(question))

    def asked_since(self, day: date, *, units: Collection[TeamId] | None = None) -> Sequence[Question]:
        chosen = select(team_questions).where(team_questions.c.asked_on >= day)
        if units is not None:
            chosen = chosen.where(team_questions.c.unit.in_(units))
        return [_question(row) for row in self._connection.execute(chosen.order_by(*LATEST_FIRST))]

    def delete_before(self, day: date) -> int:
        return self._connection.execute(delete(team_questions).where(team_questions.c.asked_on < day)).rowcount

    def delete_of(self, person_id: PersonId) -> int:
        return self._connection.execute(delete(team_questions).where(team_questions.c.asked_by == person_id)).rowcount


def _question(row: Row[Any]) -> Question:
    return Question(**row._asdict())

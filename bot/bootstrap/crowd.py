"""The people of a fictional company, answering for themselves through the same use cases as everybody else."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from bot.clock.weeks import Week
from bot.clock.working_days import WorkingCalendar, week_for
from bot.clock.zones import find_zone
from bot.people.model import Person
from bot.people.units import country_of
from bot.privacy.keys import KeyStore
from bot.pulse.answer_pulse import answer_pulse, comment_answer
from bot.pulse.bank import Kind, Question
from bot.pulse.model import PulseRules, RosterEntry
from bot.pulse.schedule import check_ins_of
from bot.pulse.visit import Visit
from storage.database import Database
from storage.unit_of_work import UnitOfWork

ANSWERING_SHARE = 0.72
"""How many of the people who are asked answer on a day."""

COMMENTING_SHARE = 0.08
PEOPLE_AT_ONCE = 50

COMMENTS = (
    "The till froze twice while customers were waiting.",
    "Deliveries come without a paper, so we guess what is inside.",
    "Good week: the new labels are easy to read for everybody.",
    "We promise call-backs that nobody has time for.",
    "Thank you for the extra hands on Saturday.",
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Everybody but whoever plays along in the browser. The same seed gives the same answers."""

    database: Database
    keys: KeyStore
    calendar: WorkingCalendar
    rules: PulseRules
    seed: int

    async def answer_day(self, day: date, *, spared: frozenset[str] = frozenset()) -> None:
        """Lets people answer what they are asked on their local `day`; those whose ids are `spared` keep still."""
        people = await self.database.read(lambda tx: [each for batch in tx.people.active() for each in batch])
        asked = [each for each in people if each.id not in spared]
        for first in range(0, len(asked), PEOPLE_AT_ONCE):
            some = asked[first : first + PEOPLE_AT_ONCE]
            await self.database.write(partial(self._answer, people=some, day=day))

    def _answer(self, tx: UnitOfWork, *, people: Sequence[Person], day: date) -> None:
        week = week_for(day)
        entries = tx.pulse.roster_entries(week.block, [each.id for each in people])
        for person in people:
            chance = random.Random(f"{self.seed} {person.name} {day}")
            question = self._asked(person, entries.get(person.id), week, day)
            if question is not None and chance.random() < ANSWERING_SHARE:
                self._answer_one(tx, self._visit(person, day), week, question, chance)

    def _asked(self, person: Person, entry: RosterEntry | None, week: Week, day: date) -> Question | None:
        """What the person is asked on this day, if anything."""
        if entry is None:
            return None
        days = self.calendar.working_days_of(week, country_of(person))
        planned = check_ins_of(person.id, entry.slot, week, days, self.rules.check_ins_a_week)
        return next((each.question for each in planned if each.day == day), None)

    def _answer_one(self, tx: UnitOfWork, visit: Visit, week: Week, question: Question, chance: random.Random) -> None:
        if question.kind is not Kind.OPEN:
            answer_pulse(tx, visit, week, question.key, _value(question, visit.person, chance))
        if question.kind is Kind.OPEN or chance.random() < COMMENTING_SHARE:
            values = {"comment": chance.choice(COMMENTS), "consent": chance.choice(("words", "theme"))}
            comment_answer(tx, visit, week, question.key, values)

    def _visit(self, person: Person, day: date) -> Visit:
        return Visit(
            person=person,
            viewer="",
            now=datetime.combine(day, time(12), tzinfo=find_zone(person.time_zone)),
            rules=self.rules,
            keys=self.keys,
            calendar=self.calendar,
        )


def _value(question: Question, person: Person, chance: random.Random) -> str:
    """What somebody presses: around the mood of their team, which stays the same over the weeks."""
    if question.kind is Kind.CHOICE:
        return chance.choice(question.choices).key
    mood = random.Random(f"mood of {person.team_id}").uniform(0.35, 0.85)
    lowest, highest = question.points[0], question.points[-1]
    wish = lowest + (highest - lowest) * (mood + chance.gauss(0, 0.2))
    return str(min(highest, max(lowest, round(wish))))

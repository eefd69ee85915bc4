"""Asking the people of a unit one open question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta

from bot.chat.actions import BadActionError
from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.inbox.forms import TEXT, UNIT, ask_form, asked_form, no_unit_form
from bot.inbox.model import (
    FEWEST_ASKED,
    MAX_CHARACTERS,
    OPEN_DAYS,
    Question,
    clean,
    new_question_id,
)
from bot.inbox.store import InboxWork, Visitor
from bot.people.model import COMPANY, Person, Role, Team, TeamId
from bot.people.units import led_by, unit_path

AT_HOME_AFTER_DAYS = 28
"""How many days an account has to be known before its answers help others to come out."""


def open_ask(tx: InboxWork, visit: Visitor) -> Effect:
    """Opens the window in which a question is written, or says why there is nobody to ask."""
    units = askable_units(tx, visit.person)
    sizes = _sizes(tx)
    large = {unit: name for unit, name in units.items() if sizes[unit] >= FEWEST_ASKED}
    free = {unit: name for unit, name in large.items() if not _asked_lately(tx, visit, unit)}
    return Ask(ask_form(visit.words, free) if free else no_unit_form(visit.words, tuple(units.values())))


def ask_team(tx: InboxWork, visit: Visitor, values: FormValues) -> Effect:
    """Keeps a question; it waits in the inbox of everybody in the unit.

    Raises:
        BadActionError: the actor does not lead this unit.
    """
    units = askable_units(tx, visit.person)
    unit = TeamId(str(values.get(UNIT) or ""))
    if unit not in units:
        raise BadActionError("only who leads a unit can ask it")
    text = clean(str(values.get(TEXT) or ""))
    lately = _asked_lately(tx, visit, unit)
    if visit.is_repeat and lately:
        return Ask(asked_form(visit.words, units[unit], lately[0]))
    if problems := _problems(tx, visit, unit, text, has_asked=bool(lately)):
        return Refuse(problems)
    today = visit.now.astimezone(UTC).date()
    question = Question(id=new_question_id(), unit=unit, asked_by=visit.person.id, text=text, asked_on=today)
    tx.team_questions.save(question)
    return Ask(asked_form(visit.words, units[unit], question))


def askable_units(tx: InboxWork, person: Person) -> Mapping[TeamId, str]:
    """The units that somebody may ask, with their names: the teams they lead, and for admins the company."""
    led = {team.id: team.name for team in led_by(person.id, tx.people.teams())}
    return led | ({COMPANY: ""} if person.role is Role.ADMIN else {})


def is_asked(question: Question, person: Person, teams: Mapping[TeamId, Team]) -> bool:
    """Whether a question is for this person: they are in the unit, were there when it was asked, and did not ask."""
    was_there = person.joined_on <= question.asked_on
    return was_there and person.id != question.asked_by and question.unit in unit_path(person, teams)


def is_counted(tx: InboxWork, person: Person, question: Question) -> bool:
    """Whether a person's answer helps others to come out; those who came with the very first import do at once."""
    first = tx.people.first_joined_on()
    return person.joined_on == first or person.joined_on <= question.asked_on - timedelta(days=AT_HOME_AFTER_DAYS)


def _problems(tx: InboxWork, visit: Visitor, unit: TeamId, text: str, *, has_asked: bool) -> dict[str, str]:
    words = visit.words
    if has_asked:
        return {UNIT: words.say("This team was asked within the last week. Please wait until that is over.")}
    if _sizes(tx)[unit] < FEWEST_ASKED:
        return {UNIT: words.say("This team is too small to be asked without giving people away.")}
    if not text or len(text) > MAX_CHARACTERS:
        return {TEXT: words.say("Please write a question of up to {n} characters.", n=MAX_CHARACTERS)}
    return {}


def _sizes(tx: InboxWork) -> Counter[TeamId]:
    """How many people each unit has, without those who lead it."""
    teams = tx.people.teams()
    return Counter(unit for some in tx.people.active() for each in some for unit in unit_path(each, teams))


def _asked_lately(tx: InboxWork, visit: Visitor, unit: TeamId) -> Sequence[Question]:
    since = visit.now.astimezone(UTC).date() - timedelta(days=OPEN_DAYS - 1)
    return tx.team_questions.asked_since(since, units=(unit,))

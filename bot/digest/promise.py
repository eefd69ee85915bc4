"""I'll do this: a leader promises one thing for a unit, moves it, or gives it up; only they are reminded."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeGuard

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.digest.action_forms import (
    ABOUT,
    DUE,
    MAX_PLAN,
    OWN,
    PLAN,
    STEP,
    act_form,
    action_note,
    actions_form,
    move_form,
)
from bot.digest.model import Action, ActionId, ActionState, Subject, Suggestion, new_action_id
from bot.digest.store import DigestWork
from bot.digest.subjects import OVERALL, SUBJECT_KEYS, subject_of, suggestion_of
from bot.people.caller import Caller
from bot.people.model import COMPANY, Person, Role, TeamId

LONGEST = timedelta(days=365)
"""So far ahead a promise can be due."""

USUALLY = timedelta(days=14)
GOING_ON = frozenset({ActionState.PROMISED, ActionState.TOLD})


def leads(tx: DigestWork, person: Person, unit: str) -> bool:
    """Whether somebody may promise for a unit, and read what came of it: its leader, or for the company an admin."""
    if unit == COMPANY:
        return person.role is Role.ADMIN
    team = tx.people.teams().get(TeamId(unit))
    return team is not None and team.leader_id == person.id


def ask_what_to_do(tx: DigestWork, caller: Caller, unit: str, suggestions: tuple[Suggestion, ...]) -> Effect:
    """Asks what a leader will do about what came out."""
    if not leads(tx, caller.person, unit):
        return _not_yours(caller)
    return Ask(act_form(caller.words, unit, suggestions, caller.today + USUALLY))


def promise(tx: DigestWork, caller: Caller, unit: str, values: FormValues) -> Effect:
    """Keeps a promise once: the same one again only gets the new day."""
    if not leads(tx, caller.person, unit):
        return _not_yours(caller)
    due, (subject, plan) = values.get(DUE), _meant(caller, values)
    if not plan:
        return Refuse({PLAN: caller.words.say("Please say in a few words what you will do.")})
    if not _can_be_due(due, caller):
        return _wrong_day(caller)
    action = _same(tx, caller, unit, plan) or _new(tx, caller, unit, subject, plan)
    tx.actions.save(replace(action, due_on=due))
    notice = caller.words.say("Thank you! I remind you on {day}.", day=caller.words.day(due))
    return list_actions(tx, caller, notice=notice)


def list_actions(tx: DigestWork, caller: Caller, *, notice: str = "") -> Effect:
    """Shows a leader's own open promises."""
    own = [each for each in tx.actions.of_owner(caller.person.id) if each.state in GOING_ON]
    first_due_first = sorted(own, key=lambda each: (each.due_on, each.id))
    return Ask(actions_form(caller.words, first_due_first, caller.today, notice=notice))


def open_move(tx: DigestWork, caller: Caller, action_id: ActionId) -> Effect:
    """Asks for another day."""
    action = own_open(tx, caller, action_id)
    return over(caller) if action is None else Ask(move_form(caller.words, action))


def move(tx: DigestWork, caller: Caller, action_id: ActionId, values: FormValues) -> Effect:
    """Gives a promise another day, on which its leader is reminded."""
    action, due = own_open(tx, caller, action_id), values.get(DUE)
    if action is None:
        return over(caller)
    if not _can_be_due(due, caller):
        return _wrong_day(caller)
    tx.actions.save(replace(action, due_on=due))
    notice = caller.words.say("I remind you on {day}.", day=caller.words.day(due))
    return list_actions(tx, caller, notice=notice)


def drop(tx: DigestWork, caller: Caller, action_id: ActionId) -> Effect:
    """Gives a promise up: nobody is reminded, and nothing is measured."""
    action = own_open(tx, caller, action_id)
    if action is None:
        return over(caller)
    tx.actions.save(replace(action, state=ActionState.DROPPED))
    return list_actions(tx, caller, notice=caller.words.say("Dropped. Nobody hears of it."))


def own_open(tx: DigestWork, caller: Caller, action_id: ActionId) -> Action | None:
    """The caller's own promise of this id, as long as it goes on and they lead the unit."""
    action = tx.actions.get(action_id)
    if action is None or action.owner_id != caller.person.id or action.state not in GOING_ON:
        return None
    return action if leads(tx, caller.person, action.unit) else None


def over(caller: Caller) -> Effect:
    """Says that a promise is not to be changed any more."""
    return Ask(action_note(caller.words, caller.words.say("This promise is closed already, or it is not yours.")))


def _meant(caller: Caller, values: FormValues) -> tuple[Subject, str]:
    """What is promised: a suggestion, one in the leader's own words, or something else."""
    own = str(values.get(PLAN) or "").strip()[:MAX_PLAN]
    step = str(values.get(STEP) or OWN)
    suggestion = suggestion_of(step) if step != OWN else None
    if suggestion is not None:
        return suggestion.subject, own or caller.words.say(suggestion.text)
    about = str(values.get(ABOUT))
    return subject_of(about if about in SUBJECT_KEYS else OVERALL), own


def _same(tx: DigestWork, caller: Caller, unit: str, plan: str) -> Action | None:
    """An open promise of the caller's in these very words."""
    open_ones = (each for each in tx.actions.of_owner(caller.person.id) if each.state in GOING_ON)
    return next((each for each in open_ones if (each.unit, each.plan) == (unit, plan)), None)


def _new(tx: DigestWork, caller: Caller, unit: str, subject: Subject, plan: str) -> Action:
    team = tx.people.teams().get(TeamId(unit))
    return Action(
        id=new_action_id(),
        owner_id=caller.person.id,
        unit=unit,
        unit_name=team.name if team else "",
        subject=subject,
        plan=plan,
        promised_on=caller.today,
        due_on=caller.today,
    )


def _can_be_due(due: object, caller: Caller) -> TypeGuard[date]:
    return isinstance(due, date) and caller.today < due <= caller.today + LONGEST


def _wrong_day(caller: Caller) -> Effect:
    return Refuse({DUE: caller.words.say("Please choose a day from tomorrow on, within a year.")})


def _not_yours(caller: Caller) -> Effect:
    text = caller.words.say("Only those who lead a team can promise something for it, and admins for the company.")
    return Ask(action_note(caller.words, text))

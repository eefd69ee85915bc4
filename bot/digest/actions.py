"""From a press, a form or a delivery about a promise to what it means."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.blocks import Message
from bot.chat.effects import Effect
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.ids import Platform
from bot.chat.words import words_for
from bot.clock.zones import local_date
from bot.digest.action_messages import outcome_message, reminder_message, we_did_message
from bot.digest.measure_outcome import OUTCOME
from bot.digest.model import Action, ActionId
from bot.digest.promise import drop, leads, list_actions, move, open_move, promise
from bot.digest.remind import AFTER_DAYS, REMINDER, is_on
from bot.digest.store import DigestWork
from bot.digest.tell_team import WE_DID, open_tell, tell, tell_anyway
from bot.outbox.model import Delivery, Skip
from bot.people.caller import Caller
from bot.people.model import Person
from bot.people.pause import why_left_alone

KINDS = frozenset({REMINDER, WE_DID, OUTCOME})
"""The kinds of deliveries that are composed here."""


def press_action(tx: DigestWork, caller: Caller, event: ButtonPressed, order: Sequence[Platform] = ()) -> Effect:
    """What a press on a button of a promise does. `order` are the platforms on which people are rather written to.

    Raises:
        BadActionError: no such button exists.
    """
    match event.action:
        case ActionRef("digest.actions", ()):
            return list_actions(tx, caller)
        case ActionRef("digest.tell", (action_id,)):
            return open_tell(tx, caller, ActionId(action_id))
        case ActionRef("digest.tell-anyway", (action_id,)):
            return tell_anyway(tx, caller, ActionId(action_id), order)
        case ActionRef("digest.move", (action_id,)):
            return open_move(tx, caller, ActionId(action_id))
        case ActionRef("digest.drop", (action_id,)):
            return drop(tx, caller, ActionId(action_id))
        case _:
            raise BadActionError("nothing of a promise's has this action")


def submit_action(tx: DigestWork, caller: Caller, event: FormSubmitted, order: Sequence[Platform] = ()) -> Effect:
    """What a form of a promise does when it is sent in; `order` as for `press_action`.

    Raises:
        BadActionError: no such form exists.
    """
    match event.action:
        case ActionRef("digest.promise", (unit,)):
            return promise(tx, caller, unit, event.values)
        case ActionRef("digest.move", (action_id,)):
            return move(tx, caller, ActionId(action_id), event.values)
        case ActionRef("digest.tell", (action_id,)):
            return tell(tx, caller, ActionId(action_id), event.values, order)
        case _:
            raise BadActionError("nothing of a promise's has this form")


def compose_action(tx: DigestWork, delivery: Delivery, now: datetime) -> Message | Skip:
    """The message for a delivery about a promise, or why it is not sent any more."""
    if delivery.kind not in KINDS:
        return Skip("kind_unknown")
    person = tx.people.get(delivery.person_id) if delivery.person_id else None
    action = tx.actions.get(ActionId(delivery.args.get("action", "")))
    if person is None:
        return Skip("person_unknown")
    if action is None:
        return Skip("action_unknown")
    today = local_date(now, person.time_zone)
    if reason := why_left_alone(person, tx.people.absences_of((person.id,), today, today), now):
        return Skip(reason)
    return _to_team(person, action) if delivery.kind == WE_DID else _to_leader(tx, person, action, delivery)


def _to_team(person: Person, action: Action) -> Message | Skip:
    if action.told_on is None:
        return Skip("action_over")
    return we_did_message(words_for(person.locale), action.unit_name, action.told_text)


def _to_leader(tx: DigestWork, person: Person, action: Action, delivery: Delivery) -> Message | Skip:
    """A leader who does not lead the unit any more reads nothing about it."""
    if not leads(tx, person, action.unit):
        return Skip("not_leading")
    words = words_for(person.locale)
    if delivery.kind == OUTCOME:
        return outcome_message(words, action)
    nth, day = int(delivery.args.get("nth", "0")), date.fromisoformat(delivery.args["due"])
    if not is_on(action, day, nth):
        return Skip("action_over")
    return reminder_message(words, action, is_last=nth == len(AFTER_DAYS) - 1)

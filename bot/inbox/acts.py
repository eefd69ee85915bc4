"""From a press or a form to the use case of the inbox that it means."""

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.effects import Effect
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import FormValues
from bot.inbox.answer_team import open_answer, open_reply, say_in_thread, take_back, write_answer
from bot.inbox.ask_team import ask_team, open_ask
from bot.inbox.model import QuestionId, Reference
from bot.inbox.read_inbox import open_answers, open_inbox
from bot.inbox.store import InboxWork, Visitor

VERBS = "inbox."
"""How the verbs of all actions begin that are taken here."""


def act_in_inbox(tx: InboxWork, visit: Visitor, event: ButtonPressed | FormSubmitted) -> Effect:
    """What a press on a button of the inbox does, or a form of it that is sent in.

    Raises:
        BadActionError: there is no such button or form, or it is not the actor's.
    """
    match event:
        case ButtonPressed():
            return _press(tx, visit, event.action)
        case FormSubmitted():
            return _submit(tx, visit, event.action, event.values)


def _press(tx: InboxWork, visit: Visitor, action: ActionRef) -> Effect:
    match action:
        case ActionRef("inbox.open", ()):
            return open_inbox(tx, visit)
        case ActionRef("inbox.open-ask", ()):
            return open_ask(tx, visit)
        case ActionRef("inbox.write", (question_id,)):
            return open_answer(tx, visit, QuestionId(question_id))
        case ActionRef("inbox.take-back", (question_id,)):
            return take_back(tx, visit, QuestionId(question_id))
        case ActionRef("inbox.read", (question_id, *rest)):
            return open_answers(tx, visit, QuestionId(question_id), _number(rest))
        case ActionRef("inbox.reply", (question_id, *rest)):
            return open_reply(tx, visit, QuestionId(question_id), _reference(rest))
        case _:
            raise BadActionError("no button of the inbox has this action")


def _submit(tx: InboxWork, visit: Visitor, action: ActionRef, values: FormValues) -> Effect:
    match action:
        case ActionRef("inbox.ask", ()):
            return ask_team(tx, visit, values)
        case ActionRef("inbox.answer", (question_id,)):
            return write_answer(tx, visit, QuestionId(question_id), values)
        case ActionRef("inbox.say", (question_id, *rest)):
            return say_in_thread(tx, visit, QuestionId(question_id), _reference(rest), values)
        case _:
            raise BadActionError("no form of the inbox has this action")


def _reference(rest: list[str]) -> Reference | None:
    return Reference(rest[0]) if rest else None


def _number(rest: list[str]) -> int:
    return int(rest[0]) if rest and rest[0].isdecimal() else 0

"""Answering a leader's question without a name, changing the answer, taking it back, and talking on."""

from datetime import datetime

from bot.chat.actions import BadActionError
from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.clock.zones import find_zone
from bot.inbox.ask_team import is_counted
from bot.inbox.forms import TEXT, answer_form, reply_form, told_form
from bot.inbox.model import (
    HANDED_OVER_AT,
    MAX_CHARACTERS,
    Question,
    QuestionId,
    Reference,
    Said,
    Side,
    Written,
    clean,
    new_reference,
    next_handing_over,
)
from bot.inbox.read_inbox import asked_question, open_inbox, own_question, readable
from bot.inbox.store import InboxWork, Visitor
from bot.inbox.threads import Threads, threads_of
from bot.privacy.keys import KeyDestroyedError


def open_answer(tx: InboxWork, visit: Visitor, question_id: QuestionId) -> Effect:
    """Opens the window in which an answer is written or changed; what came out already is not changed any more."""
    question = asked_question(tx, visit, question_id)
    if not question.is_open(visit.now):
        return open_inbox(tx, visit)
    threads = threads_of(tx.threads, visit.keys, question)
    written = threads.own(question, visit.person.id, visit.viewer)
    if written and threads.out(written.reference):
        return open_inbox(tx, visit)
    asker = tx.people.get(question.asked_by)
    return Ask(answer_form(visit.words, question, asker.name if asker else "", written.text if written else ""))


def write_answer(tx: InboxWork, visit: Visitor, question_id: QuestionId, values: FormValues) -> Effect:
    """Keeps an answer, in the stead of an earlier one that has not come out.

    Raises:
        BadActionError: the question is not for the actor, or closed.
    """
    question = asked_question(tx, visit, question_id)
    if not question.is_open(visit.now):
        raise BadActionError("the question is closed")
    text = clean(str(values.get(TEXT) or ""))
    if problems := _problems(visit, text):
        return Refuse(problems)
    threads = threads_of(tx.threads, visit.keys, question)
    known = threads.own(question, visit.person.id, visit.viewer)
    if known is None or not threads.out(known.reference):
        threads.write_own(_written(tx, visit, question, text), visit.person.id)
    return Ask(told_form(visit.words, _handed_over_at(visit)))


def take_back(tx: InboxWork, visit: Visitor, question_id: QuestionId) -> Effect:
    """Deletes an answer: one that has come out at the next handing over, with its whole thread."""
    question = asked_question(tx, visit, question_id)
    threads = threads_of(tx.threads, visit.keys, question)
    written = threads.own(question, visit.person.id, visit.viewer)
    if written and threads.out(written.reference):
        threads.take_back(question, visit.person.id, visit.viewer)
    elif written:
        threads.delete_own(question, visit.person.id)
    return open_inbox(tx, visit)


def open_reply(tx: InboxWork, visit: Visitor, question_id: QuestionId, reference: Reference | None = None) -> Effect:
    """Opens the window for a message in a thread: by reference for the leader, without one for the author."""
    question, own, side = _thread(tx, visit, question_id, reference)
    thread = readable(tx, visit, question, own, side)
    return Ask(reply_form(visit.words, question, thread, side, _handed_over_at(visit)))


def say_in_thread(
    tx: InboxWork, visit: Visitor, question_id: QuestionId, reference: Reference | None, values: FormValues
) -> Effect:
    """Adds a message to a thread; the other side can read it once words were handed over again."""
    question, own, side = _thread(tx, visit, question_id, reference)
    text = clean(str(values.get(TEXT) or ""))
    if problems := _problems(visit, text):
        return Refuse(problems)
    shown_on = next_handing_over(visit.now)
    said = Said(question_id=question.id, reference=own, side=side, text=text, shown_on=shown_on)
    threads = threads_of(tx.threads, visit.keys, question)
    if not visit.is_repeat and not _is_taken(threads, said):
        return Refuse({TEXT: visit.words.say("Nothing can be added here any more.")})
    return Ask(told_form(visit.words, _handed_over_at(visit), is_reply=True))


def _thread(
    tx: InboxWork, visit: Visitor, question_id: QuestionId, reference: Reference | None
) -> tuple[Question, Reference, Side]:
    """The thread that is meant, if it has come out and is the actor's, and on which side of it they stand.

    Raises:
        BadActionError: there is none such.
    """
    if reference is not None:
        question, side = own_question(tx, visit, question_id), Side.LEADER
    else:
        question, side = asked_question(tx, visit, question_id), Side.AUTHOR
        written = threads_of(tx.threads, visit.keys, question).own(question, visit.person.id, visit.viewer)
        reference = written.reference if written else None
    messages = threads_of(tx.threads, visit.keys, question).messages(reference) if reference else ()
    if reference is None or not messages or messages[0].question_id != question.id:
        raise BadActionError("there is no such thread")
    return question, reference, side


def _handed_over_at(visit: Visitor) -> datetime:
    """When words are handed over next, where the visitor lives."""
    at = datetime.combine(next_handing_over(visit.now), HANDED_OVER_AT)
    return at.astimezone(find_zone(visit.person.time_zone))


def _is_taken(threads: Threads, said: Said) -> bool:
    try:
        return threads.say(said)
    except KeyDestroyedError:
        return False


def _written(tx: InboxWork, visit: Visitor, question: Question, text: str) -> Written:
    return Written(
        question_id=question.id,
        text=text,
        viewer=visit.viewer,
        reference=new_reference(),
        is_counted=is_counted(tx, visit.person, question),
    )


def _problems(visit: Visitor, text: str) -> dict[str, str]:
    if 0 < len(text) <= MAX_CHARACTERS:
        return {}
    return {TEXT: visit.words.say("Please write something, up to {n} characters.", n=MAX_CHARACTERS)}

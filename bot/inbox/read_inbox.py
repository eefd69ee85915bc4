"""What waits in somebody's inbox: questions to answer, replies to what they wrote, and what a leader may read."""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta

from bot.chat.actions import BadActionError
from bot.chat.effects import Ask, Effect
from bot.inbox.ask_team import askable_units, is_asked
from bot.inbox.forms import SHOWN_AT_ONCE, Asked, Replied, answers_form, inbox_form
from bot.inbox.model import KEPT_DAYS, Question, QuestionId, Reference, Side, Thread
from bot.inbox.store import InboxWork, Visitor
from bot.inbox.threads import Held, threads_of
from bot.people.model import COMPANY


def open_inbox(tx: InboxWork, visit: Visitor) -> Effect:
    """Opens the inbox that everybody has. Looking leaves no trace."""
    asked = [each for each in _questions(tx, visit) if is_asked(each, visit.person, tx.people.teams())]
    return Ask(
        inbox_form(
            visit.words,
            to_answer=tuple(_waiting(tx, visit, asked)),
            replied=tuple(found for each in asked for found in _replied(tx, visit, each)),
            own=tuple(each for each in _questions(tx, visit) if each.asked_by == visit.person.id),
            may_ask=bool(askable_units(tx, visit.person)),
        )
    )


def open_answers(tx: InboxWork, visit: Visitor, question_id: QuestionId, first: int = 0) -> Effect:
    """Opens what came out of a question, for who asked it and still leads the unit.

    Raises:
        BadActionError: that is not the actor.
    """
    question = own_question(tx, visit, question_id)
    held = threads_of(tx.threads, visit.keys, question).by_question().get(question.id, Held())
    # References are random, so their order tells nothing, and stays the same whoever looks and however often.
    out = sorted({each.reference for each in held.said})
    some = out[first : first + SHOWN_AT_ONCE]
    shown = tuple(readable(tx, visit, question, reference, Side.LEADER) for reference in some)
    is_open = question.is_open(visit.now)
    return Ask(answers_form(visit.words, question, shown, first=first, count=len(out), is_open=is_open))


def own_question(tx: InboxWork, visit: Visitor, question_id: QuestionId) -> Question:
    """A question that the actor asked, as long as they lead those whom they asked.

    Raises:
        BadActionError: there is none such.
    """
    question = tx.team_questions.get(question_id)
    if question is None or question.asked_by != visit.person.id:
        raise BadActionError("only who asked reads the answers")
    if question.unit not in askable_units(tx, visit.person):
        raise BadActionError("only who leads the unit reads the answers")
    return question


def asked_question(tx: InboxWork, visit: Visitor, question_id: QuestionId) -> Question:
    """A question that the actor was asked.

    Raises:
        BadActionError: there is none such.
    """
    question = tx.team_questions.get(question_id)
    if question is None or not is_asked(question, visit.person, tx.people.teams()):
        raise BadActionError("only who is asked answers")
    return question


def readable(tx: InboxWork, visit: Visitor, question: Question, reference: Reference, reader: Side) -> Thread:
    """A thread as one side may read it now: all that it wrote itself, and what was handed over to it."""
    messages = threads_of(tx.threads, visit.keys, question).messages(reference)
    seen = (each for each in messages if each.side is reader or each.is_shown(visit.now))
    return Thread(reference=reference, messages=tuple(seen))


def _questions(tx: InboxWork, visit: Visitor) -> Sequence[Question]:
    since = visit.now.astimezone(UTC).date() - timedelta(days=KEPT_DAYS)
    return tx.team_questions.asked_since(since)


def _waiting(tx: InboxWork, visit: Visitor, asked: Sequence[Question]) -> Iterator[Asked]:
    """What can be answered, and own answers that came out of questions that ended: these can still be taken back."""
    for question in asked:
        found = _asked(tx, visit, question)
        if question.is_open(visit.now) or (found.is_out and not _replied(tx, visit, question)):
            yield found


def _asked(tx: InboxWork, visit: Visitor, question: Question) -> Asked:
    threads = threads_of(tx.threads, visit.keys, question)
    written = threads.own(question, visit.person.id, visit.viewer)
    asker = tx.people.get(question.asked_by)
    return Asked(
        question=question,
        by=asker.name if asker else "",
        own_text=written.text if written else "",
        is_out=written is not None and threads.out(written.reference),
        is_company=question.unit == COMPANY,
    )


def _replied(tx: InboxWork, visit: Visitor, question: Question) -> Sequence[Replied]:
    """The thread of the actor's own answer, if anything was said in it since."""
    written = threads_of(tx.threads, visit.keys, question).own(question, visit.person.id, visit.viewer)
    if written is None:
        return ()
    thread = readable(tx, visit, question, written.reference, Side.AUTHOR)
    has_reply = any(each.side is Side.LEADER for each in thread.messages)
    return (Replied(question=question, thread=thread),) if has_reply else ()

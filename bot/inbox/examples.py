"""An example of every window of the inbox."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import Words
from bot.inbox.forms import (
    Asked,
    Replied,
    answer_form,
    answers_form,
    ask_form,
    asked_form,
    inbox_form,
    no_unit_form,
    reply_form,
    told_form,
)
from bot.inbox.model import Question, QuestionId, Reference, Said, Side, Thread
from bot.people.model import PersonId, TeamId

AT = datetime(2026, 11, 24, 7, 0, tzinfo=timezone(timedelta(hours=1)))
HARBOUR = TeamId("harbour")
QUESTION = Question(
    id=QuestionId("example"),
    unit=HARBOUR,
    asked_by=PersonId("example"),
    text="What should we stop doing at the counter?",
    asked_on=date(2026, 11, 23),
)
ANSWER = Said(
    question_id=QUESTION.id,
    reference=Reference("example"),
    side=Side.AUTHOR,
    text="Printing every receipt twice. Customers leave both behind.",
    shown_on=date(2026, 11, 24),
)
REPLY = Said(
    question_id=QUESTION.id,
    reference=Reference("example"),
    side=Side.LEADER,
    text="Thank you. I have asked for the second printout to be switched off.",
    shown_on=date(2026, 11, 25),
)
ALONE = Thread(reference=ANSWER.reference, messages=(ANSWER,))
TALK = Thread(reference=ANSWER.reference, messages=(ANSWER, REPLY))


def _inbox(words: Words) -> Form:
    asked = Asked(question=QUESTION, by="Cleo Example", is_company=True)
    answered = Asked(question=QUESTION, by="Cleo Example", own_text=ANSWER.text, is_out=True)
    return inbox_form(words, to_answer=(asked, answered), replied=(Replied(question=QUESTION, thread=TALK),))


EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "inbox": _inbox,
        "inbox.empty": inbox_form,
        "inbox.leader": lambda words: inbox_form(words, own=(QUESTION,), may_ask=True),
        "inbox.answer": lambda words: answer_form(words, QUESTION, "Cleo Example"),
        "inbox.told": lambda words: told_form(words, AT),
        "inbox.told.reply": lambda words: told_form(words, AT, is_reply=True),
        "inbox.ask": lambda words: ask_form(words, {HARBOUR: "Harbour"}),
        "inbox.ask.none": lambda words: no_unit_form(words, ("Harbour",)),
        "inbox.asked": lambda words: asked_form(words, "Harbour", QUESTION),
        "inbox.answers": lambda words: answers_form(words, QUESTION, (ALONE, TALK), count=12),
        "inbox.answers.none": lambda words: answers_form(words, QUESTION, (), is_open=True),
        "inbox.reply": lambda words: reply_form(words, QUESTION, TALK, Side.LEADER, AT),
    }
)

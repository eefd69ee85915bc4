"""The windows of the inbox: questions to answer, replies, and what a leader reads and writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, ButtonStyle, Divider, Heading, Note, Paragraph
from bot.chat.forms import ChoiceField, Form, FormPart, Option, TextField
from bot.chat.words import Words, phrase
from bot.inbox.model import (
    FEWEST_ASKED,
    FEWEST_TOGETHER,
    KEPT_DAYS,
    MAX_CHARACTERS,
    OPEN_DAYS,
    Question,
    Side,
    Thread,
)
from bot.people.model import TeamId

TEXT = "text"
UNIT = "unit"
SHOWN_AT_ONCE = 10

WRITE_CAREFULLY = phrase(
    "Nobody can protect you from what you write about yourself: leave out names, dates and what only you can know."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that waits for somebody, with what they answered where they are now."""

    question: Question
    by: str
    own_text: str = ""
    is_out: bool = False
    is_company: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """A thread of somebody's own answer in which the leader said something."""

    question: Question
    thread: Thread


def inbox_form(
    words: Words,
    *,
    to_answer: Sequence[Asked] = (),
    replied: Sequence[Replied] = (),
    own: Sequence[Question] = (),
    may_ask: bool = False,
) -> Form:
    """The inbox that everybody has; `own` are the questions that its reader asked."""
    parts: list[FormPart] = [part for each in to_answer for part in _to_answer(words, each)]
    parts += [part for each in replied for part in _replied(words, each)]
    if not parts:
        parts.append(Paragraph(words.say("Nothing waits for you.")))
    if own or may_ask:
        parts += _for_leaders(words, own, may_ask=may_ask)
    note = words.say(
        "What you wrote is shown only where you wrote it: the same chat, or the same sign-in on the page. "
        "Nobody is told that you looked in here."
    )
    return Form(title=words.say("Inbox"), parts=(*parts, Note(note)), close_label=words.say("Close"))


def answer_form(words: Words, question: Question, by: str, text: str = "") -> Form:
    """Where an answer is written. It says first who reads it, and what happens if too few write."""
    return Form(
        title=words.say("Answer"),
        parts=(
            Paragraph(question.text),
            Note(_who_reads(words, by)),
            Note(_if_too_few(words, question)),
            TextField(
                name=TEXT,
                label=words.say("Your answer"),
                value=text,
                max_characters=MAX_CHARACTERS,
                is_long=True,
                hint=words.say(WRITE_CAREFULLY),
            ),
        ),
        submit=ActionRef("inbox.answer", (question.id,)),
        submit_label=words.say("Send"),
        close_label=words.say("Cancel"),
    )


def told_form(words: Words, handed_over_at: datetime, *, is_reply: bool = False) -> Form:
    """Says that something was kept, and when, where the reader lives, the other side can read it."""
    at = words.time(handed_over_at)
    if is_reply:
        text = words.say("It is kept. The other side can read it after the next handing over, at {time}.", time=at)
    else:
        text = words.say(
            "Your answer is kept. It is handed over at {time}, together with others, once there are {n} of them. "
            "You can change it until then, and take it back at any time.",
            time=at,
            n=FEWEST_TOGETHER,
        )
    return Form(
        title=words.say("Thank you"),
        parts=(Paragraph(text), Note(_lives(words)), _back(words)),
        close_label=words.say("Close"),
    )


def ask_form(words: Words, units: Mapping[TeamId, str]) -> Form:
    """Where a leader writes a question."""
    options = tuple(Option(value=unit, label=name or words.say("The whole company")) for unit, name in units.items())
    rules = words.say(
        "People answer without a name. You read answers once a day, mixed and without a time, {n} or more at once; "
        "if fewer write within {days} days, nobody ever reads them. A team is asked once in {days} days at most.",
        n=FEWEST_TOGETHER,
        days=OPEN_DAYS,
    )
    return Form(
        title=words.say("Ask the team"),
        parts=(
            ChoiceField(name=UNIT, label=words.say("Whom"), options=options, selected=options[0].value),
            TextField(
                name=TEXT,
                label=words.say("Your question"),
                max_characters=MAX_CHARACTERS,
                is_long=True,
                hint=words.say("Open questions work best: what, how, which. Never ask who."),
            ),
            Note(rules),
        ),
        submit=ActionRef("inbox.ask"),
        submit_label=words.say("Ask"),
        close_label=words.say("Cancel"),
    )


def no_unit_form(words: Words, names: Sequence[str]) -> Form:
    """Says why none of a leader's teams can be asked now."""
    named = ", ".join(name or words.say("The whole company") for name in names)
    told = words.say("This cannot be asked now: {names}.", names=named) if named else words.say("You lead no team.")
    why = words.say(
        "A team needs {n} people, so that nobody is found out, and was not asked within the last {days} days.",
        n=FEWEST_ASKED,
        days=OPEN_DAYS,
    )
    return Form(
        title=words.say("Ask the team"),
        parts=(Paragraph(told), Note(why), _back(words)),
        close_label=words.say("Close"),
    )


def asked_form(words: Words, unit: str, question: Question) -> Form:
    """Says that a question was asked, and where the answers will be."""
    text = words.say(
        "Your question waits in the inbox of everybody in {unit} until {day}. Nobody gets a message about it, so tell "
        "them yourself. The answers will be in your inbox.",
        unit=unit or words.say("The whole company"),
        day=words.day(question.closes_on),
    )
    return Form(
        title=words.say("Ask the team"),
        parts=(Paragraph(question.text), Note(text), _back(words)),
        close_label=words.say("Close"),
    )


def answers_form(
    words: Words,
    question: Question,
    threads: Sequence[Thread],
    *,
    first: int = 0,
    count: int = 0,
    is_open: bool = False,
) -> Form:
    """Some of the answers that came out, from the `first` of `count` on, each with its thread."""
    parts = [part for each in threads for part in _answer(words, question, each)]
    return Form(
        title=words.say("Answers"),
        parts=(
            Heading(question.text),
            *(parts or [Paragraph(_nothing_out(words, is_open=is_open))]),
            Buttons(tuple(_ways_on(words, question, first, count))),
            Note(_lives(words)),
        ),
        close_label=words.say("Close"),
    )


def reply_form(words: Words, question: Question, thread: Thread, side: Side, handed_over_at: datetime) -> Form:
    """Where a message in a thread is written, below what was said so far; the moment is one where the writer lives."""
    reference = (thread.reference,) if side is Side.LEADER else ()
    hint = words.say("Say thank you, and what you will do. Do not ask who wrote it, and do not guess.")
    return Form(
        title=words.say("Reply"),
        parts=(
            Note(question.text),
            *_talk(words, thread),
            TextField(
                name=TEXT,
                label=words.say("Your words"),
                max_characters=MAX_CHARACTERS,
                is_long=True,
                hint=hint if side is Side.LEADER else words.say(WRITE_CAREFULLY),
            ),
            Note(_reply_waits(words, side, handed_over_at)),
        ),
        submit=ActionRef("inbox.say", (question.id, *reference)),
        submit_label=words.say("Send"),
        close_label=words.say("Cancel"),
    )


def _to_answer(words: Words, asked: Asked) -> Iterator[FormPart]:
    question = asked.question
    yield Heading(question.text)
    until = words.day(question.closes_on)
    if asked.is_company:
        yield Note(words.say("{name} asks the whole company, until {day}.", name=asked.by, day=until))
    else:
        yield Note(words.say("{name} asks the team, until {day}.", name=asked.by, day=until))
    if not asked.own_text:
        yield Buttons((_button(words.say("Answer without a name"), "inbox.write", question),))
        return
    yield Paragraph(words.say("You wrote: {text}", text=asked.own_text))
    change = () if asked.is_out else (_button(words.say("Change"), "inbox.write", question),)
    yield Buttons((*change, _button(words.say("Take back"), "inbox.take-back", question, ButtonStyle.DANGER)))
    if asked.is_out:
        yield Note(words.say("It was handed over. If you take it back, it goes at the next handing over."))


def _replied(words: Words, replied: Replied) -> Iterator[FormPart]:
    yield Divider()
    yield Note(replied.question.text)
    yield from _talk(words, replied.thread)
    yield Buttons(
        (
            _button(words.say("Reply without a name"), "inbox.reply", replied.question),
            _button(words.say("Take back"), "inbox.take-back", replied.question, ButtonStyle.DANGER),
        )
    )


def _for_leaders(words: Words, own: Sequence[Question], *, may_ask: bool) -> Iterator[FormPart]:
    yield Divider()
    yield Heading(words.say("What you asked"))
    for each in own[:SHOWN_AT_ONCE]:
        yield Paragraph(each.text)
        yield Buttons((_button(words.say("Read the answers"), "inbox.read", each),))
    if may_ask:
        yield Buttons((Button(label=words.say("Ask the team"), action=ActionRef("inbox.open-ask")),))


def _answer(words: Words, question: Question, thread: Thread) -> Iterator[FormPart]:
    yield from _talk(words, thread)
    action = ActionRef("inbox.reply", (question.id, thread.reference))
    yield Buttons((Button(label=words.say("Reply"), action=action),))
    yield Divider()


def _talk(words: Words, thread: Thread) -> Iterator[FormPart]:
    """What was said, and by which side: an author is never more than that."""
    for number, each in enumerate(thread.messages):
        if each.side is Side.LEADER:
            yield Paragraph(words.say("Who asked: {text}", text=each.text))
        elif number:
            yield Paragraph(words.say("The author: {text}", text=each.text))
        else:
            yield Paragraph(words.say("The answer: {text}", text=each.text))


def _ways_on(words: Words, question: Question, first: int, count: int) -> Iterator[Button]:
    if first:
        earlier = str(max(first - SHOWN_AT_ONCE, 0))
        yield Button(label=words.say("Back"), action=ActionRef("inbox.read", (question.id, earlier)))
    if first + SHOWN_AT_ONCE < count:
        further = str(first + SHOWN_AT_ONCE)
        yield Button(label=words.say("More"), action=ActionRef("inbox.read", (question.id, further)))
    yield Button(label=words.say("Inbox"), action=ActionRef("inbox.open"))


def _nothing_out(words: Words, *, is_open: bool) -> str:
    if is_open:
        return words.say("No answers have come out yet. They do once a day, {n} or more at once.", n=FEWEST_TOGETHER)
    return words.say("No answers came out, or they were taken back.")


def _reply_waits(words: Words, side: Side, handed_over_at: datetime) -> str:
    at = words.time(handed_over_at)
    if side is Side.LEADER:
        return words.say(
            "It waits in the inbox of whoever wrote this, from {time} on. They get no message about it, and you "
            "will not learn whether they read it.",
            time=at,
        )
    return words.say("Who asked can read it from {time} on, and does not learn who you are.", time=at)


def _who_reads(words: Words, by: str) -> str:
    return words.say(
        "{name} reads your answer word for word, without your name and without a time, mixed with the others. They can "
        "reply, and you find the reply in your inbox.",
        name=by,
    )


def _if_too_few(words: Words, question: Question) -> str:
    return words.say(
        "Answers are handed over once a day, {n} or more at once. What still waits when the question ends on {day} "
        "is deleted, and nobody ever reads it.",
        n=FEWEST_TOGETHER,
        day=words.day(question.closes_on),
    )


def _lives(words: Words) -> str:
    return words.say("After {n} days at most all of this is gone for good.", n=KEPT_DAYS)


def _back(words: Words) -> Buttons:
    return Buttons((Button(label=words.say("Inbox"), action=ActionRef("inbox.open")),))


def _button(label: str, verb: str, question: Question, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(label=label, action=ActionRef(verb, (question.id,)), style=style)

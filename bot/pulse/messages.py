"""What the pulse says: the day's check-in, the welcome and the last call."""

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
    Choice,
    ChoiceList,
    Heading,
    Message,
    Note,
    OpenQuestion,
    Paragraph,
    RatingScale,
)
from bot.chat.words import Words, phrase
from bot.clock.weeks import Week
from bot.privacy.release.threshold import FLOOR
from bot.pulse.bank import Kind, Question

PROMISE = phrase(
    "Confidential: your leader and our admins never see who said what. Results appear only for groups of five or "
    "more, rounded, and once."
)
"""The promise of PRIVACY.md in two sentences, the same wherever it is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInText:
    """What a check-in message is made of; nothing in it depends on what its reader has answered.

    `least_people` is how many people a result needs in this block, and `least_before` in the one before.
    """

    first_name: str
    time_zone: str
    week: Week
    question: Question
    is_preview: bool = False
    least_people: int = FLOOR
    least_before: int = FLOOR


def check_in(words: Words, text: CheckInText) -> Message:
    """The day's message. It never changes after it was sent."""
    greeting = (
        words.say("Hello {name}, one question for today:", name=text.first_name)
        if text.first_name
        else words.say("Hello, one question for today:")
    )
    return Message(
        summary=f"{greeting} {words.say(text.question.text)}",
        blocks=(
            Paragraph(greeting),
            question_block(words, text.week, text.question, is_preview=text.is_preview),
            Note(_small_print(words, text)),
            Buttons(_ways_on(words, text.week)),
        ),
    )


def _small_print(words: Words, text: CheckInText) -> str:
    if text.is_preview:
        return words.say("This is a preview, just for you. What you press here is not stored.")
    until = words.say("Open until {moment}.", moment=closing_moment(words, text.week, text.time_zone))
    return " ".join(filter(None, (words.say(PROMISE), _threshold(words, text), until)))


def _threshold(words: Words, text: CheckInText) -> str:
    """Where a result needs more people than the promise says: how many; told as news for one block."""
    if text.least_people > text.least_before:
        return words.say(
            "New in these four weeks: a result needs {k} people here, no longer {before}.",
            k=text.least_people,
            before=text.least_before,
        )
    return words.say("Here a result needs {k} people.", k=text.least_people) if text.least_people > FLOOR else ""


@lru_cache(maxsize=256)
def _ways_on(words: Words, week: Week) -> tuple[Button, ...]:
    return (
        Button(label=words.say("Catch up"), action=ActionRef("pulse.catch-up", (str(week),))),
        Button(label=words.say("My answers"), action=ActionRef("pulse.mine", (str(week),))),
        Button(label=words.say("Not now"), action=ActionRef("pulse.not-now", (str(week),))),
        Button(label=words.say("Settings"), action=ActionRef("people.settings")),
    )


# What many people get alike is put together once; the parts of a message are immutable.
@lru_cache(maxsize=1024)
def question_block(words: Words, week: Week, question: Question, *, is_preview: bool = False) -> Block:
    """The question with everything that can be pressed to answer it."""
    verb = "pulse.try" if is_preview else "pulse.answer"

    def act(value: str) -> ActionRef:
        return ActionRef(verb, (str(week), question.key, value))

    match question.kind:
        case Kind.SCALE | Kind.ENPS:
            return RatingScale(
                question=words.say(question.text),
                points=tuple(Choice(label=str(point), action=act(str(point))) for point in question.points),
                low=words.say(question.low),
                high=words.say(question.high),
            )
        case Kind.CHOICE:
            choices = (Choice(label=words.say(each.label), action=act(each.key)) for each in question.choices)
            return ChoiceList(question=words.say(question.text), choices=tuple(choices))
        case Kind.OPEN:
            write = "pulse.try" if is_preview else "pulse.write"
            button = Choice(label=words.say("Write"), action=ActionRef(write, (str(week), question.key)))
            return OpenQuestion(question=words.say(question.text), button=button)


def welcome(words: Words, first_name: str, organisation: str) -> Message:
    """The first message to a new person, a day before any question."""
    return Message(
        summary=words.say("Welcome to the pulse of {organisation}", organisation=organisation),
        blocks=(
            Heading(words.say("Hello {name}, I am Voxloop", name=first_name)),
            Paragraph(
                words.say(
                    "From now on I ask you one short question on a working day, so that {organisation} hears how work "
                    "and customers really are. You answer with one tap.",
                    organisation=organisation,
                )
            ),
            Heading(words.say("What I promise")),
            Paragraph(words.say(PROMISE)),
            Paragraph(
                words.say(
                    "Single answers are kept encrypted for at most 12 weeks; then only group figures remain and "
                    "nobody, including us, can find yours."
                )
            ),
            Heading(words.say("What I cannot promise")),
            Paragraph(
                words.say(
                    "I cannot protect you from what you write about yourself, from colleagues who pool what they "
                    "answered, from someone who controls our server right now, or from the chat's owner seeing that I "
                    "wrote to you. What you type into the chat instead of my forms is not confidential."
                )
            ),
            Note(
                words.say(
                    "Your first question comes soon; people who join later begin with the next four-week block. "
                    "Taking part is up to you: you can pause or stop at any time."
                )
            ),
            Buttons((Button(label=words.say("Settings"), action=ActionRef("people.settings")),)),
        ),
    )


def last_call(words: Words, week: Week, time_zone: str) -> Message:
    """The week's last call, the same for those who answered and those who did not."""
    text = words.say(
        "This goes to everyone, whether they answered or not: this week's questions close on {moment}.",
        moment=closing_moment(words, week, time_zone),
    )
    return Message(summary=text, blocks=(Paragraph(text), Buttons(_ways_on(words, week)[:2])))


def link_made(words: Words) -> Message:
    """Tells a person that a sign-in link was made for them."""
    text = words.say(
        "An admin made a sign-in link to the Voxloop page for you. If you did not ask for it, please tell your admins: "
        "whoever has the link can answer in your name. What you answered before is not shown there."
    )
    return Message(summary=text, blocks=(Paragraph(text),))


@lru_cache(maxsize=1024)
def closing_moment(words: Words, week: Week, time_zone: str) -> str:
    """When the week closes, as a person in this time zone says it."""
    moment = week.closes_at.astimezone(ZoneInfo(time_zone))
    return words.say("{day}, {time}", day=words.day(moment.date()), time=words.time(moment))

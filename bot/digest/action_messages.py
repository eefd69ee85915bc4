"""What is said about promises: reminders to their leader, word to the team, and what came of them."""

from collections.abc import Iterator

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, ButtonStyle, Fact, Facts, Heading, Message, Note, Paragraph
from bot.chat.words import Words
from bot.digest.model import Action
from bot.digest.wording import day_and_month


def reminder_message(words: Words, action: Action, *, is_last: bool) -> Message:
    """On the day that a leader chose, and once more a week later."""
    day = day_and_month(words, action.due_on)
    text = (
        words.say("A week ago was the day that you chose, {day}. I will not remind you again.", day=day)
        if is_last
        else words.say("Today is the day that you chose.")
    )
    return Message(
        summary=words.say("Your promise: {plan}", plan=action.plan),
        blocks=(
            Heading(words.say("Your promise")),
            Paragraph(action.plan),
            Paragraph(text),
            Buttons(tuple(_ways(words, action))),
            Note(words.say("Only you get this reminder.")),
        ),
    )


def we_did_message(words: Words, unit_name: str, text: str) -> Message:
    """What the people of a unit read: what was heard, and what was done. Names nobody and holds no figure of ours."""
    lines = (line.strip() for line in text.splitlines())
    whose = (
        words.say("For everyone in {unit}, written by whoever leads it.", unit=unit_name)
        if unit_name
        else words.say("For everyone, written by those who lead.")
    )
    return Message(
        summary=words.say("You said, we did"),
        blocks=(
            Heading(words.say("You said, we did")),
            *(Paragraph(line) for line in lines if line),
            Note(words.say("{whose} Nobody knows who said what.", whose=whose)),
        ),
    )


def outcome_message(words: Words, action: Action) -> Message:
    """What came of a promise, on both sides, weeks later; also when nothing changed."""
    then = words.say("When you promised, on {day}", day=day_and_month(words, action.promised_on))
    tell = Button(label=words.say("Tell the team"), action=ActionRef("digest.tell", (action.id,)))
    return Message(
        summary=words.say("What came of it: {plan}", plan=action.plan),
        blocks=(
            Heading(words.say("What came of it")),
            Paragraph(action.plan),
            Facts((Fact(name=then, value=action.before), Fact(name=words.say("Now"), value=action.after))),
            Note(words.say("Much else happened meanwhile: these figures cannot tell whether your step was why.")),
            *((Buttons((tell,)),) if action.told_on is None else ()),
        ),
    )


def _ways(words: Words, action: Action) -> Iterator[Button]:
    args = (action.id,)
    yield Button(
        label=words.say("Done: tell the team"), action=ActionRef("digest.tell", args), style=ButtonStyle.PRIMARY
    )
    yield Button(label=words.say("Another day"), action=ActionRef("digest.move", args))
    yield Button(label=words.say("Drop it"), action=ActionRef("digest.drop", args))

"""What the station says about reactions and promises: that it was said already, and that a day has come."""

from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Button, Buttons, ButtonStyle, Message, Note, Paragraph
from bot.chat.words import Words
from bot.station.model import SnippetId, Voice
from bot.station.posting.messages import LABELS, mention
from bot.station.reactions.model import Fix, ReactionKind


def said_already(words: Words, snippet_id: SnippetId, kind: ReactionKind) -> Message:
    """To somebody who presses the same reaction again, with a way to take it back."""
    text = words.say("You said “{reaction}” already.", reaction=words.say(LABELS[kind]))
    return Message(summary=text, blocks=(Paragraph(text), Buttons((take_back_button(words, snippet_id, kind),))))


def taken_back(words: Words) -> Message:
    """To somebody who took a reaction back."""
    text = words.say("Taken back. The count follows in a moment.")
    return Message(summary=text, blocks=(Paragraph(text),))


def fix_due_message(words: Words, fix: Fix, voice: Voice | None) -> Message:
    """On the day until which somebody promised a fix; without the words of a customer who took them back."""
    text = words.say("Today is the day: you wanted to fix this.")
    gone = Note(words.say("The customer's words are not shown any more."))
    shown: Block = mention(words, voice) if voice else gone
    plan = words.say("Your plan: {plan}", plan=fix.plan)
    return Message(
        summary=text,
        blocks=(
            Paragraph(text),
            shown,
            *((Paragraph(plan),) if fix.plan else ()),
            Buttons(
                (
                    Button(
                        label=words.say("Say what came of it"),
                        action=ActionRef("station.fix", (fix.id,)),
                        style=ButtonStyle.PRIMARY,
                    ),
                    Button(label=words.say("Choose another day"), action=ActionRef("station.fix-move", (fix.id,))),
                )
            ),
        ),
    )


def take_back_button(words: Words, snippet_id: SnippetId, kind: ReactionKind) -> Button:
    return Button(label=words.say("Take it back"), action=ActionRef("station.unreact", (snippet_id, kind.value)))

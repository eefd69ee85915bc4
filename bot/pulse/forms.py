"""The windows around answers: confirming, commenting, changing, deleting, catching up. Only here is an answer seen."""

from collections.abc import Sequence

from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Button, Buttons, ButtonStyle, Divider, Note, Paragraph
from bot.chat.forms import ChoiceField, Field, Form, FormPart, Option, TextField
from bot.chat.words import Words, phrase
from bot.clock.weeks import Week
from bot.pulse.bank import Kind, Question
from bot.pulse.messages import PROMISE, question_block
from bot.pulse.model import MAX_COMMENT_CHARACTERS, Answer, Consent

CONSENTS = (
    (Consent.THEME, phrase("Count its theme only, do not show my words")),
    (Consent.WORDS, phrase("It may be quoted word for word, without my name")),
    (Consent.HIDDEN, phrase("Do not use it in any result")),
)

COMMENT = "comment"
CONSENT = "consent"
WHEN = "when"


def answer_form(words: Words, week: Week, question: Question, answer: Answer, *, notice: str = "") -> Form:
    """Shows the own answer; a comment can be added, the answer changed or deleted."""
    return Form(
        title=words.say("Your answer"),
        parts=(
            Paragraph(notice or words.say("Thank you, that is noted.")),
            Note(words.say(question.text)),
            Paragraph(_answer_line(words, question, answer)),
            *_comment_fields(words, question, answer.comment, answer.consent),
            Note(_comment_warning(words)),
            Buttons(_ways_to_change(words, week, question)),
        ),
        submit=_comment_action(week, question),
        submit_label=words.say("Save comment"),
        close_label=words.say("Done"),
    )


def write_form(words: Words, week: Week, question: Question) -> Form:
    """Asks for an answer in one's own words."""
    return Form(
        title=words.say("Your answer"),
        parts=(
            Paragraph(words.say(question.text)),
            *_comment_fields(words, question, "", Consent.THEME),
            Note(f"{_comment_warning(words)} {words.say(PROMISE)}"),
        ),
        submit=_comment_action(week, question),
        submit_label=words.say("Save"),
        close_label=words.say("Cancel"),
    )


def change_form(words: Words, week: Week, question: Question) -> Form:
    """Asks a question again whose answer shall change; what is pressed takes the place of what was."""
    return Form(
        title=words.say("Change my answer"),
        parts=(question_block(words, week, question), Buttons((_mine_button(words, week),))),
        close_label=words.say("Leave it"),
    )


def my_answers_form(words: Words, week: Week, given: Sequence[tuple[Question, Answer]], *, notice: str = "") -> Form:
    """All own answers of the open week, each with a way to change or delete it."""
    parts: list[FormPart] = [Paragraph(notice)] if notice else []
    for question, answer in given:
        parts += [*_given(words, week, question, answer), Divider()]
    if not given:
        parts.append(Paragraph(words.say("You have no open answers this week.")))
    parts.append(
        Note(words.say("You see only what you answered here, in this week. After it closes, not even you can."))
    )
    return Form(title=words.say("My answers"), parts=tuple(parts), close_label=words.say("Done"))


def catch_up_form(words: Words, week: Week, still_open: Sequence[Question], *, notice: str = "") -> Form:
    """What is still open for a person this week, to be answered right there."""
    parts: list[FormPart] = [Paragraph(notice)] if notice else []
    for question in still_open:
        parts += [question_block(words, week, question), Divider()]
    if not still_open:
        parts.append(Paragraph(words.say("Nothing is open, you are up to date. Thank you!")))
    parts.append(Note(words.say(PROMISE)))
    parts.append(Buttons((_mine_button(words, week),)))
    return Form(title=words.say("Catch up"), parts=tuple(parts), close_label=words.say("Done"))


def not_now_form(words: Words, week: Week, times: Sequence[tuple[str, str]]) -> Form:
    """Asks when today's check-in shall come again; `times` are values with what people read."""
    options = tuple(Option(value=value, label=label) for value, label in times)
    label = words.say("When shall I bring today's question again?")
    return Form(
        title=words.say("Not now"),
        parts=(
            ChoiceField(name=WHEN, label=label, options=options, selected=options[0].value),
            Note(words.say("You can also just come back: it stays open under “Catch up” until the week closes.")),
        ),
        submit=ActionRef("pulse.bring-again", (str(week),)),
        submit_label=words.say("Bring it again"),
        close_label=words.say("Cancel"),
    )


def notice_form(words: Words, text: str) -> Form:
    """One thing to read and close."""
    return Form(title=words.say("Voxloop"), parts=(Paragraph(text),), close_label=words.say("Close"))


def _given(words: Words, week: Week, question: Question, answer: Answer) -> tuple[Block, ...]:
    comment = (Note(words.say("Your comment: {comment}", comment=answer.comment)),) if answer.comment else ()
    more = Button(label=words.say("Comment"), action=ActionRef("pulse.open", (str(week), question.key)))
    change, delete, _ = _ways_to_change(words, week, question)
    return (
        Paragraph(words.say(question.text)),
        Paragraph(_answer_line(words, question, answer)),
        *comment,
        Buttons((change, more, delete)),
    )


def _ways_to_change(words: Words, week: Week, question: Question) -> tuple[Button, Button, Button]:
    about = (str(week), question.key)
    return (
        Button(label=words.say("Change"), action=ActionRef("pulse.change", about)),
        Button(label=words.say("Delete"), action=ActionRef("pulse.delete", about), style=ButtonStyle.DANGER),
        _mine_button(words, week),
    )


def _answer_line(words: Words, question: Question, answer: Answer) -> str:
    match question.kind:
        case Kind.SCALE | Kind.ENPS:
            return words.say("You answered {score} of {highest}.", score=answer.score, highest=max(question.points))
        case Kind.CHOICE:
            label = next(each.label for each in question.choices if each.key == answer.choice)
            return words.say("You answered: {choice}.", choice=words.say(label))
        case Kind.OPEN:
            return words.say("You answered in your own words.")


def _comment_fields(words: Words, question: Question, comment: str, consent: Consent) -> tuple[Field, ...]:
    is_open = question.kind is Kind.OPEN
    return (
        TextField(
            name=COMMENT,
            label=words.say("Your words") if is_open else words.say("Would you like to say more?"),
            value=comment,
            max_characters=MAX_COMMENT_CHARACTERS,
            is_long=True,
            is_required=is_open,
        ),
        ChoiceField(
            name=CONSENT,
            label=words.say("What may become of your words?"),
            options=tuple(Option(value=value.value, label=words.say(label)) for value, label in CONSENTS),
            selected=consent.value,
        ),
    )


def _comment_warning(words: Words) -> str:
    return words.say("Leave out names, dates and whatever only you could know: what you write can point to you.")


def _comment_action(week: Week, question: Question) -> ActionRef:
    return ActionRef("pulse.comment", (str(week), question.key))


def _mine_button(words: Words, week: Week) -> Button:
    return Button(label=words.say("My answers"), action=ActionRef("pulse.mine", (str(week),)))

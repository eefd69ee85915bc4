"""The windows around promises: what a leader will do, which promises are open, and word to the team before it goes."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, ButtonStyle, Fact, Facts, Note, Paragraph
from bot.chat.forms import ChoiceField, DateField, Form, FormPart, Option, TextField
from bot.chat.words import Words, phrase
from bot.digest.model import Action, ActionState, Suggestion
from bot.digest.plain_language import Hint, HintKind
from bot.digest.subjects import SUBJECT_KEYS, subject_name

STEP, PLAN, ABOUT, DUE, TEXT = "step", "plan", "about", "due", "text"
"""Names of fields."""

OWN = "own"
"""The step that is told in one's own words."""

MAX_PLAN = 300
MAX_TEXT = 1000

_HINTS = {
    HintKind.LONG_TEXT: phrase("It is long. People read the first lines: which of them could go?"),
    HintKind.LONG_SENTENCE: phrase("A long sentence, which could be two: “{quote}”"),
    HintKind.JARGON: phrase("Not everybody talks like this: “{quote}”"),
    HintKind.NO_DATE: phrase("A promise without a day: “{quote}”"),
    HintKind.PASSIVE: phrase("It does not say who does it: “{quote}”"),
    HintKind.NAME: phrase("It names somebody: “{quote}”. Please name nobody."),
}


def act_form(words: Words, unit: str, suggestions: Sequence[Suggestion], due: date) -> Form:
    """Asks what a leader will do, and by when: one of the suggestions, or something in their own words."""
    return Form(
        title=words.say("I'll do this"),
        parts=(
            *_steps(words, suggestions),
            TextField(
                name=PLAN,
                label=words.say("In your own words"),
                max_characters=MAX_PLAN,
                is_required=not suggestions,
                hint=words.say("One small thing that your team can notice. Leave it empty to take the suggestion.")
                if suggestions
                else words.say("One small thing that your team can notice."),
            ),
            ChoiceField(
                name=ABOUT,
                label=words.say("What is it about?"),
                options=tuple(Option(value=key, label=subject_name(words, key)) for key in SUBJECT_KEYS),
                selected=SUBJECT_KEYS[0],
                hint=words.say("What I shall look at again in some weeks. A suggestion brings its own.")
                if suggestions
                else words.say("What I shall look at again in some weeks."),
            ),
            DateField(name=DUE, label=words.say("By when?"), selected=due),
            Note(words.say("Only you are reminded. Your team hears of it when you tell them.")),
        ),
        submit=ActionRef("digest.promise", (unit,)),
        submit_label=words.say("I'll do this"),
        close_label=words.say("Cancel"),
    )


def actions_form(words: Words, actions: Sequence[Action], today: date, *, notice: str = "") -> Form:
    """A leader's open promises, the first due first."""
    nothing = Paragraph(words.say("You have no open promises. Press “Act” below your digest to make one."))
    told = [part for each in actions for part in _listed(words, each, today)]
    return Form(
        title=words.say("My promises"),
        parts=(*((Paragraph(notice),) if notice else ()), *(told or [nothing])),
        close_label=words.say("Close"),
    )


def move_form(words: Words, action: Action) -> Form:
    """Asks for another day."""
    return Form(
        title=words.say("Another day"),
        parts=(Paragraph(action.plan), DateField(name=DUE, label=words.say("By when?"), selected=action.due_on)),
        submit=ActionRef("digest.move", (action.id,)),
        submit_label=words.say("Save"),
        close_label=words.say("Cancel"),
    )


def tell_form(words: Words, action: Action, draft: str) -> Form:
    """The draft of what the team will read."""
    return Form(
        title=words.say("You said, we did"),
        parts=(
            Paragraph(
                words.say("Everyone in {unit} gets this as a message.", unit=action.unit_name)
                if action.unit_name
                else words.say("Everyone in the company gets this as a message.")
            ),
            TextField(
                name=TEXT,
                label=words.say("What you tell them"),
                value=draft,
                max_characters=MAX_TEXT,
                is_long=True,
                hint=words.say("Name nobody, and no figures: say what you heard, and what you did."),
            ),
            Note(words.say("It goes out once. If I see something that could be plainer, I show you before it goes.")),
            Note(words.say("If fewer customers meet obstacles weeks later, the scoreboard tells everyone your plan.")),
        ),
        submit=ActionRef("digest.tell", (action.id,)),
        submit_label=words.say("Send"),
        close_label=words.say("Not yet"),
    )


def check_form(words: Words, action: Action, text: str, hints: Sequence[Hint]) -> Form:
    """What could be said more plainly, before it goes out."""
    return Form(
        title=words.say("Before it goes"),
        parts=(
            *(Paragraph(line) for line in text.splitlines() if line.strip()),
            Note(words.say("It could be plainer:")),
            *(Note(words.say(_HINTS[each.kind], quote=each.quote)) for each in hints),
            Buttons(
                (
                    Button(
                        label=words.say("Change"),
                        action=ActionRef("digest.tell", (action.id,)),
                        style=ButtonStyle.PRIMARY,
                    ),
                    Button(label=words.say("Send anyway"), action=ActionRef("digest.tell-anyway", (action.id,))),
                )
            ),
        ),
        close_label=words.say("Not yet"),
    )


def action_note(words: Words, text: str) -> Form:
    """Says one thing about a promise."""
    return Form(title=words.say("My promises"), parts=(Paragraph(text),), close_label=words.say("Close"))


def _steps(words: Words, suggestions: Sequence[Suggestion]) -> Iterator[FormPart]:
    """What is to be picked has to be short on some platforms, so the whole of it stands above."""
    if not suggestions:
        return
    named = [(each, subject_name(words, each.subject.measure)) for each in suggestions]
    yield Facts(tuple(Fact(name=name, value=words.say(each.text)) for each, name in named))
    options = (
        *(Option(value=each.key, label=name) for each, name in named),
        Option(value=OWN, label=words.say("Something else")),
    )
    yield ChoiceField(name=STEP, label=words.say("Which of them?"), options=options, selected=suggestions[0].key)


def _listed(words: Words, action: Action, today: date) -> Iterator[FormPart]:
    yield Paragraph(action.plan)
    yield Note(" · ".join(filter(None, (action.unit_name, _due(words, action, today), _told(words, action)))))
    yield Buttons(tuple(_buttons(words, action)))


def _buttons(words: Words, action: Action) -> Iterator[Button]:
    if action.told_on is None:
        label = words.say("Tell the team")
        yield Button(label=label, action=ActionRef("digest.tell", (action.id,)), style=ButtonStyle.PRIMARY)
    if action.state is ActionState.PROMISED:
        yield Button(label=words.say("Another day"), action=ActionRef("digest.move", (action.id,)))
    yield Button(label=words.say("Drop it"), action=ActionRef("digest.drop", (action.id,)))


def _due(words: Words, action: Action, today: date) -> str:
    day = words.day(action.due_on)
    return words.say("Was due on {day}", day=day) if action.due_on < today else words.say("Due on {day}", day=day)


def _told(words: Words, action: Action) -> str:
    return words.say("Told on {day}", day=words.day(action.told_on)) if action.told_on else ""

"""The windows around what comes back: a snippet with its reactions, promises, and what nobody has answered yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, ButtonStyle, Divider, Fact, Facts, Note, Paragraph, Table
from bot.chat.forms import ChoiceField, DateField, Form, FormPart, Option, TextField
from bot.chat.words import Words, phrase
from bot.insight.model import Mood
from bot.station.excerpts import stage_name, subject_name
from bot.station.model import StationId, Voice
from bot.station.posting.messages import LABELS, Heard, mention, open_button, reason, shortened, voice_blocks
from bot.station.reactions.messages import take_back_button
from bot.station.reactions.model import Fix, FixEnding, ReactionKind, Resonance
from bot.station.reactions.resonance import comment_moods_shown, emoji_moods_shown

DUE, PLAN, ENDING, OUTCOME = "due", "plan", "ending", "outcome"

MAX_PLAN = 300
MAX_OUTCOME = 600

CHOICES = (
    (FixEnding.DONE, phrase("It is fixed")),
    (FixEnding.NOT_POSSIBLE, phrase("It cannot be fixed")),
    (FixEnding.HANDED_ON, phrase("I handed it on")),
)

BANDS = (phrase("Under a day"), phrase("1-3 days"), phrase("4-7 days"), phrase("Older"))
"""For how long nobody has said anything, as marked phrases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFix:
    """A promise of one's own with the snippet that it is about; `None` when that may not be shown any more."""

    fix: Fix
    voice: Voice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """How many snippets of one station nobody has answered, by the bands of their age."""

    station_id: StationId
    name: str
    counts: tuple[int, ...]


def whole_form(
    words: Words, voice: Voice, heard: Heard, *, resonance: Resonance | None = None, notice: str = ""
) -> Form:
    """A whole snippet with what people say to it."""
    facts = (
        Fact(name=words.say("About"), value=subject_name(words, voice.snippet.theme)),
        Fact(name=words.say("Stage"), value=stage_name(words, voice.snippet.stage)),
    )
    known = tuple(each for each in facts if each.value not in {"", reason(words, voice.snippet)})
    return Form(
        title=words.say("Customer voice"),
        parts=(
            *((Paragraph(notice),) if notice else ()),
            *voice_blocks(words, voice, heard),
            *((Facts(known),) if known else ()),
            *(_below(words, resonance) if resonance else ()),
        ),
        close_label=words.say("Close"),
    )


def _below(words: Words, resonance: Resonance) -> Iterator[Note]:
    """How many wrote below it in the channels, and how comments and emoji sound where there are enough of them."""
    comments = resonance.comments
    if comments:
        below = words.count("{n} comment below it in the channels", "{n} comments below it in the channels", comments)
        yield Note(below)
    if moods := comment_moods_shown(resonance):
        yield Note(words.say("How they sound: {moods}", moods=_moods(words, moods)))
    if moods := emoji_moods_shown(resonance):
        yield Note(words.say("How the emoji sound: {moods}", moods=_moods(words, moods)))


def _moods(words: Words, moods: Mapping[Mood, int]) -> str:
    told = {
        Mood.POSITIVE: words.count("{n} glad", "{n} glad", moods.get(Mood.POSITIVE, 0)),
        Mood.NEUTRAL: words.count("{n} neutral", "{n} neutral", moods.get(Mood.NEUTRAL, 0)),
        Mood.NEGATIVE: words.count("{n} unhappy", "{n} unhappy", moods.get(Mood.NEGATIVE, 0)),
    }
    return " · ".join(told[mood] for mood in moods)


def said_already_form(words: Words, voice: Voice, heard: Heard, kind: ReactionKind) -> Form:
    """The same, to somebody who said so already, with a way to take it back."""
    whole = whole_form(
        words, voice, heard, notice=words.say("You said “{reaction}” already.", reaction=words.say(LABELS[kind]))
    )
    button = Buttons((take_back_button(words, voice.snippet.id, kind),))
    return Form(title=whole.title, parts=(whole.parts[0], button, *whole.parts[1:]), close_label=whole.close_label)


def promise_form(words: Words, voice: Voice, *, due: date, plan: str = "") -> Form:
    """Asks by when somebody wants to fix what a snippet shows."""
    return Form(
        title=words.say("I can fix it"),
        parts=(
            mention(words, voice),
            DateField(name=DUE, label=words.say("By when?"), selected=due),
            TextField(
                name=PLAN,
                label=words.say("What will you do?"),
                value=plan,
                max_characters=MAX_PLAN,
                is_required=False,
                hint=words.say("For yourself: it comes back with my reminder."),
            ),
            Note(words.say("Your name and the day are shown with the snippet. On that day I remind you.")),
        ),
        submit=ActionRef("station.promise", (voice.snippet.id,)),
        submit_label=words.say("I take it"),
        close_label=words.say("Cancel"),
    )


def close_form(words: Words, own: OwnFix) -> Form:
    """Asks what came of a promise."""
    options = tuple(Option(value=ending.value, label=words.say(label)) for ending, label in CHOICES)
    return Form(
        title=words.say("What came of it"),
        parts=(
            _shown(words, own),
            ChoiceField(name=ENDING, label=words.say("What came of it?"), options=options),
            TextField(
                name=OUTCOME,
                label=words.say("In a sentence or two"),
                max_characters=MAX_OUTCOME,
                is_long=True,
                hint=words.say("What changed for customers? Please name no customer."),
            ),
            Note(
                words.say(
                    "It is posted with your name wherever the snippet stands. What looks personal, such as names and "
                    "numbers, is taken out of it first."
                )
            ),
        ),
        submit=ActionRef("station.fix-close", (own.fix.id,)),
        submit_label=words.say("Tell everyone"),
        close_label=words.say("Not yet"),
    )


def fixes_form(words: Words, own: Sequence[OwnFix], today: date, *, notice: str = "") -> Form:
    """All open promises of one's own, the earliest due first."""
    nothing = Paragraph(words.say("You have no open promises. Press “I can fix it” at a snippet to make one."))
    told = [part for each in own for part in _own_fix(words, each, today)]
    return Form(
        title=words.say("My fixes"),
        parts=(*((Paragraph(notice),) if notice else ()), *(told or [nothing])),
        close_label=words.say("Close"),
    )


def coverage_form(words: Words, rows: Sequence[CoverageRow], oldest: Sequence[Voice], *, of: str = "") -> Form:
    """What nobody has answered, by station and age, and the oldest of it; `of` names the one station it is about."""
    if not rows:
        told: tuple[FormPart, ...] = (Paragraph(words.say("Everything that was posted has been answered.")),)
    else:
        told = (_coverage_table(words, rows), *(() if of else _station_buttons(words, rows)))
    title = (
        words.say("The longest unanswered of “{station}”", station=of) if of else words.say("The longest unanswered")
    )
    listed = [
        part for each in oldest for part in (mention(words, each), Buttons((open_button(words, each.snippet.id),)))
    ]
    return Form(
        title=words.say("Unanswered"),
        parts=(
            Paragraph(words.say("Snippets that nobody reacted to, commented on, or promised to fix.")),
            *told,
            *((Divider(), Paragraph(title), *listed) if listed else ()),
        ),
        close_label=words.say("Close"),
    )


def _own_fix(words: Words, own: OwnFix, today: date) -> Iterator[FormPart]:
    yield _shown(words, own)
    day = words.day(own.fix.due_on)
    is_late = own.fix.due_on < today
    yield Note(words.say("Was due on {day}", day=day) if is_late else words.say("Due on {day}", day=day))
    yield Buttons(
        (
            Button(
                label=words.say("Say what came of it"),
                action=ActionRef("station.fix", (own.fix.id,)),
                style=ButtonStyle.PRIMARY,
            ),
            Button(label=words.say("Choose another day"), action=ActionRef("station.fix-move", (own.fix.id,))),
        )
    )


def _shown(words: Words, own: OwnFix) -> FormPart:
    if own.voice is not None:
        return mention(words, own.voice)
    plan = shortened(own.fix.plan)
    gone = words.say("The customer's words are not shown any more.")
    return Paragraph(words.say("{gone} Your plan: {plan}", gone=gone, plan=plan) if plan else gone)


def _coverage_table(words: Words, rows: Sequence[CoverageRow]) -> Table:
    return Table(
        columns=(words.say("Station"), *(words.say(each) for each in BANDS)),
        rows=tuple((each.name, *map(str, each.counts)) for each in rows),
    )


def _station_buttons(words: Words, rows: Sequence[CoverageRow]) -> Iterator[FormPart]:
    items = (Button(label=each.name, action=ActionRef("station.coverage", (each.station_id,))) for each in rows[:5])
    yield Note(words.say("See what waits at one station:"))
    yield Buttons(tuple(items))

"""The windows in which people search customer voice, report faults, and read both sides of a friction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, ButtonStyle, Divider, Heading, Note, Paragraph, Table
from bot.chat.forms import ChoiceField, Form, FormPart, Option, TextField
from bot.chat.words import Words
from bot.station.browse.choices import filters, stage_choice, theme_choice
from bot.station.browse.query import MAX_WORDS, OTHER, WORDS, Query
from bot.station.excerpts import excerpt_of, stage_name, subject_name
from bot.station.model import Flag, Station, Voice
from bot.station.posting.messages import open_button

TEXT, NAMED = "text", "named"
WITH_NAME, WITHOUT_NAME = "with", "without"

MAX_FLAG_CHARACTERS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was found, and the query that shows what is older, where there is more."""

    voices: tuple[Voice, ...]
    older: Query | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrictionRow:
    """One friction with how many customers met it, and how many colleagues reported it."""

    key: str
    stage: str
    customers: int
    colleagues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagShown:
    """A reported fault as it is read; `by` is empty where nobody is named."""

    flag: Flag
    by: str = ""


def search_form(words: Words, query: Query, found: Found, stations: Sequence[Station]) -> Form:
    """What fits, and below it the filters."""
    return Form(
        title=words.say("Customer voice"),
        parts=(
            *_results(words, found),
            Divider(),
            Heading(words.say("Look for something else")),
            TextField(
                name=WORDS,
                label=words.say("Words"),
                value=query.words,
                max_characters=MAX_WORDS,
                is_required=False,
            ),
            *filters(words, stations, query.filters),
        ),
        submit=ActionRef("station.search"),
        submit_label=words.say("Search"),
        close_label=words.say("Close"),
    )


def flag_form(words: Words, *, text: str = "") -> Form:
    """Asks what happened, at which stage, and whether with a name."""
    names = (
        Option(value=WITHOUT_NAME, label=words.say("Without my name")),
        Option(value=WITH_NAME, label=words.say("With my name")),
    )
    return Form(
        title=words.say("Report a fault"),
        parts=(
            TextField(
                name=TEXT,
                label=words.say("What went wrong for a customer?"),
                value=text[:MAX_FLAG_CHARACTERS],
                max_characters=MAX_FLAG_CHARACTERS,
                is_long=True,
                hint=words.say("Please leave out who it was; numbers, addresses and names are taken out as well."),
            ),
            stage_choice(words),
            theme_choice(words, selected=OTHER),
            ChoiceField(name=NAMED, label=words.say("Shown"), options=names, selected=WITHOUT_NAME),
            Note(
                words.say(
                    "Without your name it is shown from tomorrow on, without a time, and I do not keep who sent it. "
                    "Your words may still tell."
                )
            ),
        ),
        submit=ActionRef("station.flag"),
        submit_label=words.say("Report"),
        close_label=words.say("Cancel"),
    )


def flag_taken_form(words: Words, flag: Flag, same: Sequence[Voice]) -> Form:
    """Shows what others will read, and what customers say about the same."""
    named = words.say("It is shown with your name from now on.")
    unnamed = words.say("It is shown from tomorrow on, without your name and without a time.")
    heard: tuple[FormPart, ...] = (Divider(), Heading(words.say("Customers say about the same")))
    return Form(
        title=words.say("Report a fault"),
        parts=(
            Paragraph(words.say("Thank you. This is what others read:")),
            Paragraph(flag.text),
            Note(named if flag.person_id else unnamed),
            *((*heard, *_excerpts(words, same)) if same else ()),
        ),
        close_label=words.say("Close"),
    )


def frictions_form(words: Words, rows: Sequence[FrictionRow], *, days: int) -> Form:
    """What gets in the way at each stage, as customers and as colleagues tell it."""
    if not rows:
        nothing = words.say("Nobody told of anything that got in the way yet.")
        return Form(title=words.say("Frictions"), parts=(Paragraph(nothing),), close_label=words.say("Close"))
    return Form(
        title=words.say("Frictions"),
        parts=(
            Paragraph(
                words.count(
                    "What got in customers' way in the last {n} day, as they and our colleagues tell it.",
                    "What got in customers' way in the last {n} days, as they and our colleagues tell it.",
                    days,
                )
            ),
            _friction_table(words, rows),
            theme_choice(words, selected=rows[0].key, keys=[each.key for each in rows]),
        ),
        submit=ActionRef("station.friction"),
        submit_label=words.say("Read both sides"),
        close_label=words.say("Close"),
    )


def both_sides_form(
    words: Words, key: str, voices: Sequence[Voice], flags: Sequence[FlagShown], *, may_remove: bool = False
) -> Form:
    """What customers and colleagues say about one friction; who may remove reported faults sees a button for it."""
    none_heard = Paragraph(words.say("No customer's words about this may be shown yet."))
    none_flagged = Paragraph(words.say("Nobody here has reported this yet."))
    return Form(
        title=words.say("Both sides"),
        parts=(
            Heading(_named(words, key)),
            Heading(words.say("Customers say")),
            *(_excerpts(words, voices) if voices else (none_heard,)),
            Divider(),
            Heading(words.say("Colleagues say")),
            *(_flags(words, flags, may_remove=may_remove) if flags else (none_flagged,)),
            Buttons(
                (
                    Button(label=words.say("Report a fault"), action=ActionRef("station.report")),
                    Button(label=words.say("All frictions"), action=ActionRef("station.frictions")),
                )
            ),
        ),
        close_label=words.say("Close"),
    )


def _results(words: Words, found: Found) -> Iterator[FormPart]:
    if not found.voices:
        yield Paragraph(words.say("Nothing fits. Fewer words or a longer time may find more."))
    yield from _excerpts(words, found.voices)
    if found.older:
        older = Button(label=words.say("Older"), action=ActionRef("station.older", found.older.as_args()))
        yield Buttons((older,))


def _excerpts(words: Words, voices: Sequence[Voice]) -> Iterator[FormPart]:
    for each in voices:
        yield excerpt_of(words, each)
        yield Buttons((open_button(words, each.snippet.id),))


def _friction_table(words: Words, rows: Sequence[FrictionRow]) -> Table:
    return Table(
        columns=(
            words.say("Stage"),
            words.say("What got in the way"),
            words.say("Customers"),
            words.say("Colleagues"),
        ),
        rows=tuple(
            (stage_name(words, each.stage) or "-", _named(words, each.key), str(each.customers), str(each.colleagues))
            for each in rows
        ),
    )


def _named(words: Words, key: str) -> str:
    return subject_name(words, key) or words.say("Something else")


def _flags(words: Words, flags: Sequence[FlagShown], *, may_remove: bool) -> Iterator[FormPart]:
    for each in flags:
        yield Paragraph(each.flag.text)
        yield Note(_about_flag(words, each))
        if may_remove:
            action = ActionRef("station.flag-remove", (each.flag.id,))
            yield Buttons((Button(label=words.say("Remove"), action=action, style=ButtonStyle.DANGER),))


def _about_flag(words: Words, shown: FlagShown) -> str:
    stage = stage_name(words, shown.flag.stage)
    who = words.say("{name}, {day}", name=shown.by, day=words.day(shown.flag.day)) if shown.by else ""
    return " · ".join(filter(None, (stage, who or words.say("without a name"))))

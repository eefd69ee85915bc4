"""The window in which admins say what a station takes, where in the world it is, and when it posts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from enum import StrEnum
from types import MappingProxyType

from babel import Locale

from bot.chat.actions import ActionRef
from bot.chat.blocks import Note, Paragraph
from bot.chat.forms import ChoiceField, Form, FormPart, Option, TextField
from bot.chat.intake import InteractionKind
from bot.chat.words import LANGUAGES, Words, phrase
from bot.insight.model import CueKind, Mood
from bot.insight.stages import STAGES
from bot.insight.taxonomy import REASONS, SUBJECTS
from bot.station.excerpts import KINDS
from bot.station.model import Rule, Station

NAME, SOURCES, PRODUCTS, SITES, SPOKEN = "name", "sources", "products", "sites", "spoken"
KIND, STAGE, THEME, MOOD, CUE, URGENT = "kind", "stage", "theme", "mood", "cue", "urgent"
LOCALE, ZONE, QUIET_FROM, QUIET_UNTIL, ROUND_UP, BUDGET = (
    "locale",
    "zone",
    "quiet_from",
    "quiet_until",
    "hour",
    "budget",
)

ALL, KEEP, ONLY = "all", "keep", "only"
"""Values of a choice: takes all, leaves several things as they were set, takes only what is urgent."""

MAX_NAME, MAX_LIST = 60, 300
BUDGETS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)

MOODS: Mapping[Mood, str] = MappingProxyType(
    {
        Mood.POSITIVE: phrase("Glad customers"),
        Mood.NEUTRAL: phrase("Neither glad nor annoyed"),
        Mood.NEGATIVE: phrase("Annoyed customers"),
    }
)


def station_form(words: Words, station: Station, *, budget: int, is_new: bool) -> Form:
    """Everything about a station; `budget` is that of its channels."""
    rule = station.rule
    return Form(
        title=words.say("New station") if is_new else words.say("Station"),
        parts=(
            TextField(name=NAME, label=words.say("Name"), value=station.name, max_characters=MAX_NAME),
            Paragraph(words.say("Which snippets it takes: those that fit all that you give here.")),
            *_subject_fields(words, rule),
            *_origin_fields(words, rule),
            Paragraph(words.say("When and how it posts")),
            *_hour_fields(words, station, budget),
            Note(words.say("All stations in a channel share its daily number, the smallest one counts.")),
        ),
        submit=ActionRef("station.save", () if is_new else (station.id,)),
        submit_label=words.say("Save"),
        close_label=words.say("Cancel"),
    )


def removal_form(words: Words, station: Station, *, channels: int, subscribers: int) -> Form:
    """Asks whether a station shall really go."""
    return Form(
        title=words.say("Remove a station"),
        parts=(
            Paragraph(words.say("“{station}” posts no more, and nobody is subscribed to it.", station=station.name)),
            Paragraph(words.count("It posts in {n} channel.", "It posts in {n} channels.", channels)),
            Paragraph(words.count("{n} person is subscribed.", "{n} people are subscribed.", subscribers)),
            Note(words.say("What it posted stays where it is.")),
        ),
        submit=ActionRef("station.drop", (station.id,)),
        submit_label=words.say("Remove"),
        close_label=words.say("Keep it"),
    )


def _subject_fields(words: Words, rule: Rule) -> Sequence[FormPart]:
    kinds = ((each.value, words.say(KINDS[each])) for each in InteractionKind)
    stages = ((each.key, words.say(each.name)) for each in STAGES.values())
    subjects = [(each.key, words.say(each.name)) for each in SUBJECTS.values()]
    cues = ((each.value, words.say(REASONS[each])) for each in CueKind)
    moods = ((each.value, words.say(MOODS[each])) for each in MOODS)
    return (
        _choice(words, KIND, words.say("Kind of meeting"), kinds, rule.kinds),
        _choice(words, THEME, words.say("What it is about"), subjects, rule.themes),
        _choice(words, STAGE, words.say("Stage of the customer's journey"), stages, rule.stages),
        _choice(words, CUE, words.say("Why it is worth hearing"), cues, rule.cues),
        _choice(words, MOOD, words.say("How it sounds"), moods, rule.moods),
        _urgency(words, rule),
    )


def _origin_fields(words: Words, rule: Rule) -> Sequence[FormPart]:
    hint = words.say("Separate several by commas; leave it empty for all.")
    return (
        _list_field(SOURCES, words.say("Sources"), rule.sources, hint),
        _list_field(PRODUCTS, words.say("Products"), rule.products, hint),
        _list_field(SITES, words.say("Sites"), rule.sites, hint),
        _list_field(SPOKEN, words.say("Customers' languages"), rule.languages, words.say("Such as: en, pl")),
    )


def _hour_fields(words: Words, station: Station, budget: int) -> Sequence[FormPart]:
    names = ((each, (Locale(each).get_display_name() or each).capitalize()) for each in LANGUAGES)
    budgets = tuple(Option(value=str(each), label=str(each)) for each in sorted({*BUDGETS, budget}))
    return (
        ChoiceField(
            name=LOCALE,
            label=words.say("Language around the snippets"),
            options=tuple(Option(value=value, label=label) for value, label in names),
            selected=station.locale if station.locale in LANGUAGES else LANGUAGES[0],
        ),
        TextField(
            name=ZONE, label=words.say("Time zone"), value=station.time_zone, hint=words.say("Such as Europe/Warsaw")
        ),
        _hour(words, QUIET_FROM, words.say("Quiet from"), station.quiet_from_hour),
        _hour(words, QUIET_UNTIL, words.say("Quiet until"), station.quiet_until_hour),
        _hour(words, ROUND_UP, words.say("Daily round-up at"), station.round_up_hour),
        ChoiceField(name=BUDGET, label=words.say("Single snippets a day"), options=budgets, selected=str(budget)),
    )


def _choice(
    words: Words, name: str, label: str, options: Iterable[tuple[str, str]], taken: Sequence[str | StrEnum]
) -> ChoiceField:
    """One of many, all of them, or the several that were set elsewhere."""
    known = {value: Option(value=value, label=shown) for value, shown in options}
    values = [str(each) for each in taken]
    several = ", ".join(known[each].label if each in known else each for each in values)
    kept = (Option(value=KEEP, label=several[:75]),) if len(values) > 1 else ()
    selected = (values[0] if values[0] in known else ALL) if len(values) == 1 else KEEP if values else ALL
    everything = Option(value=ALL, label=words.say("All"))
    return ChoiceField(name=name, label=label, options=(everything, *kept, *known.values()), selected=selected)


def _urgency(words: Words, rule: Rule) -> ChoiceField:
    options = (
        Option(value=ALL, label=words.say("All")),
        Option(value=ONLY, label=words.say("Only what is urgent")),
    )
    selected = ONLY if rule.is_urgent_only else ALL
    return ChoiceField(name=URGENT, label=words.say("Urgency"), options=options, selected=selected)


def _list_field(name: str, label: str, values: Sequence[str], hint: str) -> TextField:
    return TextField(
        name=name, label=label, value=", ".join(values), max_characters=MAX_LIST, is_required=False, hint=hint
    )


def _hour(words: Words, name: str, label: str, hour: int) -> ChoiceField:
    options = tuple(Option(value=str(each), label=words.time(time(each))) for each in range(24))
    return ChoiceField(name=name, label=label, options=options, selected=str(hour % 24))

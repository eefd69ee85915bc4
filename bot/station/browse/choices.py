"""The choices that forms about customer voice offer: stages, themes with their frictions, stations, spans of time."""

from collections.abc import Collection, Iterable, Iterator

from bot.chat.forms import ChoiceField, Option
from bot.chat.words import Words
from bot.insight.stages import STAGES
from bot.insight.taxonomy import SUBJECTS
from bot.station.browse.query import OTHER, SINCE, STAGE, STATION, THEME
from bot.station.model import Station

SPANS = (7, 28, 90, 365)
"""How many days back one can look."""


def stage_choice(words: Words, *, selected: str = "", is_required: bool) -> ChoiceField:
    options = tuple(Option(value=each.key, label=words.say(each.name)) for each in STAGES.values())
    return ChoiceField(
        name=STAGE,
        label=words.say("Stage of the customer's journey"),
        options=options,
        selected=selected if selected in STAGES else None,
        is_required=is_required,
    )


def theme_choice(words: Words, *, selected: str = "", keys: Collection[str] = tuple(SUBJECTS)) -> ChoiceField:
    """All themes with their frictions, or those with these keys, among which may be `OTHER`."""
    options = tuple(each for each in _subjects(words) if each.value in keys)
    chosen = selected if any(each.value == selected for each in options) else None
    return ChoiceField(
        name=THEME, label=words.say("What it is about"), options=options, selected=chosen, is_required=False
    )


def station_choice(words: Words, stations: Iterable[Station], *, selected: str = "") -> ChoiceField | None:
    """The stations that post; `None` where there are none to choose from."""
    options = tuple(Option(value=each.id, label=each.name) for each in stations if each.is_active)
    if not options:
        return None
    chosen = selected if any(each.value == selected for each in options) else None
    return ChoiceField(name=STATION, label=words.say("Station"), options=options, selected=chosen, is_required=False)


def span_choice(words: Words, *, selected: int = 0) -> ChoiceField:
    options = tuple(
        Option(value=str(days), label=words.count("The last {n} day", "The last {n} days", days)) for days in SPANS
    )
    return ChoiceField(
        name=SINCE,
        label=words.say("How far back"),
        options=options,
        selected=str(selected) if selected in SPANS else None,
        is_required=False,
    )


def _subjects(words: Words) -> Iterator[Option]:
    """Each theme, followed by its frictions under its name."""
    for theme in (each for each in SUBJECTS.values() if each.part_of is None):
        name = words.say(theme.name)
        yield Option(value=theme.key, label=name)
        for friction in (each for each in SUBJECTS.values() if each.part_of == theme.key):
            yield Option(value=friction.key, label=f"{name}: {words.say(friction.name)}")
    yield Option(value=OTHER, label=words.say("Something else"))

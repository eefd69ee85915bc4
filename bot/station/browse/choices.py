"""The choices that forms about customer voice offer: stages, themes with their frictions, stations, spans of time."""

from collections.abc import Collection, Iterable, Iterator

from bot.chat.forms import ChoiceField, Option
from bot.chat.words import Words
from bot.insight.stages import STAGES
from bot.insight.taxonomy import SUBJECTS
from bot.station.browse.query import ALL, OTHER, SINCE, STAGE, STATION, THEME
from bot.station.model import Station

SPANS = (7, 28, 90, 365)
"""How many days back one can look."""


def filters(words: Words, stations: Iterable[Station], chosen: dict[str, str]) -> Iterator[ChoiceField]:
    """The filters of a search. Each can be left at all: a choice cannot be taken back on every platform."""
    posting = [Option(value=each.id, label=each.name) for each in stations if each.is_active]
    spans = (
        Option(value=str(days), label=words.count("The last {n} day", "The last {n} days", days)) for days in SPANS
    )
    if posting:
        yield _filter(STATION, words.say("Station"), words.say("All stations"), posting, chosen)
    yield _filter(THEME, words.say("What it is about"), words.say("Everything"), _subjects(words), chosen)
    yield _filter(STAGE, words.say("Stage of the customer's journey"), words.say("All stages"), _stages(words), chosen)
    yield _filter(SINCE, words.say("How far back"), words.say("As far as it goes"), spans, chosen)


def stage_choice(words: Words) -> ChoiceField:
    options = tuple(_stages(words))
    return ChoiceField(name=STAGE, label=words.say("Stage of the customer's journey"), options=options)


def theme_choice(words: Words, *, selected: str, keys: Collection[str] | None = None) -> ChoiceField:
    """All themes with their frictions and something else, or those of them with these keys."""
    all_of_them = (*_subjects(words), Option(value=OTHER, label=words.say("Something else")))
    options = tuple(each for each in all_of_them if keys is None or each.value in keys)
    return ChoiceField(name=THEME, label=words.say("What it is about"), options=options, selected=selected)


def _filter(name: str, label: str, every: str, options: Iterable[Option], chosen: dict[str, str]) -> ChoiceField:
    offered = (Option(value=ALL, label=every), *options)
    known = {each.value for each in offered}
    selected = chosen.get(name, "")
    return ChoiceField(name=name, label=label, options=offered, selected=selected if selected in known else ALL)


def _stages(words: Words) -> Iterator[Option]:
    return (Option(value=each.key, label=words.say(each.name)) for each in STAGES.values())


def _subjects(words: Words) -> Iterator[Option]:
    """Each theme, followed by its frictions under its name."""
    for theme in (each for each in SUBJECTS.values() if each.part_of is None):
        name = words.say(theme.name)
        yield Option(value=theme.key, label=name)
        for friction in (each for each in SUBJECTS.values() if each.part_of == theme.key):
            yield Option(value=friction.key, label=f"{name}: {words.say(friction.name)}")

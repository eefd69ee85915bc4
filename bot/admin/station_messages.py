"""What admins read about stations: what each takes, where it posts, and where it cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.blocks import Block, Fact, Facts, Heading, Message, Note, Paragraph
from bot.chat.words import Words
from bot.insight.taxonomy import REASONS
from bot.station.excerpts import KINDS, stage_name, subject_name
from bot.station.model import Rule, Station, StationPlace
from bot.station.posting.places import closed_sentence
from bot.station.posting.station_forms import MOODS


@dataclass(frozen=True, slots=True, kw_only=True)
class StationListed:
    """A station with its channels and how many people subscribed to it."""

    station: Station
    places: tuple[StationPlace, ...]
    subscribers: int


def station_list(words: Words, stations: Sequence[StationListed]) -> Message:
    """All stations, with what each takes and where it posts."""
    if not stations:
        text = words.say("There is no station yet. An admin makes one with “station add NAME”.")
        return Message(summary=text, blocks=(Paragraph(text),))
    hint = words.say("“station post NAME”, said in a channel, lets a station post there.")
    shown = (block for each in stations for block in _station(words, each))
    return Message(summary=words.say("Stations"), blocks=(*shown, Note(hint)))


def rule_in_words(words: Words, rule: Rule) -> str:
    """Which snippets a station takes: the names of all that they have to fit."""
    urgent = (words.say("only urgent ones"),) if rule.is_urgent_only else ()
    names = (
        *(words.say(KINDS[each]) for each in rule.kinds),
        *(subject_name(words, each) or each for each in rule.themes),
        *(stage_name(words, each) or each for each in rule.stages),
        *(words.say(REASONS[each]) for each in rule.cues),
        *(words.say(MOODS[each]) for each in rule.moods if each in MOODS),
        *rule.sources,
        *rule.products,
        *rule.sites,
        *rule.languages,
        *urgent,
    )
    return " · ".join(names) or words.say("everything")


def _station(words: Words, listed_station: StationListed) -> Iterator[Block]:
    station = listed_station.station
    yield Heading(station.name if station.is_active else words.say("{name} (resting)", name=station.name))
    subscribers = words.count("{n} person", "{n} people", listed_station.subscribers)
    yield Facts(
        (
            Fact(name=words.say("In commands"), value=station.key),
            Fact(name=words.say("Takes"), value=rule_in_words(words, station.rule)),
            Fact(name=words.say("Subscribed"), value=subscribers),
        )
    )
    for each in listed_station.places:
        yield Paragraph(_channel(words, each))


def _channel(words: Words, place: StationPlace) -> str:
    budget = words.count(
        "{name}: up to {n} snippet a day", "{name}: up to {n} snippets a day", place.daily_budget, name=place.name
    )
    return " ".join(filter(None, (f"{budget}.", closed_sentence(words, place))))

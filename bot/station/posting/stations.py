"""Making, changing and removing stations: for admins."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from typing import TypeVar

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.chat.ids import Place, PlaceKind, WorkspaceRef
from bot.chat.intake import InteractionKind
from bot.chat.words import LANGUAGES
from bot.clock.quiet_hours import HOURS_IN_DAY, QuietHours
from bot.clock.zones import UnknownZoneError, zone_name
from bot.insight.model import CueKind, Mood
from bot.insight.stages import STAGES
from bot.insight.taxonomy import SUBJECTS
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.model import Rule, Station, StationId, StationPlace, new_id
from bot.station.notice_forms import notice_form
from bot.station.posting import station_forms as names
from bot.station.posting.station_forms import removal_form, station_form
from bot.station.store import StationWork

DEFAULT_BUDGET = 5
LONGEST_KEY = 40

T = TypeVar("T", bound=StrEnum)
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What a new station starts with: the organisation's quiet hours and time zone."""

    time_zone: str
    quiet_hours: QuietHours


def find_station(tx: StationWork, typed: str) -> Station | None:
    """The station with this key or name, whatever its case."""
    wanted = typed.strip().casefold()
    fitting = (each for each in tx.stations.all() if wanted in {each.key.casefold(), each.name.casefold()})
    return next(fitting, None)


def open_new_station(caller: Caller, name: str, hours: Hours) -> Effect:
    """Opens the window of a station that is to be made."""
    if caller.person.role is not Role.ADMIN:
        return _not_allowed(caller)
    station = Station(
        id=StationId(""),
        key="",
        name=" ".join(name.split())[: names.MAX_NAME],
        rule=Rule(),
        locale=caller.words.language,
        time_zone=hours.time_zone,
        quiet_from_hour=hours.quiet_hours.from_hour,
        quiet_until_hour=hours.quiet_hours.until_hour,
    )
    return Ask(station_form(caller.words, station, budget=DEFAULT_BUDGET, is_new=True))


def open_station(tx: StationWork, caller: Caller, station: Station) -> Effect:
    """Opens the window of a station that there is."""
    if caller.person.role is not Role.ADMIN:
        return _not_allowed(caller)
    return Ask(station_form(caller.words, station, budget=_budget(tx, station), is_new=False))


def save_station(
    tx: StationWork, caller: Caller, args: tuple[str, ...], values: FormValues, web: WorkspaceRef | None
) -> Effect:
    """Makes or changes a station as the window says; a new one has a channel of the page as its first place."""
    if caller.person.role is not Role.ADMIN:
        return _not_allowed(caller)
    before = tx.stations.get(StationId(args[0])) if args else None
    if args and before is None:
        return Ask(notice_form(caller.words, caller.words.say("This station is not there any more.")))
    if problems := _problems(tx, caller, before, values):
        return Refuse(problems)
    station = _station(tx, before, values)
    tx.stations.save(station)
    _save_places(tx, station, int(str(values.get(names.BUDGET))), web)
    text = caller.words.say("“{station}” is saved. To let it post in a channel, say there:", station=station.name)
    return Ask(notice_form(caller.words, f"{text} /voice station post {station.key}"))


def ask_removal(tx: StationWork, caller: Caller, station: Station) -> Effect:
    """Asks whether a station shall really go."""
    if caller.person.role is not Role.ADMIN:
        return _not_allowed(caller)
    channels, subscribers = len(tx.stations.places(station.id)), len(tx.stations.subscriptions(station.id))
    return Ask(removal_form(caller.words, station, channels=channels, subscribers=subscribers))


def remove_station(tx: StationWork, caller: Caller, station_id: StationId) -> Effect:
    """Removes a station; what it posted stays."""
    if caller.person.role is not Role.ADMIN:
        return _not_allowed(caller)
    tx.stations.delete(station_id)
    return Ask(notice_form(caller.words, caller.words.say("The station is removed. What it posted stays.")))


def web_place(station: Station, web: WorkspaceRef) -> Place:
    """The station's own channel of the page."""
    return Place(workspace=web, kind=PlaceKind.CHANNEL, external_id=station.id)


def _problems(tx: StationWork, caller: Caller, before: Station | None, values: FormValues) -> dict[str, str]:
    return dict(_problem(tx, caller, before, values))


def _problem(tx: StationWork, caller: Caller, before: Station | None, values: FormValues) -> Iterator[tuple[str, str]]:
    say = caller.words.say
    name = _name(values)
    same = find_station(tx, name)
    if not _key(name):
        yield names.NAME, say("Please give it a name with letters.")
    elif same is not None and (before is None or same.id != before.id):
        yield names.NAME, say("Another station is called so.")
    known = {each.key for each in tx.sources.all()}
    if unknown := [each for each in _list(values, names.SOURCES) if each not in known]:
        yield names.SOURCES, say("I know no source called {name}.", name=unknown[0][:40])
    if not _zone(values):
        yield names.ZONE, say("That is not a time zone; write one such as Europe/Warsaw.")
    yield from _wrong_hours(caller, values)
    if values.get(names.LOCALE) not in LANGUAGES:
        yield names.LOCALE, say("Please choose one of the languages.")
    if not str(values.get(names.BUDGET)).isdecimal():
        yield names.BUDGET, say("Please choose a number.")


def _wrong_hours(caller: Caller, values: FormValues) -> Iterator[tuple[str, str]]:
    hours = {each: _hour(values, each) for each in (names.QUIET_FROM, names.QUIET_UNTIL, names.ROUND_UP)}
    missing = [each for each, hour in hours.items() if hour is None]
    yield from ((each, caller.words.say("Please choose one of the hours.")) for each in missing)
    round_up, quiet_from, quiet_until = hours[names.ROUND_UP], hours[names.QUIET_FROM], hours[names.QUIET_UNTIL]
    if round_up is None or quiet_from is None or quiet_until is None:
        return
    if not QuietHours(quiet_from, quiet_until).allows(time(round_up)):
        yield names.ROUND_UP, caller.words.say("The round-up cannot come in the quiet hours.")


def _station(tx: StationWork, before: Station | None, values: FormValues) -> Station:
    """The station as the window says; its key stays when it gets another name."""
    name = _name(values)
    return Station(
        id=before.id if before else StationId(new_id()),
        key=before.key if before else _free_key(tx, name),
        name=name,
        rule=_rule(before.rule if before else Rule(), values),
        locale=str(values[names.LOCALE]),
        time_zone=_zone(values),
        quiet_from_hour=_hour(values, names.QUIET_FROM) or 0,
        quiet_until_hour=_hour(values, names.QUIET_UNTIL) or 0,
        round_up_hour=_hour(values, names.ROUND_UP) or 0,
        is_active=before.is_active if before else True,
    )


def _rule(before: Rule, values: FormValues) -> Rule:
    return Rule(
        sources=_list(values, names.SOURCES),
        kinds=_one(values, names.KIND, before.kinds, _member(InteractionKind)),
        products=_list(values, names.PRODUCTS),
        sites=_list(values, names.SITES),
        stages=_one(values, names.STAGE, before.stages, lambda value: value if value in STAGES else None),
        themes=_one(values, names.THEME, before.themes, lambda value: value if value in SUBJECTS else None),
        languages=_list(values, names.SPOKEN),
        moods=_one(values, names.MOOD, before.moods, _member(Mood)),
        cues=_one(values, names.CUE, before.cues, _member(CueKind)),
        is_urgent_only=values.get(names.URGENT) == names.ONLY,
    )


def _one(values: FormValues, name: str, before: tuple[R, ...], read: Callable[[str], R | None]) -> tuple[R, ...]:
    """What a choice says: all (nothing is given), the several of before, or one."""
    chosen = str(values.get(name))
    if chosen == names.KEEP:
        return before
    found = read(chosen)
    return () if found is None else (found,)


def _member(kind: type[T]) -> Callable[[str], T | None]:
    return lambda value: kind(value) if value in list(kind) else None


def _list(values: FormValues, name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in str(values.get(name) or "").split(","))
    return tuple(dict.fromkeys(filter(None, parts)))


def _name(values: FormValues) -> str:
    return " ".join(str(values.get(names.NAME) or "").split())[: names.MAX_NAME]


def _zone(values: FormValues) -> str:
    try:
        return zone_name(str(values.get(names.ZONE) or ""))
    except UnknownZoneError:
        return ""


def _hour(values: FormValues, name: str) -> int | None:
    written = str(values.get(name))
    return int(written) if written.isdecimal() and int(written) < HOURS_IN_DAY else None


def _key(name: str) -> str:
    """A name as part of a command: letters and digits of any script, joined by hyphens."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:LONGEST_KEY].strip("-")


def _free_key(tx: StationWork, name: str) -> str:
    taken = {each.key for each in tx.stations.all()}
    key = _key(name)
    return next(each for each in (key, *(f"{key}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)


def _budget(tx: StationWork, station: Station) -> int:
    return min((each.daily_budget for each in tx.stations.places(station.id)), default=DEFAULT_BUDGET)


def _save_places(tx: StationWork, station: Station, budget: int, web: WorkspaceRef | None) -> None:
    """Gives all channels of the station its budget, and on the page its own channel with its name."""
    places = {each.place: each for each in tx.stations.places(station.id)}
    if web is not None:
        own = web_place(station, web)
        new = StationPlace(station_id=station.id, place=own, name=station.name)
        places[own] = replace(places.get(own, new), name=station.name)
    for each in places.values():
        tx.stations.save_place(replace(each, daily_budget=budget))


def _not_allowed(caller: Caller) -> Effect:
    return Ask(notice_form(caller.words, caller.words.say("Only admins can do this.")))

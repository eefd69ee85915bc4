"""The channels of stations: adding and removing them, and asking their platforms whether they may still be used."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.chat.errors import (
    BlockedError,
    NotInstalledError,
    RejectedError,
    SendError,
    WorkspaceSuspendedError,
)
from bot.chat.ids import Place, PlaceKind, Platform
from bot.chat.platform import ChatPlatform, PlaceFacts
from bot.chat.words import Words, phrase
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.model import Station, StationPlace
from bot.station.store import StationWork
from bot.transactions import Transactions

log = logging.getLogger(__name__)

ASK_AFTER = timedelta(minutes=10)
"""So long an answer of the platform is good for; then it is asked again."""

HOLDS = timedelta(minutes=15)
"""After so long without a new answer nothing is posted in a channel."""

SHARED, CLOSED, NO_ACCESS = "shared_outside", "closed", "no_access"

CLOSED_REASONS: Mapping[str, str] = MappingProxyType(
    {
        SHARED: phrase("People of other companies read this channel, so customer voice is not posted here."),
        CLOSED: phrase("This channel is closed, or I am not in it. Invite me and try again."),
        NO_ACCESS: phrase("I have no access to this channel. Invite me and try again."),
    }
)
"""Why nothing is posted in a channel, by what `StationPlace.closed_reason` holds, as marked phrases."""

_FINAL = (BlockedError, NotInstalledError, RejectedError, WorkspaceSuspendedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAnswer:
    """What came of adding or removing a channel, in a sentence."""

    is_done: bool
    sentence: str


def may_post(place: StationPlace, now: datetime) -> bool:
    """Whether the platform said lately that this channel may be posted in."""
    return not place.closed_reason and place.checked_at is not None and now - place.checked_at <= HOLDS


def closed_sentence(words: Words, place: StationPlace) -> str:
    """Why nothing is posted there; empty while it is possible."""
    return words.say(CLOSED_REASONS.get(place.closed_reason, CLOSED_REASONS[CLOSED])) if place.closed_reason else ""


def closed_reason(facts: PlaceFacts) -> str:
    """Why nothing of ours is posted in a channel, as `CLOSED_REASONS` names it; empty where it may be."""
    if facts.is_shared_outside:
        return SHARED
    return "" if facts.is_open else CLOSED


async def check_places(
    transactions: Transactions[StationWork], platforms: Mapping[Platform, ChatPlatform], now: datetime
) -> None:
    """Asks about the channels of which nothing was heard for a while, and closes or opens them accordingly."""
    for row in await transactions.read(lambda tx: _to_ask(tx, now)):
        platform = platforms.get(row.place.workspace.platform)
        if platform is not None:
            await _check(transactions, platform, row, now)


async def add_place(
    transactions: Transactions[StationWork],
    platforms: Mapping[Platform, ChatPlatform],
    station: Station,
    caller: Caller,
    place: Place,
) -> PlaceAnswer:
    """Lets a station post in a channel, unless its platform says that it must not."""
    words = caller.words
    if caller.person.role is not Role.ADMIN:
        return PlaceAnswer(is_done=False, sentence=words.say("Only admins can do this."))
    platform = platforms.get(place.workspace.platform)
    if place.kind is PlaceKind.DIRECT or platform is None:
        sentence = words.say("Give this command in the channel that shall get the station's snippets.")
        return PlaceAnswer(is_done=False, sentence=sentence)
    channel = replace(place, kind=PlaceKind.CHANNEL, thread_id=None)
    try:
        facts = await platform.describe_place(channel)
    except SendError as error:
        return PlaceAnswer(is_done=False, sentence=_not_asked(words, error))
    if reason := closed_reason(facts):
        return PlaceAnswer(is_done=False, sentence=words.say(CLOSED_REASONS[reason]))
    row = StationPlace(station_id=station.id, place=channel, name=facts.name, checked_at=caller.now)
    await transactions.write(lambda tx: _add(tx, row))
    sentence = words.say("From now on “{station}” posts in {channel}.", station=station.name, channel=facts.name)
    return PlaceAnswer(is_done=True, sentence=sentence)


def remove_place(tx: StationWork, caller: Caller, station: Station, place: Place) -> PlaceAnswer:
    """Lets a station post in a channel no more; what it posted stays."""
    words = caller.words
    if caller.person.role is not Role.ADMIN:
        return PlaceAnswer(is_done=False, sentence=words.say("Only admins can do this."))
    channel = replace(place, kind=PlaceKind.CHANNEL, thread_id=None)
    if not tx.stations.remove_place(station.id, channel):
        sentence = words.say("“{station}” does not post in this channel.", station=station.name)
        return PlaceAnswer(is_done=False, sentence=sentence)
    sentence = words.say("“{station}” posts here no more. What it posted stays.", station=station.name)
    return PlaceAnswer(is_done=True, sentence=sentence)


def _to_ask(tx: StationWork, now: datetime) -> Sequence[StationPlace]:
    """The channels of active stations that are to be asked about, each once."""
    active = {each.id for each in tx.stations.all() if each.is_active}
    due = (each for each in tx.stations.places() if each.station_id in active and _is_due(each, now))
    return tuple({each.place: each for each in due}.values())


def _is_due(place: StationPlace, now: datetime) -> bool:
    return place.checked_at is None or now - place.checked_at >= ASK_AFTER


async def _check(
    transactions: Transactions[StationWork], platform: ChatPlatform, row: StationPlace, now: datetime
) -> None:
    try:
        facts = await platform.describe_place(row.place)
    except _FINAL as error:
        log.info("place.closed", extra={"code": error.code})
        await transactions.write(lambda tx: _note(tx, row, NO_ACCESS, now))
    except SendError as error:
        # Nothing is known, so nothing is posted there until the platform answers again.
        log.warning("place.not_asked", extra={"code": error.code})
    else:
        await transactions.write(lambda tx: _note(tx, row, closed_reason(facts), now, name=facts.name))


def _note(tx: StationWork, asked: StationPlace, reason: str, now: datetime, *, name: str = "") -> None:
    """Keeps what the platform said, unless word of a change came while it was asked."""
    for row in tx.stations.at(asked.place):
        if row.checked_at is not None or asked.checked_at is None:
            tx.stations.save_place(replace(row, closed_reason=reason, checked_at=now, name=name or row.name))


def _add(tx: StationWork, row: StationPlace) -> None:
    """Adds the channel with the budget that others gave it; one that is there already keeps its own."""
    here = tx.stations.at(row.place)
    budget = min((each.daily_budget for each in here), default=row.daily_budget)
    own = next((each.daily_budget for each in here if each.station_id == row.station_id), budget)
    tx.stations.save_place(replace(row, daily_budget=own))


def _not_asked(words: Words, error: SendError) -> str:
    if isinstance(error, _FINAL):
        return words.say(CLOSED_REASONS[NO_ACCESS])
    return words.say("The chat did not tell me about this channel. Please try again in a minute.")

"""Subscribing to a station: its daily round-up by direct message, and urgent word at once, as each person likes it."""

from collections.abc import Sequence

from bot.chat.effects import Ask, Effect
from bot.chat.forms import FormValues
from bot.people.caller import Caller
from bot.station.model import StationId, Subscription
from bot.station.notice_forms import notice_form
from bot.station.posting.subscription_forms import (
    NO,
    ROUND_UP,
    URGENT,
    YES,
    StationSeen,
    subscription_form,
    subscriptions_form,
)
from bot.station.store import StationWork


def subscribe(tx: StationWork, caller: Caller, station_id: StationId) -> Effect:
    """Subscribes to a station and lets the person choose what comes; who is subscribed keeps their choices."""
    station = tx.stations.get(station_id)
    if station is None:
        return _no_station(caller)
    own = _own(tx, caller, station_id)
    if own is None:
        own = Subscription(person_id=caller.person.id, station_id=station_id)
        tx.stations.subscribe(own)
    return Ask(subscription_form(caller.words, station, own))


def save_subscription(tx: StationWork, caller: Caller, station_id: StationId, values: FormValues) -> Effect:
    """Keeps what shall come; who wants nothing of it is not subscribed any more."""
    station = tx.stations.get(station_id)
    if station is None:
        return _no_station(caller)
    wants_round_up, wants_urgent = values.get(ROUND_UP) != NO, values.get(URGENT) == YES
    if not wants_round_up and not wants_urgent:
        return unsubscribe(tx, caller, station_id)
    tx.stations.subscribe(
        Subscription(
            person_id=caller.person.id,
            station_id=station_id,
            wants_round_up=wants_round_up,
            wants_urgent=wants_urgent,
        )
    )
    return list_subscriptions(tx, caller, notice=caller.words.say("Saved."))


def unsubscribe(tx: StationWork, caller: Caller, station_id: StationId) -> Effect:
    """Ends a subscription, also one to a station that is gone; doing it twice is once."""
    tx.stations.unsubscribe(caller.person.id, station_id)
    return list_subscriptions(tx, caller, notice=caller.words.say("You are not subscribed to it any more."))


def list_subscriptions(tx: StationWork, caller: Caller, *, notice: str = "") -> Effect:
    """Shows all stations, with what of each comes to this person."""
    return Ask(subscriptions_form(caller.words, _seen(tx, caller), notice=notice))


def _seen(tx: StationWork, caller: Caller) -> Sequence[StationSeen]:
    own = {each.station_id: each for each in tx.stations.subscriptions_of(caller.person.id)}
    return [StationSeen(station=each, own=own.get(each.id)) for each in tx.stations.all() if each.is_active]


def _own(tx: StationWork, caller: Caller, station_id: StationId) -> Subscription | None:
    mine = tx.stations.subscriptions_of(caller.person.id)
    return next((each for each in mine if each.station_id == station_id), None)


def _no_station(caller: Caller) -> Effect:
    return Ask(notice_form(caller.words, caller.words.say("This station is not there any more.")))

"""The commands about stations: what they are, where they post, who looks first, and what nobody has answered."""

from bot.admin.find_stations import station_named
from bot.admin.grammar import Call
from bot.admin.messages import notice
from bot.admin.station_messages import StationListed, station_list
from bot.admin.store import AdminWork
from bot.chat.effects import Effect, Whisper
from bot.station.intake.review import open_review
from bot.station.posting.places import add_place, remove_place
from bot.station.posting.stations import ask_removal, open_new_station, open_station
from bot.station.posting.subscribe import list_subscriptions, subscribe, unsubscribe
from bot.station.reactions.coverage import coverage


async def list_all(call: Call) -> Effect:
    return await call.read(lambda tx: Whisper(station_list(call.words, _listed(tx))))


async def add(call: Call, name: str) -> Effect:
    return open_new_station(call.caller, name, call.desk.station.hours)


async def change(call: Call, name: str) -> Effect:
    return await call.read(lambda tx: open_station(tx, call.caller, station_named(tx, call.words, name)))


async def post_here(call: Call, name: str) -> Effect:
    """Lets a station post in the channel where the command was given, once its platform said that it may."""
    station = await call.read(lambda tx: station_named(tx, call.words, name))
    desk = call.desk
    answer = await add_place(desk.transactions, desk.station.platforms, station, call.caller, call.here)
    if answer.is_done:
        call.note_change()
        desk.wake()
    return Whisper(notice(answer.sentence))


async def leave_here(call: Call, name: str) -> Effect:
    """Lets a station no more post in the channel where the command was given."""
    return await call.write(
        lambda tx: Whisper(
            notice(remove_place(tx, call.caller, station_named(tx, call.words, name), call.here).sentence)
        )
    )


async def ask_to_remove(call: Call, name: str) -> Effect:
    return await call.read(lambda tx: ask_removal(tx, call.caller, station_named(tx, call.words, name)))


async def review(call: Call) -> Effect:
    return await call.read(lambda tx: open_review(tx, call.caller))


async def show_coverage(call: Call) -> Effect:
    return await call.read(lambda tx: coverage(tx, call.caller))


async def subscribe_to(call: Call, name: str) -> Effect:
    return await call.write(lambda tx: subscribe(tx, call.caller, station_named(tx, call.words, name).id))


async def unsubscribe_from(call: Call, name: str) -> Effect:
    return await call.write(lambda tx: unsubscribe(tx, call.caller, station_named(tx, call.words, name).id))


async def show_subscriptions(call: Call) -> Effect:
    return await call.read(lambda tx: list_subscriptions(tx, call.caller))


def _listed(tx: AdminWork) -> list[StationListed]:
    return [
        StationListed(
            station=each,
            places=tuple(tx.stations.places(each.id)),
            subscribers=len(tx.stations.subscriptions(each.id)),
        )
        for each in tx.stations.all()
    ]

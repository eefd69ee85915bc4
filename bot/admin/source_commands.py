"""The commands of admins about sources of customer voice: list, add, change, and the secret of the webhook."""

from bot.admin.find_stations import source_named
from bot.admin.grammar import Call
from bot.chat.effects import Effect
from bot.station.intake.sources import ask_for_source, list_sources, show_secret


async def list_all(call: Call) -> Effect:
    return await call.read(lambda tx: list_sources(tx, call.caller))


async def add(call: Call, name: str) -> Effect:
    return await call.read(lambda tx: ask_for_source(tx, call.caller, name=name))


async def change(call: Call, name: str) -> Effect:
    return await call.read(lambda tx: ask_for_source(tx, call.caller, source_named(tx, call.words, name).key))


async def give_secret(call: Call, name: str) -> Effect:
    """Opens where the webhook of a source is, with its secret: in a window, which leaves nothing in the chat."""
    desk = call.desk.station
    return await call.read(
        lambda tx: show_secret(tx, call.caller, source_named(tx, call.words, name).key, desk.keys, desk.public_url)
    )

"""The commands that everyone has around customer voice: reading, reporting, subscribing, and one's own promises."""

from bot.admin.grammar import Call
from bot.chat.effects import Effect
from bot.station.browse.flag import open_flag
from bot.station.browse.frictions import show_frictions
from bot.station.browse.search import open_search


async def browse(call: Call, words: str) -> Effect:
    return await call.read(lambda tx: open_search(tx, call.caller, words))


async def ask_for_fault(call: Call) -> Effect:
    return open_flag(call.caller)


async def compare_frictions(call: Call) -> Effect:
    return await call.read(lambda tx: show_frictions(tx, call.caller))

"""The commands about stations: what they are, where they post, who looks first, and what nobody has answered."""

from bot.admin.grammar import Call
from bot.chat.effects import Effect
from bot.station.intake.review import open_review
from bot.station.reactions.coverage import coverage


async def review(call: Call) -> Effect:
    return await call.read(lambda tx: open_review(tx, call.caller))


async def show_coverage(call: Call) -> Effect:
    return await call.read(lambda tx: coverage(tx, call.caller))

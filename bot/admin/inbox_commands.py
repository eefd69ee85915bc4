"""The command that opens the inbox, for everybody alike."""

from bot.admin.grammar import Call
from bot.chat.effects import Effect
from bot.inbox.ask_team import open_ask
from bot.inbox.read_inbox import open_inbox


async def show_inbox(call: Call) -> Effect:
    return await call.read(lambda tx: open_inbox(tx, call.visit))


async def ask_the_team(call: Call) -> Effect:
    return await call.read(lambda tx: open_ask(tx, call.visit))

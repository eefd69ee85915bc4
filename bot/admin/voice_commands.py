"""The commands around customer voice itself: reading, reporting, adding, taking back, and one's own promises."""

from bot.admin.arguments import shown
from bot.admin.find_stations import source_named
from bot.admin.grammar import BadArgumentError, Call
from bot.admin.messages import notice
from bot.admin.store import AdminWork
from bot.chat.effects import Effect, Whisper
from bot.insight.emoji_mood import mood_of_reaction
from bot.insight.model import Mood
from bot.station.browse.flag import open_flag
from bot.station.browse.frictions import show_frictions
from bot.station.browse.search import open_search
from bot.station.intake.add_by_hand import ask_for_voice
from bot.station.intake.messages import withdrawn, withdrawn_unknown
from bot.station.intake.withdraw import standing_by_id, withdraw_by_id
from bot.station.reactions.fix_it import list_fixes
from bot.station.reactions.record_reaction import plain_emoji

FORGET = "-"
"""Typed in the stead of an emoji, it takes the meaning of a custom one away."""


async def browse(call: Call, words: str) -> Effect:
    return await call.read(lambda tx: open_search(tx, call.caller, words))


async def ask_for_fault(call: Call) -> Effect:
    return open_flag(call.caller)


async def compare_frictions(call: Call) -> Effect:
    return await call.read(lambda tx: show_frictions(tx, call.caller))


async def share(call: Call) -> Effect:
    return ask_for_voice(call.caller)


async def show_fixes(call: Call) -> Effect:
    return await call.read(lambda tx: list_fixes(tx, call.caller))


async def take_back(call: Call, source: str, external_id: str) -> Effect:
    """Takes a customer's words back everywhere, and tells what became of it; asked again, how far it has come."""
    effect = await call.write(lambda tx: _take_back(tx, call, source, external_id))
    call.desk.wake()
    return effect


async def map_emoji(call: Call, name: str, meaning: str) -> Effect:
    """Says which well-known emoji one that was made here means, so that it counts like it."""
    own = plain_emoji(name)
    if not own:
        raise BadArgumentError(call.words.say("“{typed}” is not the name of an emoji.", typed=shown(name)))
    if meaning == FORGET:
        await call.write(lambda tx: tx.reactions.map_emoji(own, ""))
        return Whisper(notice(call.words.say("“{name}” means nothing to me from now on.", name=own)))
    if mood_of_reaction(meaning).mood is Mood.NOT_SCORED:
        text = call.words.say("I do not know the emoji “{typed}”. Name one that everybody has.", typed=shown(meaning))
        raise BadArgumentError(text)
    await call.write(lambda tx: tx.reactions.map_emoji(own, plain_emoji(meaning)))
    return Whisper(notice(call.words.say("From now on “{name}” counts like {meaning}.", name=own, meaning=meaning)))


def _take_back(tx: AdminWork, call: Call, source: str, external_id: str) -> Effect:
    key = source_named(tx, call.words, source).key
    withdrawal = withdraw_by_id(tx, key, external_id, call.visit.person.id, call.visit.now)
    if withdrawal is None:
        return Whisper(withdrawn_unknown(call.words))
    return Whisper(withdrawn(call.words, standing_by_id(tx, key, external_id)))

"""The channels that get the weekly scoreboard."""

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.errors import SendError
from bot.chat.ids import Place, PlaceKind, Platform
from bot.chat.platform import ChatPlatform
from bot.digest.store import DigestWork
from bot.people.caller import Caller
from bot.people.model import Role
from bot.transactions import Transactions


async def add_scoreboard(
    transactions: Transactions[DigestWork], platforms: Mapping[Platform, ChatPlatform], caller: Caller, place: Place
) -> str:
    """Lets the scoreboard come to a channel, unless people of other companies read it; says in a sentence what came."""
    words = caller.words
    if caller.person.role is not Role.ADMIN:
        return words.say("Only admins can do this.")
    platform = platforms.get(place.workspace.platform)
    if place.kind is PlaceKind.DIRECT or platform is None:
        return words.say("Give this command in the channel that shall get the scoreboard.")
    channel = _channel(place)
    try:
        facts = await platform.describe_place(channel)
    except SendError:
        return words.say("I have no access to this channel. Invite me and try again.")
    if facts.is_shared_outside:
        return words.say("People of other companies read this channel, so the scoreboard is not posted here.")
    await transactions.write(lambda tx: tx.digests.add_scoreboard(channel))
    return words.say("From now on the scoreboard comes to {channel} on Monday mornings.", channel=facts.name)


def remove_scoreboard(tx: DigestWork, caller: Caller, place: Place) -> str:
    """Lets the scoreboard come to a channel no more; says in a sentence what came of it."""
    words = caller.words
    if caller.person.role is not Role.ADMIN:
        return words.say("Only admins can do this.")
    if not tx.digests.remove_scoreboard(_channel(place)):
        return words.say("The scoreboard does not come to this channel.")
    return words.say("The scoreboard comes here no more.")


def _channel(place: Place) -> Place:
    return replace(place, kind=PlaceKind.CHANNEL, thread_id=None)

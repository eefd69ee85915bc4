"""The channels that get the weekly scoreboard."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.chat.errors import SendError
from bot.chat.ids import Place, PlaceKind, Platform
from bot.chat.platform import ChatPlatform
from bot.digest.store import DigestWork
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.posting.places import PlaceAnswer, closed_reason
from bot.transactions import Transactions

log = logging.getLogger(__name__)


async def add_scoreboard(
    transactions: Transactions[DigestWork], platforms: Mapping[Platform, ChatPlatform], caller: Caller, place: Place
) -> PlaceAnswer:
    """Lets the scoreboard come to a channel, unless people of other companies read it."""
    words = caller.words
    if caller.person.role is not Role.ADMIN:
        return _refused(words.say("Only admins can do this."))
    platform = platforms.get(place.workspace.platform)
    if place.kind is PlaceKind.DIRECT or platform is None:
        return _refused(words.say("Give this command in the channel that shall get the scoreboard."))
    channel = _channel(place)
    try:
        facts = await platform.describe_place(channel)
    except SendError:
        return _refused(words.say("I have no access to this channel. Invite me and try again."))
    if facts.is_shared_outside:
        return _refused(words.say("People of other companies read this channel, so the scoreboard is not posted here."))
    if closed_reason(facts):
        return _refused(words.say("I have no access to this channel. Invite me and try again."))
    await transactions.write(lambda tx: tx.digests.add_scoreboard(channel))
    sentence = words.say("From now on the scoreboard comes to {channel} on Monday mornings.", channel=facts.name)
    return PlaceAnswer(is_done=True, sentence=sentence)


async def fit_places(platforms: Mapping[Platform, ChatPlatform], places: Iterable[Place]) -> frozenset[Place]:
    """Those of some channels in which only people of the company read, as their platforms say now.

    Where a platform does not answer nothing is known, so nothing is posted there until it does.
    """
    return frozenset([each for each in places if await _is_fit(platforms.get(each.workspace.platform), each)])


def remove_scoreboard(tx: DigestWork, caller: Caller, place: Place) -> str:
    """Lets the scoreboard come to a channel no more; says in a sentence what came of it."""
    words = caller.words
    if caller.person.role is not Role.ADMIN:
        return words.say("Only admins can do this.")
    if not tx.digests.remove_scoreboard(_channel(place)):
        return words.say("The scoreboard does not come to this channel.")
    return words.say("The scoreboard comes here no more.")


async def _is_fit(platform: ChatPlatform | None, place: Place) -> bool:
    if platform is None:
        return False
    try:
        reason = closed_reason(await platform.describe_place(place))
    except SendError as error:
        reason = error.code
    if reason:
        log.info("scoreboard.not_posted", extra={"code": reason})
    return not reason


def _refused(sentence: str) -> PlaceAnswer:
    return PlaceAnswer(is_done=False, sentence=sentence)


def _channel(place: Place) -> Place:
    return replace(place, kind=PlaceKind.CHANNEL, thread_id=None)

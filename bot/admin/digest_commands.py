"""The commands about digests: reading one's own now, when it comes, and the channels of the scoreboard."""

from bot.admin.grammar import Allowed, Call, Command, plain
from bot.admin.messages import notice
from bot.chat.effects import Effect, Whisper
from bot.chat.words import phrase
from bot.digest.promise import list_actions
from bot.digest.read_digest import show_digest
from bot.digest.scoreboard_places import add_scoreboard, remove_scoreboard
from bot.digest.wishes import open_wish


async def show(call: Call) -> Effect:
    return await call.read(lambda tx: show_digest(tx, call.caller, call.desk.digest))


async def choose_time(call: Call) -> Effect:
    return await call.read(lambda tx: open_wish(tx, call.caller))


async def list_promises(call: Call) -> Effect:
    return await call.read(lambda tx: list_actions(tx, call.caller))


async def post_here(call: Call) -> Effect:
    """Lets the scoreboard come to the channel where the command was given."""
    desk = call.desk
    answer = await add_scoreboard(desk.transactions, desk.station.platforms, call.caller, call.here)
    if answer.is_done:
        call.note_change()
    return Whisper(notice(answer.sentence))


async def leave_here(call: Call) -> Effect:
    """Lets the scoreboard come no more to the channel where the command was given."""
    return await call.write(lambda tx: Whisper(notice(remove_scoreboard(tx, call.caller, call.here))))


DIGEST_COMMANDS = (
    Command(
        name="digest",
        allowed=Allowed.LEADERS,
        help=phrase("Shows your newest digest now."),
        shape=plain(show),
    ),
    Command(
        name="digest settings",
        allowed=Allowed.LEADERS,
        help=phrase("Chooses the day and hour at which your digest comes, or that it does not."),
        shape=plain(choose_time),
    ),
    Command(
        name="actions",
        allowed=Allowed.LEADERS,
        help=phrase("Lists what you promised, to tell your team, choose another day or drop it."),
        shape=plain(list_promises),
    ),
    Command(
        name="scoreboard post",
        allowed=Allowed.ADMINS,
        help=phrase("Lets the weekly scoreboard come to the channel where you say this."),
        shape=plain(post_here),
    ),
    Command(
        name="scoreboard leave",
        allowed=Allowed.ADMINS,
        help=phrase("Lets the weekly scoreboard come no more to the channel where you say this."),
        shape=plain(leave_here),
    ),
)
"""The lines of the table of commands."""

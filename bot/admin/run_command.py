"""From what somebody typed, pressed or sent in to the command that it means, or to a friendly word on what is wrong."""

from collections.abc import Awaitable

from bot.admin.arguments import without_control_characters
from bot.admin.commands import COMMANDS, command_named
from bot.admin.desk import CommandDesk
from bot.admin.grammar import (
    BadArgumentError,
    Call,
    Command,
    NotAllowedError,
    Understood,
    Unfinished,
    Unknown,
    carry_out,
    understand,
)
from bot.admin.messages import did_you_mean, not_allowed, notice, which_of, wrong_argument
from bot.admin.people_commands import take_people
from bot.admin.pulse_now import send_now
from bot.admin.release_commands import raise_now, withdraw_now
from bot.chat.actions import ActionRef
from bot.chat.effects import Effect, Whisper
from bot.chat.forms import FormValues
from bot.chat.ids import Actor, Place
from bot.pulse.visit import Visit


async def run_command(desk: CommandDesk, visit: Visit, actor: Actor, text: str, place: Place | None = None) -> Effect:
    """Carries out what was typed at a place; an empty line asks for help.

    Mistakes come back as an effect that says what to do.
    """
    line = without_control_characters(text).strip() or "help"
    match understand(COMMANDS, line, visit.person.role):
        case Understood(command, rest):
            call = _call(desk, visit, actor, command, place)
            return await _told(call, carry_out(call, rest))
        case Unfinished(commands):
            return Whisper(which_of(visit.words, commands))
        case Unknown(nearest):
            return Whisper(did_you_mean(visit.words, nearest))


async def press_admin(
    desk: CommandDesk, visit: Visit, actor: Actor, action: ActionRef, place: Place | None = None
) -> Effect:
    """What a press on a button of this room does; the button of a command is as good as the command typed."""
    match action:
        case ActionRef("admin.run", (text,)):
            return await run_command(desk, visit, actor, text, place)
        case _:
            return _too_old(visit)


async def submit_admin(desk: CommandDesk, visit: Visit, actor: Actor, action: ActionRef, values: FormValues) -> Effect:
    """What a form of this room does when it is sent in."""
    match action:
        case ActionRef("admin.import", ()):
            call = _call(desk, visit, actor, command_named("people import"))
            return await _told(call, take_people(call, values))
        case ActionRef("admin.now", ()):
            call = _call(desk, visit, actor, command_named("pulse now"))
            return await _told(call, send_now(call))
        case ActionRef("admin.raise", (people,)) if people.isascii() and people.isdecimal():
            call = _call(desk, visit, actor, command_named("privacy raise"))
            return await _told(call, raise_now(call, int(people)))
        case ActionRef("admin.withdraw", ()):
            call = _call(desk, visit, actor, command_named("results withdraw"))
            return await _told(call, withdraw_now(call, values))
        case _:
            return _too_old(visit)


def _call(desk: CommandDesk, visit: Visit, actor: Actor, command: Command, place: Place | None = None) -> Call:
    return Call(desk=desk, visit=visit, actor=actor, command=command, table=COMMANDS, place=place)


async def _told(call: Call, doing: Awaitable[Effect]) -> Effect:
    """What came of it, or in friendly words why nothing did."""
    try:
        return await doing
    except BadArgumentError as error:
        return Whisper(wrong_argument(call.words, str(error), call.command))
    except NotAllowedError as error:
        return Whisper(not_allowed(call.words, error.allowed, error.admin_names))


def _too_old(visit: Visit) -> Effect:
    text = visit.words.say("This button is too old for me; nothing was stored. Please use a newer message.")
    return Whisper(notice(text))

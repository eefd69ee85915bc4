"""From what somebody typed, pressed or sent in to the command that it means, or to a friendly word on what is wrong."""

from bot.admin.commands import COMMANDS
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
from bot.admin.messages import did_you_mean, not_allowed, which_of, wrong_argument
from bot.chat.actions import ActionRef
from bot.chat.effects import Effect, Whisper
from bot.chat.forms import FormValues
from bot.chat.ids import Actor
from bot.pulse.visit import Visit


async def run_command(desk: CommandDesk, visit: Visit, actor: Actor, text: str) -> Effect:
    """Carries out what was typed; an empty line asks for help. Mistakes come back as an effect that says what to do."""
    match understand(COMMANDS, text or "help", visit.person.role):
        case Understood(command, rest):
            return await _carry_out(_call(desk, visit, actor, command), rest)
        case Unfinished(commands):
            return Whisper(which_of(visit.words, commands))
        case Unknown(nearest):
            return Whisper(did_you_mean(visit.words, nearest))


async def press_admin(desk: CommandDesk, visit: Visit, actor: Actor, action: ActionRef) -> Effect:
    """What a press on a button of this room does."""
    match action:
        case ActionRef("admin.run", (text,)):
            return await run_command(desk, visit, actor, text)
        case _:
            return Whisper(did_you_mean(visit.words, None))


async def submit_admin(desk: CommandDesk, visit: Visit, actor: Actor, action: ActionRef, values: FormValues) -> Effect:
    """What a form of this room does when it is sent in."""
    return Whisper(did_you_mean(visit.words, None))


def _call(desk: CommandDesk, visit: Visit, actor: Actor, command: Command) -> Call:
    return Call(desk=desk, visit=visit, actor=actor, command=command, table=COMMANDS)


async def _carry_out(call: Call, rest: tuple[str, ...]) -> Effect:
    try:
        return await carry_out(call, rest)
    except BadArgumentError as error:
        return Whisper(wrong_argument(call.words, str(error), call.command))
    except NotAllowedError as error:
        return Whisper(not_allowed(call.words, error.allowed, error.admin_names))

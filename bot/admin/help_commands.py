"""The command that explains the others."""

from bot.admin.grammar import Call, Understood, Unfinished, Unknown, understand
from bot.admin.messages import did_you_mean, help_on_all, help_on_one, which_of
from bot.chat.effects import Effect, Whisper


async def give_help(call: Call, about: str) -> Effect:
    """Lists the commands that the actor may give, or explains the one they ask about."""
    role = call.visit.person.role
    offered = [each for each in call.table if each.allowed.includes(role)]
    if not about:
        return Whisper(help_on_all(call.words, offered))
    match understand(offered, about, role):
        case Understood(command):
            return Whisper(help_on_one(call.words, command))
        case Unfinished(commands):
            return Whisper(which_of(call.words, commands))
        case Unknown(nearest):
            return Whisper(did_you_mean(call.words, nearest))

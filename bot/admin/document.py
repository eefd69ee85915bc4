"""The page of documentation on commands, written from their table."""

from collections.abc import Iterator, Sequence

from bot.admin.commands import COMMANDS
from bot.admin.grammar import Allowed, Command
from bot.admin.messages import who_may
from bot.chat.words import words_for

INTRO = """\
# Commands

A command is what stands after `/voice`. Words in capital letters stand for what you fill in, those in square brackets
may be left out. Small and capital letters make no difference. What is no command is not kept; the answer to it is the
command that is most like it.
"""

OUTRO = """\
The first admins come from the configuration or are whoever installed Voxloop. Who is an admin is no secret: whoever
gives a command that only admins may give is told their names. Each change by an admin is logged with who made it and by
which command, and with nothing else. No command shows who answered, or what.
"""


def commands_as_markdown() -> str:
    """All commands, by who may give them."""
    return "\n".join([INTRO, *(part for allowed in Allowed for part in _section(allowed)), OUTRO.rstrip("\n")]) + "\n"


def _section(allowed: Allowed) -> Iterator[str]:
    commands = [each for each in COMMANDS if each.allowed is allowed]
    yield f"## {who_may(words_for('en'), allowed)}\n"
    yield "\n".join(_table(commands)) + "\n"


def _table(commands: Sequence[Command]) -> Iterator[str]:
    yield "| command | what it does | example |"
    yield "| --- | --- | --- |"
    for each in commands:
        yield f"| `{each.usage}` | {each.help} | `{each.example or each.name}` |"

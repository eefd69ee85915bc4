"""The commands in the menu of the chat; a file of its own, because the package offers them and parsing knows them.

A sentence typed to the bot is not a command, and nothing of it is passed on. Only `/voice …`, `voice …` and, word for
word, what the menu offers are taken for one.
"""

import re
from typing import Final

MENU: Final = (
    ("help", "What you can say here"),
    ("home", "What there is for you today"),
    ("catch up", "The questions of this week that you have not answered"),
    ("my answers", "What you answered this week, to change or delete it"),
    ("settings", "When and in which language you are asked"),
    ("flag", "Report a fault in your company's service"),
    ("my data", "What is kept about you"),
    ("pause", "No check-ins until a day that you choose"),
    ("stop", "No check-ins any more"),
    ("start", "Check-ins again"),
)
"""Title and description: https://learn.microsoft.com/microsoft-365/extensibility/schema/root-bots-command-lists-commands"""

HOME: Final = "home"

_PREFIX = re.compile(r"/?voice(?:\s+|$)", re.IGNORECASE)


def command_in(text: str) -> str | None:
    """What stands after `/voice`, or the menu's entry; `None` for anything else."""
    said = " ".join(text.split())
    if found := _PREFIX.match(said):
        return said[found.end() :]
    bare = said.removeprefix("/").casefold()
    return bare if bare in {title for title, _ in MENU} else None

"""The commands in the menus of Teams; a file of its own, because the package offers them and parsing knows them.

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

SLASH_MENU: Final = (
    ("help", "What you can say here; only you see the answer"),
    ("flag", "Report a fault in your company's service"),
    ("snippets", "What customers said lately, or with words that you add"),
    ("snippet add", "Share what a customer told you"),
    ("frictions", "What gets in the customer's way"),
    ("subscriptions", "All stations, and which of them come to you"),
    ("status", "How Voxloop is doing, for leaders and admins"),
    ("station list", "All stations and where they post, for admins"),
    ("station post", "Add a station's name: it posts in this channel, for admins"),
    ("station leave", "Add a station's name: it posts here no more, for admins"),
    ("scoreboard post", "The week of customers in this channel, for admins"),
)
"""What stands in a channel behind the slash: what is about the company. Only who chooses it sees it and the answer.

https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/agent-slash-commands
"""

ANSWERED_IN_CHANNELS: Final = frozenset(
    {
        "flag",
        "frictions",
        "help",
        "privacy",
        "scoreboard",
        "snippet",
        "snippets",
        "station",
        "status",
        "subscribe",
        "subscriptions",
        "unsubscribe",
    }
)
"""How the commands begin that are answered where somebody stands in a channel, to them alone. A screen is easily
shared there, so all else (what is one's own, secrets, a leader's digest, what later versions add) goes to the personal
chat."""

HOME: Final = "home"

_NAME = re.compile(r"^/?(?:voxloop|voice)(?:\s+|$)", re.IGNORECASE)
_PREFIX = re.compile(r"/?voice(?:\s+|$)", re.IGNORECASE)


def command_in(text: str) -> str | None:
    """What stands after `/voice`, or the menu's entry; `None` for anything else."""
    said = " ".join(text.split())
    if found := _PREFIX.match(said):
        return said[found.end() :]
    bare = said.removeprefix("/").casefold()
    return bare if bare in {title for title, _ in MENU} else None


def private_command_in(text: str) -> str:
    """What a private request means: all of it, without the name of the app that Teams may leave before it."""
    return _NAME.sub("", " ".join(text.split()), count=1).removeprefix("/")


def is_answered_in_channels(command: str) -> bool:
    """Whether a private request in a channel is answered there."""
    first, _, _ = (command or "help").casefold().partition(" ")
    return first in ANSWERED_IN_CHANNELS

"""How a story sees and touches a chat, whatever the platform: each platform brings one driver."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a person sees: a message in the conversation, or what answered an act of theirs.

    `text` is all that can be read, in reading order, one line per element. `buttons` are the labels of all that can be
    pressed (points of a scale and choices too; a reaction with its symbol and, once there is one, its count: "👏 Well
    done (3)"). `fields` are the names of what can be filled in. `handle` is the driver's own and says which message or
    form this is.
    """

    kind: Literal["message", "form", "whisper", "nothing"]
    text: str = ""
    buttons: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    handle: object = field(default=None, compare=False, repr=False)


class ChatDriver(Protocol):
    """One platform with one workspace, over its real protocol. Accounts are named by the platform's own ids.

    Channels are too: `channel` is the one in which a story happens unless it makes others. Everybody can read it.
    """

    platform: str
    channel: str

    async def inbox(self, account: str) -> Sequence[Seen]:
        """The bot's direct messages to this account, oldest first, as they look now."""
        ...

    async def press(self, account: str, seen: Seen, label: str) -> Seen:
        """Presses the button with this label, of a message or of an open form, and returns what came of it.

        A reaction can be named by its words alone, without symbol and count.
        """
        ...

    async def submit(self, account: str, form: Seen, values: Mapping[str, str]) -> Seen:
        """Fills the fields by name (a choice by its value, a date as ISO text) and sends the form."""
        ...

    async def command(self, account: str, text: str) -> Seen:
        """Gives `/voice <text>`."""
        ...

    async def home(self, account: str) -> Seen:
        """Opens the bot's own page and returns what it shows."""
        ...

    async def make_channel(self, name: str, *, shared_outside: bool = False) -> str:
        """Makes a channel with the bot in it, where the platform has channels of its own, and returns its id."""
        ...

    async def channel_messages(self, channel: str) -> Sequence[Seen]:
        """The bot's messages in a channel and its threads, oldest first, as they look now."""
        ...

    async def press_in(self, account: str, channel: str, seen: Seen, label: str) -> Seen:
        """Presses a button of a message in a channel, as `press` does."""
        ...

    async def command_in(self, account: str, channel: str, text: str) -> Seen:
        """Gives `/voice <text>` in a channel."""
        ...

    async def react(self, account: str, channel: str, seen: Seen, emoji: str, *, added: bool = True) -> None:
        """Puts one of the platform's own reactions on a message, or takes it back; only where those are heard."""
        ...

    async def comment(self, account: str, channel: str, seen: Seen, text: str) -> str:
        """Writes below a message and returns the comment's id; only where comments are heard."""
        ...

    async def edit_comment(self, account: str, channel: str, seen: Seen, comment: str, text: str) -> None:
        """Changes what was written below a message."""
        ...

    async def delete_comment(self, account: str, channel: str, seen: Seen, comment: str) -> None:
        """Deletes what was written below a message."""
        ...

    async def share(self, account: str, text: str) -> Seen:
        """Shares somebody's message of this text with the bot from the platform's own menu; only where it has one."""
        ...


def is_labelled(button: str, label: str) -> bool:
    """Whether people would call a button by this label: in full, or a reaction without its symbol and count."""
    named = _REACTION.fullmatch(button)
    return label == button or (named is not None and label == named["words"])


_REACTION = re.compile(r"[^\w\s]+ (?P<words>.+?)(?: \(\d+\))?")
"""How a reaction is read: "👏 Well done (3)"."""

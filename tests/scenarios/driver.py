"""How a story sees and touches a chat, whatever the platform: each platform brings one driver."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a person sees: a message in the conversation, or what answered an act of theirs.

    `text` is all that can be read, in reading order, one line per element. `buttons` are the labels of all that can be
    pressed (points of a scale and choices too). `fields` are the names of what can be filled in. `handle` is the
    driver's own and says which message or form this is.
    """

    kind: Literal["message", "form", "whisper", "nothing"]
    text: str = ""
    buttons: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    handle: object = field(default=None, compare=False, repr=False)


class ChatDriver(Protocol):
    """One platform with one workspace, over its real protocol. Accounts are named by the platform's own ids."""

    platform: str

    async def inbox(self, account: str) -> Sequence[Seen]:
        """The bot's direct messages to this account, oldest first, as they look now."""
        ...

    async def press(self, account: str, seen: Seen, label: str) -> Seen:
        """Presses the button with this label, of a message or of an open form, and returns what came of it."""
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

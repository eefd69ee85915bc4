"""What can happen on a chat platform, as far as Voxloop listens. Adapters parse into these; the core handles them.

An `event_id` names the happening, not the delivery: a platform's retry carries the same one, so that it has one effect.
Typed messages arrive without their text on purpose: what is typed into a chat stays in the chat and is not recorded.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.chat.actions import ActionRef
from bot.chat.effects import Effect
from bot.chat.forms import FieldValue
from bot.chat.ids import Actor, Place, WorkspaceRef
from bot.chat.records import DirectoryEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed:
    """A press on a button of a message (`in_form` is false) or of an open form."""

    event_id: str
    actor: Actor
    action: ActionRef
    place: Place | None
    in_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted:
    event_id: str
    actor: Actor
    action: ActionRef
    values: Mapping[str, FieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven:
    """What stands after `/voice`, as it was typed."""

    event_id: str
    actor: Actor
    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTyped:
    """Somebody wrote to the bot in the direct conversation. The text is not here."""

    event_id: str
    actor: Actor
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened:
    """Somebody opened the bot's own page on the platform; answered with a `Post` of what it shall show."""

    event_id: str
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryChanged:
    """Accounts that joined, changed or left."""

    event_id: str
    workspace: WorkspaceRef
    entries: tuple[DirectoryEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceInstalled:
    """Voxloop was installed (again); `installer` is the account that did it, who becomes an admin."""

    event_id: str
    workspace: WorkspaceRef
    name: str
    installer: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceLeft:
    """Voxloop was removed or lost its rights; nothing can be sent there until it is installed again."""

    event_id: str
    workspace: WorkspaceRef
    reason: str


Event = (
    ButtonPressed
    | FormSubmitted
    | CommandGiven
    | MessageTyped
    | HomeOpened
    | DirectoryChanged
    | WorkspaceInstalled
    | WorkspaceLeft
)

EventHandler = Callable[[Event], Awaitable[Effect]]
"""The shared core as an adapter sees it. It returns only when what the event changed is durable, and does not raise for
anything a person can do: mistakes come back as an effect that says what to do. It raises `BusyError` or
`UnavailableError` (bot.chat.errors) when nothing was stored and the platform should try again."""

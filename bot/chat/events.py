"""What can happen on a chat platform, as far as Voxloop listens. Adapters parse into these; the core handles them.

An `event_id` names the happening, not the delivery: a platform's retry carries the same one, so that it has one effect.
Messages typed to the bot arrive without their text on purpose: what is typed into a chat stays in the chat and is not
recorded. Comments below a posting in a channel are said in public and arrive with theirs.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.chat.actions import ActionRef
from bot.chat.effects import Effect
from bot.chat.forms import FieldValue
from bot.chat.ids import Actor, MessageRef, Place, WorkspaceRef
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionChanged:
    """Somebody put one of the platform's own reactions on a message of the bot's in a channel, or took it back.

    `reaction` is the platform's word for it, such as `+1::skin-tone-3` or a character.
    """

    event_id: str
    actor: Actor
    message: MessageRef
    reaction: str
    is_added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentChanged:
    """Somebody wrote below a message of the bot's in a channel, or changed or deleted what they wrote.

    A change carries the same `comment_id`; deleted words are `None`.
    """

    event_id: str
    actor: Actor
    message: MessageRef
    comment_id: str
    text: str | None


class Shortcut(StrEnum):
    """What can be done from the platform's own menus."""

    SHARE_VOICE = "share_voice"
    REPORT_FAULT = "report_fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcutUsed:
    """Somebody chose one of our entries in the platform's menus; answered with a form.

    `text` is that of the message it was chosen on, empty where there was none. It goes into the form that the person
    sees next and is kept only if they send it in. `url` leads to that message.
    """

    event_id: str
    actor: Actor
    shortcut: Shortcut
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChanged:
    """Something about a channel changed (it was shared, archived, renamed, or the bot was removed): look again."""

    event_id: str
    place: Place


Event = (
    ButtonPressed
    | FormSubmitted
    | CommandGiven
    | MessageTyped
    | HomeOpened
    | DirectoryChanged
    | WorkspaceInstalled
    | WorkspaceLeft
    | ReactionChanged
    | CommentChanged
    | ShortcutUsed
    | PlaceChanged
)

EventHandler = Callable[[Event], Awaitable[Effect]]
"""The shared core as an adapter sees it. It returns only when what the event changed is durable, and does not raise for
anything a person can do: mistakes come back as an effect that says what to do. It raises `BusyError` or
`UnavailableError` (bot.chat.errors) when nothing was stored and the platform should try again."""

"""Where something happened in Teams, as far as the way to answer it needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.teams.limits import Json
from adapters.teams.refs import ActivityId, ConversationId, UserId
from bot.chat.ids import Place, WorkspaceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who acted and where. `locale` is that of their Teams, empty where it is not told."""

    workspace: WorkspaceRef
    user: UserId
    conversation: ConversationId
    place: Place
    locale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Something was typed to the bot; `command` is what can be given again from a button.

    `aside` is here as in `Executed`.
    """

    seat: Seat
    activity: ActivityId
    command: str = ""
    is_home: bool = False
    aside: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """An Action.Execute was pressed, on a message or on a form that stands in a message's place.

    `message` is the message that carries the card. `sent` is what the submit button of a form carried, `values` what
    was filled in. `aside` is set where only this person sees what happened in a channel: there they are answered alone,
    and nothing that comes of it may be seen by others.
    """

    seat: Seat
    message: ActivityId
    sent: Json | None = None
    values: Mapping[str, Any] | None = None
    in_form: bool = False
    aside: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A button was pressed that opens a dialog; `message` is the one it stands on, empty for a menu's entry.

    `aside` is here as in `Executed`; what is chosen in a menu of Teams nobody else sees either.
    """

    seat: Seat
    message: ActivityId
    aside: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """Something was pressed in an open dialog; `sent` and `values` are as in `Executed`."""

    seat: Seat
    sent: Json
    values: Mapping[str, Any]
    is_form: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that Teams tells and nobody waits for."""

    workspace: WorkspaceRef


Invoke = Executed | Fetched | Submitted
"""Somebody waits for an answer, which Teams wants within five seconds."""

Origin = Typed | Invoke | Notice


def workspace_of(origin: Origin) -> WorkspaceRef:
    return origin.workspace if isinstance(origin, Notice) else origin.seat.workspace

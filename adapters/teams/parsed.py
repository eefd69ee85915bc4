"""What an activity can mean: events for the core, arrivals and departures, or nothing on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from adapters.teams.origins import Origin
from adapters.teams.refs import ConversationId, TeamId, UserId
from bot.chat.events import Event
from bot.chat.ids import WorkspaceRef


class MalformedError(ValueError):
    """What came is genuine but has not the shape that Microsoft documents. The text never quotes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Events for the core, and where the answer to the last of them goes."""

    events: tuple[Event, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A press on a button, or a form, that another version of Voxloop wrote."""

    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A form that stood in the place of a message was put away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Voxloop was installed: in a team, or (without `team`) for a person, who is `user`."""

    event_id: str
    workspace: WorkspaceRef
    conversation: ConversationId
    user: UserId
    name: str
    locale: str = ""
    team: TeamId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """Voxloop was removed from a team."""

    event_id: str
    workspace: WorkspaceRef
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """People joined a team in which Voxloop is."""

    event_id: str
    workspace: WorkspaceRef
    team: TeamId
    users: tuple[UserId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Something that has no effect on purpose. `kind` is its name in the table, or `other`."""

    kind: str
    reason: str


Parsed = Heard | Outdated | Closed | Arrived | Departed | Joined | Ignored

IGNORED: Final[Mapping[str, str]] = {
    "conversationUpdate": "neither we nor somebody we may write to came, and no channel changed",
    "groupChat": "the app is for people and teams; in a group chat may be whoever does not belong to the company",
    "installationUpdate": "one person removed the app; what is sent to them from now on is refused and reported so",
    "invoke": "an act that no button or menu of ours brings about",
    "membersRemoved": "who left a team may still be in the company; the nightly look at the directory decides",
    "message": "words in a group that are not meant for the bot",
    "messageReaction": "a reaction in a personal chat, which could tell how somebody answered",
    "own": "what the bot itself did",
    "targeted": "a private request that was changed or deleted after it was answered",
}
"""What has no effect on purpose, and why. Everything that is not listed no app can ask for."""


def ignored(kind: str) -> Ignored:
    """Something that is let pass without effect."""
    return Ignored(kind=kind if kind in IGNORED else "other", reason=IGNORED.get(kind, "no app can ask for it"))

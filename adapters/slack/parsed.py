"""What a request of Slack's can turn out to be, and how single parts of its body are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.slack.origins import Origin
from adapters.slack.refs import EnterpriseId, TeamId, UserId, account_ref, workspace_ref
from bot.chat.events import Event
from bot.chat.ids import Actor, WorkspaceRef

Body = Mapping[str, Any]


class MalformedError(ValueError):
    """What came is signed but has not the shape that Slack documents. The text never quotes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An event for the core, and where its answer goes.

    `organisation` is set when it was heard through an org-wide installation.
    """

    event: Event
    origin: Origin
    organisation: WorkspaceRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A press on a button, or a form, that another version of Voxloop wrote."""

    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Slack asks whether this address is ours; the answer is the challenge itself."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Something that has no effect on purpose. `kind` is its name in the table, or `other`."""

    kind: str
    reason: str


Parsed = Heard | Outdated | Challenge | Ignored

IGNORED: Final[Mapping[str, str]] = {
    "app_home_opened": "only the Home tab is ours to fill; the messages tab shows itself",
    "app_rate_limited": "Slack itself held events back; what matters is read again from the directory",
    "block_actions": "a button that opens an address, or a field that was filled and not yet sent",
    "block_suggestion": "no field of ours loads its options from outside",
    "command": "only one slash command is ours",
    "member_joined_channel": "somebody else joined; who is in a channel is nothing to us",
    "member_left_channel": "somebody else left; who is in a channel is nothing to us",
    "message": "it does not stand below a message of the bot's in a channel",
    "message_action": "only our own message shortcuts are ours",
    "reaction_added": "it is not on a message of the bot's in a channel",
    "reaction_removed": "it is not on a message of the bot's in a channel",
    "shortcut": "only our own shortcuts are ours",
    "tokens_revoked": "only user tokens were revoked, and none are kept",
    "view_closed": "closing a form changes nothing",
    "view_submission": "a form that only shows something was closed by its button",
}
"""What has no effect on purpose, and why. Everything that is not listed was not subscribed to."""


def ignored(kind: str) -> Ignored:
    """The result for something without effect."""
    return Ignored(kind=kind if kind in IGNORED else "other", reason=IGNORED.get(kind, "not subscribed to"))


def part(body: Body, name: str) -> Body:
    """An object within the body.

    Raises:
        MalformedError: it is not there.
    """
    inner = body.get(name)
    if not isinstance(inner, Mapping):
        raise MalformedError(f"{name} is missing")
    return inner


def word(body: Body, name: str) -> str:
    """A text that has to be there.

    Raises:
        MalformedError: it is missing or empty.
    """
    text = body.get(name)
    if not isinstance(text, str) or not text:
        raise MalformedError(f"{name} is missing")
    return text


def first_word(body: Body, *names: str) -> str:
    """The first of these texts that is there; else empty."""
    if not isinstance(body, Mapping):
        raise MalformedError("a part of the body is no object")
    return next((text for name in names if isinstance(text := body.get(name), str) and text), "")


def interaction_workspace(body: Body) -> WorkspaceRef:
    """The workspace of an interaction; with an org-wide installation its `team` may be null."""
    team = (
        first_word(body.get("team") or {}, "id")
        or first_word(body.get("user") or {}, "team_id")
        or first_word(body.get("view") or {}, "app_installed_team_id", "team_id")
    )
    holder = organisation_of(body)
    if team:
        return workspace_ref(TeamId(team))
    if holder:
        return holder
    raise MalformedError("the interaction names no workspace")


def organisation_of(body: Body) -> WorkspaceRef | None:
    """The organisation, when it is the one that Voxloop is installed in."""
    authorizations = body.get("authorizations") or [{}]
    holder = authorizations[0] if authorizations[0].get("is_enterprise_install") is not None else body
    if holder.get("is_enterprise_install") not in {True, "true"}:
        return None
    enterprise = first_word(holder, "enterprise_id") or first_word(body.get("enterprise") or {}, "id")
    return workspace_ref(EnterpriseId(enterprise)) if enterprise else None


def act_id(body: Body) -> str:
    """Acts have no id of their own, but the trigger is made anew for each."""
    return f"act-{word(body, 'trigger_id')}"


def actor_of(workspace: WorkspaceRef, user: UserId) -> Actor:
    """Who did it; Slack has authenticated the account."""
    return Actor(account=account_ref(workspace, user))

"""Reads what Slack sends into our events: pure functions, without the SDK.

What is not needed is dropped here: message texts, user names, tokens, the state of a form that was not sent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.slack.origins import Command, FormPress, HomePress, HomeVisit, MessagePress, Notice, Origin, Submission
from adapters.slack.refs import (
    ChannelId,
    EnterpriseId,
    ResponseUrl,
    TeamId,
    TriggerId,
    UserId,
    ViewId,
    account_ref,
    place_of,
    workspace_ref,
)
from bot.chat.actions import ActionRef, BadActionError
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    DirectoryChanged,
    Event,
    FormSubmitted,
    HomeOpened,
    WorkspaceLeft,
)
from bot.chat.forms import FieldValue
from bot.chat.ids import Actor, WorkspaceRef, direct
from bot.chat.records import DirectoryEntry

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
    "message": "the conversation is read-only and no scope lets us read it",
    "message_action": "the app has no message shortcuts",
    "shortcut": "the app has no shortcuts",
    "tokens_revoked": "only user tokens were revoked, and none are kept",
    "view_closed": "closing a form changes nothing",
    "view_submission": "a form that only shows something was closed by its button",
}
"""What has no effect on purpose, and why. Everything that is not listed was not subscribed to."""


def parse(body: Body) -> Parsed:
    """What a request body means, already decoded from JSON or from a form.

    Raises:
        MalformedError: the body has not the shape that Slack documents.
    """
    try:
        return _parse(body)
    except (AttributeError, IndexError, KeyError, TypeError):
        raise MalformedError("a part of the body has another shape than documented") from None


def _parse(body: Body) -> Parsed:
    match body:
        case {"type": "url_verification", "challenge": str(challenge)}:
            return Challenge(text=challenge)
        case {"type": "event_callback"}:
            return _parse_event(body)
        case {"type": "block_actions"}:
            return _parse_press(body)
        case {"type": "view_submission"}:
            return _parse_submission(body)
        case {"command": str()}:
            return _parse_command(body)
        case {"type": str(kind)}:
            return _ignored(kind)
        case _:
            raise MalformedError("neither an event, an interaction nor a command")


def parse_user(user: Body, workspace: WorkspaceRef) -> DirectoryEntry:
    """One account of the directory.

    https://docs.slack.dev/reference/objects/user-object

    Raises:
        MalformedError: it has no id.
    """
    profile = user.get("profile") or {}
    return DirectoryEntry(
        account=account_ref(workspace, UserId(_text(user, "id"))),
        name=_first_text(profile, "real_name", "display_name") or _first_text(user, "real_name", "name"),
        first_name=_first_text(profile, "first_name"),
        email=_first_text(profile, "email"),
        time_zone=_first_text(user, "tz"),
        locale=_first_text(user, "locale"),
        is_person=_is_person(user),
        is_active=not (user.get("deleted") or user.get("is_invited_user")),
    )


def _is_person(user: Body) -> bool:
    strange = ("is_bot", "is_app_user", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return user.get("id") != "USLACKBOT" and not any(user.get(mark) for mark in strange)


def _parse_event(body: Body) -> Parsed:
    event = _part(body, "event")
    kind = _text(event, "type")
    if kind not in _EVENTS:
        return _ignored(kind)
    return _EVENTS[kind](body, _event_workspace(body), _organisation(body))


def _event_workspace(body: Body) -> WorkspaceRef:
    """The workspace of the installation that an event is for; an org-wide one may name only its organisation.

    https://docs.slack.dev/apis/events-api#authorizations
    """
    authorizations = body.get("authorizations") or [{}]
    team = _first_text(authorizations[0], "team_id") or _first_text(body, "team_id")
    return workspace_ref(TeamId(team) if team else EnterpriseId(_text(body, "enterprise_id")))


def _parse_home(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    event = body["event"]
    if event.get("tab") != "home":
        return _ignored("app_home_opened")
    user = UserId(_text(event, "user"))
    opened = HomeOpened(event_id=_text(body, "event_id"), actor=_actor(workspace, user))
    return Heard(event=opened, origin=HomeVisit(workspace=workspace, user=user), organisation=organisation)


def _parse_directory(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    user = _part(body["event"], "user")
    home = workspace_ref(TeamId(user["team_id"])) if organisation and user.get("team_id") else workspace
    changed = DirectoryChanged(event_id=_text(body, "event_id"), workspace=home, entries=(parse_user(user, home),))
    return Heard(event=changed, origin=Notice(workspace=home), organisation=organisation)


def _parse_uninstalled(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    return _left(body, organisation or workspace, "app_uninstalled")


def _parse_revoked(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    tokens = body["event"].get("tokens") or {}
    if not tokens.get("bot"):
        return _ignored("tokens_revoked")
    return _left(body, organisation or workspace, "tokens_revoked")


def _left(body: Body, workspace: WorkspaceRef, reason: str) -> Heard:
    left = WorkspaceLeft(event_id=_text(body, "event_id"), workspace=workspace, reason=reason)
    return Heard(event=left, origin=Notice(workspace=workspace))


_EVENTS: Final[Mapping[str, Callable[[Body, WorkspaceRef, WorkspaceRef | None], Parsed]]] = {
    "app_home_opened": _parse_home,
    "app_uninstalled": _parse_uninstalled,
    "team_join": _parse_directory,
    "tokens_revoked": _parse_revoked,
    "user_change": _parse_directory,
}

EVENT_TYPES: Final = frozenset(_EVENTS)
"""The event types that the manifest subscribes to."""

COMMAND: Final = "/voice"


def _parse_press(body: Body) -> Parsed:
    actions = body.get("actions") or [{}]
    line = _first_text(actions[0], "action_id")
    if actions[0].get("type") != "button" or actions[0].get("url") or line.startswith("link-"):
        return _ignored("block_actions")
    workspace = _workspace(body)
    user = UserId(_text(_part(body, "user"), "id"))
    origin = _press_origin(body, workspace, user)
    try:
        action = ActionRef.decode(line)
    except BadActionError:
        return Outdated(origin=origin)
    actor = _actor(workspace, user)
    channel = _first_text(body.get("channel") or {}, "id")
    place = place_of(actor.account, ChannelId(channel)) if channel else None
    pressed = ButtonPressed(
        event_id=_act_id(body),
        actor=actor,
        action=action,
        place=direct(actor.account) if isinstance(origin, HomePress) else place,
        in_form=isinstance(origin, FormPress),
    )
    return Heard(event=pressed, origin=origin, organisation=_organisation(body))


def _press_origin(body: Body, workspace: WorkspaceRef, user: UserId) -> MessagePress | FormPress | HomePress:
    trigger = TriggerId(_text(body, "trigger_id"))
    match body.get("view"):
        case {"type": "home"}:
            return HomePress(workspace=workspace, user=user, trigger=trigger)
        case {"id": str(view)}:
            return FormPress(workspace=workspace, user=user, view=ViewId(view))
        case _:
            url = ResponseUrl(_text(body, "response_url"))
            return MessagePress(workspace=workspace, user=user, trigger=trigger, response_url=url)


def _parse_submission(body: Body) -> Parsed:
    view = _part(body, "view")
    workspace = _workspace(body)
    user = UserId(_text(_part(body, "user"), "id"))
    state = (view.get("state") or {}).get("values") or {}
    if not isinstance(state, Mapping):
        raise MalformedError("the state of the form is no object")
    origin = Submission(workspace=workspace, user=user, view=ViewId(_text(view, "id")), fields=tuple(state))
    line = _first_text(view, "private_metadata")
    if not line:
        return _ignored("view_submission")
    try:
        action = ActionRef.decode(line)
    except BadActionError:
        return Outdated(origin=origin)
    submitted = FormSubmitted(
        event_id=_act_id(body),
        actor=_actor(workspace, user),
        action=action,
        values={name: _value(elements) for name, elements in state.items()},
    )
    return Heard(event=submitted, origin=origin, organisation=_organisation(body))


def _value(elements: object) -> FieldValue:
    if not isinstance(elements, Mapping) or len(elements) != 1:
        raise MalformedError("a field of the form holds not exactly one input")
    match next(iter(elements.values())):
        case {"type": "plain_text_input", "value": str(text)}:
            return text or None
        case {"type": "radio_buttons" | "static_select", "selected_option": {"value": str(value)}}:
            return value
        case {"type": "datepicker", "selected_date": str(day)}:
            return _day(day)
        case {"type": "plain_text_input" | "radio_buttons" | "static_select" | "datepicker"}:
            return None
        case _:
            raise MalformedError("a field of the form is of a kind that Voxloop does not use")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MalformedError("a date of the form is none") from None


def _parse_command(body: Body) -> Parsed:
    if body["command"] != COMMAND:
        return _ignored("command")
    team = _first_text(body, "team_id") or _first_text(body, "enterprise_id")
    workspace = workspace_ref(TeamId(team or _text(body, "team_id")))
    user = UserId(_text(body, "user_id"))
    actor = _actor(workspace, user)
    given = CommandGiven(
        event_id=_act_id(body),
        actor=actor,
        text=_first_text(body, "text").strip(),
        place=place_of(actor.account, ChannelId(_text(body, "channel_id"))),
    )
    origin = Command(
        workspace=workspace,
        user=user,
        trigger=TriggerId(_text(body, "trigger_id")),
        response_url=ResponseUrl(_text(body, "response_url")),
    )
    return Heard(event=given, origin=origin, organisation=_organisation(body))


def _workspace(body: Body) -> WorkspaceRef:
    """The workspace of an interaction; with an org-wide installation its `team` may be null."""
    team = (
        _first_text(body.get("team") or {}, "id")
        or _first_text(body.get("user") or {}, "team_id")
        or _first_text(body.get("view") or {}, "app_installed_team_id", "team_id")
    )
    organisation = _organisation(body)
    if team:
        return workspace_ref(TeamId(team))
    if organisation:
        return organisation
    raise MalformedError("the interaction names no workspace")


def _organisation(body: Body) -> WorkspaceRef | None:
    """The organisation, when it is the one that Voxloop is installed in."""
    authorizations = body.get("authorizations") or [{}]
    holder = authorizations[0] if authorizations[0].get("is_enterprise_install") is not None else body
    if holder.get("is_enterprise_install") not in {True, "true"}:
        return None
    enterprise = _first_text(holder, "enterprise_id") or _first_text(body.get("enterprise") or {}, "id")
    return workspace_ref(EnterpriseId(enterprise)) if enterprise else None


def _act_id(body: Body) -> str:
    """Acts have no id of their own, but the trigger is made anew for each."""
    return f"act-{_text(body, 'trigger_id')}"


def _actor(workspace: WorkspaceRef, user: UserId) -> Actor:
    return Actor(account=account_ref(workspace, user))


def _ignored(kind: str) -> Ignored:
    return Ignored(kind=kind if kind in IGNORED else "other", reason=IGNORED.get(kind, "not subscribed to"))


def _part(body: Body, name: str) -> Body:
    part = body.get(name)
    if not isinstance(part, Mapping):
        raise MalformedError(f"{name} is missing")
    return part


def _text(body: Body, name: str) -> str:
    text = body.get(name)
    if not isinstance(text, str) or not text:
        raise MalformedError(f"{name} is missing")
    return text


def _first_text(body: Body, *names: str) -> str:
    if not isinstance(body, Mapping):
        raise MalformedError("a part of the body is no object")
    return next((text for name in names if isinstance(text := body.get(name), str) and text), "")

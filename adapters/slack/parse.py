"""Reads what Slack sends into our events: pure functions, without the SDK.

What is not needed is dropped here: message texts, user names, tokens, the state of a form that was not sent.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from adapters.slack.origins import (
    Command,
    FormPress,
    HomePress,
    HomeVisit,
    MenuChoice,
    MessagePress,
    Notice,
    Submission,
)
from adapters.slack.parse_channels import CHANNEL_EVENTS, EventParser
from adapters.slack.parsed import (
    Body,
    Challenge,
    Heard,
    MalformedError,
    Outdated,
    Parsed,
    act_id,
    actor_of,
    first_word,
    ignored,
    interaction_workspace,
    organisation_of,
    part,
    word,
)
from adapters.slack.plain_text import plain_text
from adapters.slack.refs import (
    ChannelId,
    EnterpriseId,
    ResponseUrl,
    TeamId,
    TriggerId,
    UserId,
    ViewId,
    account_ref,
    permalink,
    place_of,
    workspace_ref,
)
from bot.chat.actions import ActionRef, BadActionError
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    DirectoryChanged,
    FormSubmitted,
    HomeOpened,
    Shortcut,
    ShortcutUsed,
    WorkspaceLeft,
)
from bot.chat.forms import FieldValue
from bot.chat.ids import AccountRef, Place, WorkspaceRef, direct
from bot.chat.records import DirectoryEntry


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
        case {"type": "shortcut" | "message_action"}:
            return _parse_shortcut(body)
        case {"command": str()}:
            return _parse_command(body)
        case {"type": str(kind)}:
            return ignored(kind)
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
        account=account_ref(workspace, UserId(word(user, "id"))),
        name=first_word(profile, "real_name", "display_name") or first_word(user, "real_name", "name"),
        first_name=first_word(profile, "first_name"),
        email=first_word(profile, "email"),
        time_zone=first_word(user, "tz"),
        locale=first_word(user, "locale"),
        is_person=_is_person(user),
        is_active=not (user.get("deleted") or user.get("is_invited_user")),
    )


def _is_person(user: Body) -> bool:
    strange = ("is_bot", "is_app_user", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return user.get("id") != "USLACKBOT" and not any(user.get(mark) for mark in strange)


def _parse_event(body: Body) -> Parsed:
    event = part(body, "event")
    kind = word(event, "type")
    if kind not in _EVENTS:
        return ignored(kind)
    return _EVENTS[kind](body, _event_workspace(body), organisation_of(body))


def _event_workspace(body: Body) -> WorkspaceRef:
    """The workspace of the installation that an event is for; an org-wide one may name only its organisation.

    https://docs.slack.dev/apis/events-api#authorizations
    """
    authorizations = body.get("authorizations") or [{}]
    team = first_word(authorizations[0], "team_id") or first_word(body, "team_id")
    return workspace_ref(TeamId(team) if team else EnterpriseId(word(body, "enterprise_id")))


def _parse_home(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    event = body["event"]
    if event.get("tab") != "home":
        return ignored("app_home_opened")
    user = UserId(word(event, "user"))
    opened = HomeOpened(event_id=word(body, "event_id"), actor=actor_of(workspace, user))
    return Heard(event=opened, origin=HomeVisit(workspace=workspace, user=user), organisation=organisation)


def _parse_directory(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    user = part(body["event"], "user")
    home = workspace_ref(TeamId(user["team_id"])) if organisation and user.get("team_id") else workspace
    changed = DirectoryChanged(event_id=word(body, "event_id"), workspace=home, entries=(parse_user(user, home),))
    return Heard(event=changed, origin=Notice(workspace=home), organisation=organisation)


def _parse_uninstalled(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    return _left(body, organisation or workspace, "app_uninstalled")


def _parse_revoked(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    tokens = body["event"].get("tokens") or {}
    if not tokens.get("bot"):
        return ignored("tokens_revoked")
    return _left(body, organisation or workspace, "tokens_revoked")


def _left(body: Body, workspace: WorkspaceRef, reason: str) -> Heard:
    left = WorkspaceLeft(event_id=word(body, "event_id"), workspace=workspace, reason=reason)
    return Heard(event=left, origin=Notice(workspace=workspace))


_EVENTS: Final[Mapping[str, EventParser]] = {
    **CHANNEL_EVENTS,
    "app_home_opened": _parse_home,
    "app_uninstalled": _parse_uninstalled,
    "team_join": _parse_directory,
    "tokens_revoked": _parse_revoked,
    "user_change": _parse_directory,
}

EVENT_TYPES: Final = frozenset(_EVENTS) - {"message"} | {"message.channels", "message.groups"}
"""The event types that the manifest subscribes to; Slack subscribes to messages by the kind of conversation."""

COMMAND: Final = "/voice"

SHORTCUTS: Final[Mapping[str, Shortcut]] = {
    "share_voice": Shortcut.SHARE_VOICE,
    "report_fault": Shortcut.REPORT_FAULT,
    "report_fault_here": Shortcut.REPORT_FAULT,
}
"""Our entries in Slack's menus, by their `callback_id`; the last one stands in the menu of a message."""


def _parse_press(body: Body) -> Parsed:
    actions = body.get("actions") or [{}]
    line = first_word(actions[0], "action_id")
    if actions[0].get("type") != "button" or actions[0].get("url") or line.startswith("link-"):
        return ignored("block_actions")
    workspace = interaction_workspace(body)
    user = UserId(word(part(body, "user"), "id"))
    origin = _press_origin(body, workspace, user)
    try:
        action = ActionRef.decode(line)
    except BadActionError:
        return Outdated(origin=origin)
    actor = actor_of(workspace, user)
    pressed = ButtonPressed(
        event_id=act_id(body),
        actor=actor,
        action=action,
        place=direct(actor.account) if isinstance(origin, HomePress) else _press_place(body, actor.account),
        in_form=isinstance(origin, FormPress),
    )
    return Heard(event=pressed, origin=origin, organisation=organisation_of(body))


def _press_place(body: Body, account: AccountRef) -> Place | None:
    """Where the pressed message stands; a thread is named after its first message, which itself is not in it."""
    channel = first_word(body.get("channel") or {}, "id")
    container = body.get("container") or {}
    thread = first_word(container, "thread_ts")
    is_first = thread == first_word(container, "message_ts")
    return place_of(account, ChannelId(channel), "" if is_first else thread) if channel else None


def _press_origin(body: Body, workspace: WorkspaceRef, user: UserId) -> MessagePress | FormPress | HomePress:
    trigger = TriggerId(word(body, "trigger_id"))
    match body.get("view"):
        case {"type": "home"}:
            return HomePress(workspace=workspace, user=user, trigger=trigger)
        case {"id": str(view)}:
            return FormPress(workspace=workspace, user=user, view=ViewId(view))
        case _:
            url = ResponseUrl(word(body, "response_url"))
            return MessagePress(workspace=workspace, user=user, trigger=trigger, response_url=url)


def _parse_submission(body: Body) -> Parsed:
    view = part(body, "view")
    workspace = interaction_workspace(body)
    user = UserId(word(part(body, "user"), "id"))
    state = (view.get("state") or {}).get("values") or {}
    if not isinstance(state, Mapping):
        raise MalformedError("the state of the form is no object")
    origin = Submission(workspace=workspace, user=user, view=ViewId(word(view, "id")), fields=tuple(state))
    line = first_word(view, "private_metadata")
    if not line:
        return ignored("view_submission")
    try:
        action = ActionRef.decode(line)
    except BadActionError:
        return Outdated(origin=origin)
    submitted = FormSubmitted(
        event_id=act_id(body),
        actor=actor_of(workspace, user),
        action=action,
        values={name: _value(elements) for name, elements in state.items()},
    )
    return Heard(event=submitted, origin=origin, organisation=organisation_of(body))


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
        return ignored("command")
    team = first_word(body, "team_id") or first_word(body, "enterprise_id")
    workspace = workspace_ref(TeamId(team or word(body, "team_id")))
    user = UserId(word(body, "user_id"))
    actor = actor_of(workspace, user)
    given = CommandGiven(
        event_id=act_id(body),
        actor=actor,
        text=first_word(body, "text").strip(),
        place=place_of(actor.account, ChannelId(word(body, "channel_id"))),
    )
    origin = Command(
        workspace=workspace,
        user=user,
        trigger=TriggerId(word(body, "trigger_id")),
        response_url=ResponseUrl(word(body, "response_url")),
    )
    return Heard(event=given, origin=origin, organisation=organisation_of(body))


def _parse_shortcut(body: Body) -> Parsed:
    """One of our entries in Slack's menus, for the whole workspace or for a message.

    https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    """
    shortcut = SHORTCUTS.get(first_word(body, "callback_id"))
    if shortcut is None:
        return ignored(word(body, "type"))
    workspace = interaction_workspace(body)
    user = UserId(word(part(body, "user"), "id"))
    message = body.get("message") or {}
    used = ShortcutUsed(
        event_id=act_id(body),
        actor=actor_of(workspace, user),
        shortcut=shortcut,
        text=plain_text(first_word(message, "text")),
        url=_address(body) if message else "",
    )
    origin = MenuChoice(workspace=workspace, user=user, trigger=TriggerId(word(body, "trigger_id")))
    return Heard(event=used, origin=origin, organisation=organisation_of(body))


def _address(body: Body) -> str:
    channel, message = part(body, "channel"), part(body, "message")
    timestamp, thread = word(message, "ts"), first_word(message, "thread_ts")
    domain = first_word(body.get("team") or {}, "domain")
    return permalink(domain, ChannelId(word(channel, "id")), timestamp, "" if thread == timestamp else thread)

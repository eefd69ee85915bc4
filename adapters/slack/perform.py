"""Decides how an effect is shown in Slack, and carries it out there."""

import logging
from dataclasses import dataclass
from typing import assert_never

from adapters.slack import render
from adapters.slack.client import SlackClient
from adapters.slack.credentials import Credentials
from adapters.slack.limits import Json
from adapters.slack.origins import (
    Act,
    Command,
    FormPress,
    HomePress,
    HomeVisit,
    MenuChoice,
    MessagePress,
    Notice,
    Origin,
    Submission,
)
from adapters.slack.refs import ResponseUrl, TriggerId, UserId, ViewId
from bot.chat.blocks import Message, Paragraph, Table
from bot.chat.effects import Ask, Effect, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.forms import Form
from bot.chat.ids import WorkspaceRef

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView:
    workspace: WorkspaceRef
    trigger: TriggerId
    view: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateView:
    """Exchanges an open modal by its id, so that doing it twice is harmless."""

    workspace: WorkspaceRef
    view_id: ViewId
    view: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishHome:
    workspace: WorkspaceRef
    user: UserId
    view: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """Answers where an act happened. `manner` holds `response_type` and whether the message is replaced."""

    url: ResponseUrl
    message: Message
    manner: Json


Call = OpenView | UpdateView | PublishHome | Respond


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The body to answer the request with (empty: none), and one call to Slack beside it."""

    body: Json | None = None
    call: Call | None = None


_WHISPER: Json = {"response_type": "ephemeral", "replace_original": False}
_POST: Json = {"response_type": "in_channel", "replace_original": False}
_REPLACE: Json = {"replace_original": True}


def plan_effect(effect: Effect, origin: Origin) -> Plan:
    """How to show the effect while Slack still waits for the answer to the request."""
    if isinstance(effect, Nothing):
        return Plan(body={"response_action": "clear"}) if isinstance(origin, Submission) else Plan()
    match origin:
        case Command():
            return _command_plan(effect, origin)
        case Submission():
            return _submission_plan(effect, origin)
        case MessagePress() | FormPress() | HomePress() | HomeVisit() | MenuChoice() | Notice():
            return Plan(call=_call(effect, origin))
    assert_never(origin)


def plan_wait(origin: Act) -> Plan:
    """What to answer in time when the core needs longer. A sent form shows that it waits; the rest is just taken."""
    if isinstance(origin, Submission):
        return Plan(body={"response_action": "update", "view": render.render_wait()})
    return Plan()


def plan_late_effect(effect: Effect, origin: Act) -> Plan:
    """How to show the effect after `plan_wait` was answered."""
    if isinstance(origin, Submission):
        view = render.render_done() if isinstance(effect, Nothing) else _view(effect)
        return Plan(call=UpdateView(workspace=origin.workspace, view_id=origin.view, view=view))
    return Plan() if isinstance(effect, Nothing) else Plan(call=_call(effect, origin))


Shown = Whisper | Post | Ask | Replace | Refuse


def _command_plan(effect: Shown, origin: Command) -> Plan:
    call = _call(effect, origin)
    if isinstance(call, Respond) and not any(isinstance(block, Table) for block in call.message.blocks):
        return Plan(body={**call.manner, **render.render_message(call.message)})
    # A table that Slack refuses can only be shown otherwise where Slack says that it refused.
    return Plan(call=call)


def _submission_plan(effect: Shown, origin: Submission) -> Plan:
    if isinstance(effect, Refuse) and origin.fields:
        known = {name: text for name, text in effect.problems.items() if name in origin.fields}
        other = " ".join(text for name, text in effect.problems.items() if name not in origin.fields)
        errors = known or {origin.fields[0]: other or render.NOTICE_TITLE}
        return Plan(body={"response_action": "errors", "errors": errors})
    return Plan(body={"response_action": "update", "view": _view(effect)})


def _call(effect: Shown, origin: Origin) -> Call | None:
    match origin:
        case MessagePress() | Command():
            return _answer_in_place(effect, origin)
        case FormPress() | Submission():
            return UpdateView(workspace=origin.workspace, view_id=origin.view, view=_view(effect))
        case HomePress():
            return _answer_at_home(effect, origin)
        case MenuChoice():
            return OpenView(workspace=origin.workspace, trigger=origin.trigger, view=_view(effect))
        case HomeVisit():
            return _fill_home(effect, origin)
        case Notice():
            log.warning("slack.effect_without_place", extra={"effect": type(effect).__name__})
            return None
    assert_never(origin)


def _answer_in_place(effect: Shown, origin: MessagePress | Command) -> Call:
    match effect:
        case Ask(form):
            return _open(form, origin)
        case Post(message):
            return Respond(url=origin.response_url, message=message, manner=_POST)
        case Replace(message) if isinstance(origin, MessagePress):
            return Respond(url=origin.response_url, message=message, manner=_REPLACE)
        case Whisper() | Replace() | Refuse():
            return Respond(url=origin.response_url, message=_message(effect), manner=_WHISPER)
    assert_never(effect)


def _answer_at_home(effect: Shown, origin: HomePress) -> Call:
    match effect:
        case Post(message) | Replace(message):
            return PublishHome(workspace=origin.workspace, user=origin.user, view=render.render_home(message))
        case Ask() | Whisper() | Refuse():
            return OpenView(workspace=origin.workspace, trigger=origin.trigger, view=_view(effect))
    assert_never(effect)


def _fill_home(effect: Shown, origin: HomeVisit) -> Call | None:
    if isinstance(effect, Ask):
        log.warning("slack.effect_without_place", extra={"effect": "Ask"})
        return None
    view = render.render_home(_message(effect))
    return PublishHome(workspace=origin.workspace, user=origin.user, view=view)


def _open(form: Form, origin: MessagePress | Command) -> OpenView:
    return OpenView(workspace=origin.workspace, trigger=origin.trigger, view=render.render_form(form))


def _view(effect: Shown) -> Json:
    return render.render_form(effect.form) if isinstance(effect, Ask) else render.render_notice(_message(effect))


def _message(effect: Whisper | Post | Replace | Refuse) -> Message:
    if not isinstance(effect, Refuse):
        return effect.message
    text = "\n".join(effect.problems.values()) or render.NOTICE_TITLE
    return Message(summary=text, blocks=(Paragraph(text),))


class Performer:
    """Carries out calls in the right workspace."""

    def __init__(self, client: SlackClient, credentials: Credentials) -> None:
        self._client = client
        self._credentials = credentials

    async def carry_out(self, call: Call) -> None:
        """Does it once.

        Raises:
            SendError: Slack did not take it.
        """
        match call:
            case OpenView(workspace=workspace, trigger=trigger, view=view):
                await self._views(workspace, "views.open", {"trigger_id": trigger, "view": view})
            case UpdateView(workspace=workspace, view_id=view_id, view=view):
                await self._views(workspace, "views.update", {"view_id": view_id, "view": view})
            case PublishHome(workspace=workspace, user=user, view=view):
                await self._views(workspace, "views.publish", {"user_id": user, "view": view})
            case Respond():
                await self._respond(call)
            case _:
                assert_never(call)

    async def _views(self, workspace: WorkspaceRef, method: str, arguments: Json) -> None:
        grant = await self._credentials.grant(workspace)
        await self._client.call(method, grant.token, arguments)

    async def _respond(self, call: Respond) -> None:
        await self._client.with_table_fallback(
            lambda is_native: self._client.respond(
                call.url, {**call.manner, **render.render_message(call.message, native_tables=is_native)}
            )
        )

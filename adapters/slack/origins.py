"""Where something happened in Slack, as far as the way to answer it needs to know."""

from dataclasses import dataclass

from adapters.slack.refs import ResponseUrl, TriggerId, UserId, ViewId
from bot.chat.ids import WorkspaceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePress:
    """A press on a button of a message."""

    workspace: WorkspaceRef
    user: UserId
    trigger: TriggerId
    response_url: ResponseUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPress:
    """A press on a button of an open modal."""

    workspace: WorkspaceRef
    user: UserId
    view: ViewId


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePress:
    """A press on a button of the Home tab."""

    workspace: WorkspaceRef
    user: UserId
    trigger: TriggerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A modal that was sent; `fields` are the names of its inputs."""

    workspace: WorkspaceRef
    user: UserId
    view: ViewId
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    workspace: WorkspaceRef
    user: UserId
    trigger: TriggerId
    response_url: ResponseUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuChoice:
    """One of our entries in Slack's menus was chosen; only a window can answer it."""

    workspace: WorkspaceRef
    user: UserId
    trigger: TriggerId


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisit:
    workspace: WorkspaceRef
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that Slack tells and nobody waits for."""

    workspace: WorkspaceRef


Act = MessagePress | FormPress | HomePress | Submission | Command | MenuChoice
"""Somebody waits for an answer, and Slack gives us three seconds for it."""

Origin = Act | HomeVisit | Notice

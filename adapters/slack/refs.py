"""Slack's ids as distinct types, and the only place that knows how they stand in ours."""

from typing import NewType

from bot.chat.ids import AccountRef, MessageRef, Place, PlaceKind, Platform, WorkspaceRef, direct

SLACK = Platform("slack")

TeamId = NewType("TeamId", str)
"""One workspace, such as `T0123456789`."""

EnterpriseId = NewType("EnterpriseId", str)
"""An organisation that owns several workspaces, such as `E0123456789`."""

UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
ViewId = NewType("ViewId", str)
TriggerId = NewType("TriggerId", str)
"""The right to open one window within three seconds of an act."""

ResponseUrl = NewType("ResponseUrl", str)
"""Where an answer to an act may be sent, five times within half an hour."""


def workspace_ref(owner: TeamId | EnterpriseId) -> WorkspaceRef:
    """A workspace, or the organisation of an org-wide installation."""
    return WorkspaceRef(platform=SLACK, external_id=owner)


def account_ref(workspace: WorkspaceRef, user: UserId) -> AccountRef:
    return AccountRef(workspace=workspace, external_id=user)


def is_organisation(workspace: WorkspaceRef) -> bool:
    """Whether this is an organisation; Slack's ids begin with E for those and with T for workspaces."""
    return workspace.external_id.startswith("E")


def place_of(account: AccountRef, channel: ChannelId) -> Place:
    """Where an act happened; every direct conversation (`D…`) is the one between the bot and the actor."""
    if channel.startswith("D"):
        return direct(account)
    return Place(workspace=account.workspace, kind=PlaceKind.CHANNEL, external_id=channel)


def channel_of(place: Place) -> str:
    """What Slack takes as `channel`: for a direct conversation the user's id, which opens it by itself.

    https://docs.slack.dev/reference/methods/chat.postMessage#channels
    """
    return place.external_id


def message_ref(place: Place, channel: ChannelId, timestamp: str) -> MessageRef:
    """A message by its channel and timestamp, both of which Slack asks for to find it again."""
    return MessageRef(place=place, external_id=f"{channel}/{timestamp}")

"""Slack's ids as distinct types, and the only place that knows how they stand in ours."""

import re
from typing import NewType

from bot.chat.ids import AccountRef, MessageRef, Place, PlaceKind, Platform, WorkspaceRef, direct

SLACK = Platform("slack")

_DOMAIN = re.compile(r"[a-z0-9-]+(\.enterprise)?")

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


def place_of(account: AccountRef, channel: ChannelId, thread: str = "") -> Place:
    """Where an act happened; every direct conversation (`D…`) is the one between the bot and the actor."""
    return direct(account) if is_direct(channel) else channel_place(account.workspace, channel, thread)


def channel_place(workspace: WorkspaceRef, channel: ChannelId, thread: str = "") -> Place:
    """A channel, or the thread in it that begins with the message of the timestamp `thread`."""
    if thread:
        return Place(workspace=workspace, kind=PlaceKind.THREAD, external_id=channel, thread_id=thread)
    return Place(workspace=workspace, kind=PlaceKind.CHANNEL, external_id=channel)


def is_direct(channel: str) -> bool:
    """Whether this is a conversation of two; Slack's ids begin with D for those."""
    return channel.startswith("D")


def channel_of(place: Place) -> str:
    """What Slack takes as `channel`: for a direct conversation the user's id, which opens it by itself.

    https://docs.slack.dev/reference/methods/chat.postMessage#channels
    """
    return place.external_id


def message_ref(place: Place, channel: ChannelId, timestamp: str) -> MessageRef:
    """A message by its channel and timestamp, both of which Slack asks for to find it again."""
    return MessageRef(place=place, external_id=f"{channel}/{timestamp}")


def channel_and_timestamp(ref: MessageRef) -> tuple[ChannelId, str]:
    """What `message_ref` was made of."""
    channel, _, timestamp = ref.external_id.partition("/")
    return ChannelId(channel), timestamp


def permalink(domain: str, channel: ChannelId, timestamp: str, thread: str = "") -> str:
    """The address of a message in the browser; empty where the workspace's name in addresses is not known.

    https://docs.slack.dev/reference/methods/chat.getPermalink would need a call more for the same.
    """
    if not _DOMAIN.fullmatch(domain):
        return ""
    below = f"?thread_ts={thread}&cid={channel}" if thread else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{timestamp.replace('.', '')}{below}"

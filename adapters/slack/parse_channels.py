"""Reads what happens in channels: reactions, what is written below the bot's messages, and the channels themselves.

Only what concerns messages of the bot's is read further. With the optional scope `channels:history` Slack sends all
that is written in the bot's channels; what stands elsewhere is dropped here, unread.
"""

from collections.abc import Callable, Mapping
from typing import Final

from adapters.slack.origins import Notice
from adapters.slack.parsed import Body, Heard, Ignored, Parsed, actor_of, first_word, ignored, part, word
from adapters.slack.plain_text import plain_text
from adapters.slack.refs import ChannelId, UserId, channel_place, is_direct, message_ref
from bot.chat.events import CommentChanged, Event, PlaceChanged, ReactionChanged
from bot.chat.ids import MessageRef, WorkspaceRef
from bot.chat.platform import PlaceFacts

EventParser = Callable[[Body, WorkspaceRef, WorkspaceRef | None], Parsed]

WRITTEN: Final = frozenset({"", "file_share", "thread_broadcast"})
"""The subtypes of messages in which somebody wrote; a broadcast copy has the timestamp of what it copies."""


def parse_reaction(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    """Somebody's emoji on a message.

    https://docs.slack.dev/reference/events/reaction_added
    """
    event = body["event"]
    kind, user, bot = word(event, "type"), first_word(event, "user"), _bot_of(body)
    if not bot or event.get("item_user") != bot or user == bot:
        return ignored(kind)
    item = part(event, "item")
    if item.get("type") != "message" or is_direct(word(item, "channel")):
        return ignored(kind)
    changed = ReactionChanged(
        event_id=word(body, "event_id"),
        actor=actor_of(workspace, UserId(word(event, "user"))),
        message=_message(workspace, item["channel"], word(item, "ts")),
        reaction=word(event, "reaction"),
        is_added=kind == "reaction_added",
    )
    return _heard(changed, workspace, organisation)


def parse_message(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Parsed:
    """Something written, changed or deleted in a channel.

    https://docs.slack.dev/reference/events/message
    """
    event = body["event"]
    match first_word(event, "subtype"):
        case "message_changed":
            written, earlier = part(event, "message"), event.get("previous_message") or {}
            is_deleted = False
        case "message_deleted":
            written = earlier = event.get("previous_message") or {}
            is_deleted = True
        case subtype if subtype in WRITTEN:
            written = earlier = event
            is_deleted = False
        case _:
            return ignored("message")
    if not _is_comment(written, earlier, body):
        return ignored("message")
    return _comment(body, written, workspace, organisation, is_deleted=is_deleted)


def parse_place_change(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Heard:
    """Something that happened to a channel as a whole.

    https://docs.slack.dev/reference/events/channel_shared and the pages beside it
    """
    event = body["event"]
    renamed = event.get("channel")
    channel = word(renamed, "id") if isinstance(renamed, Mapping) else word(event, "channel")
    place = channel_place(workspace, ChannelId(channel))
    return _heard(PlaceChanged(event_id=word(body, "event_id"), place=place), workspace, organisation)


def parse_membership(body: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Heard | Ignored:
    """Somebody joined or left a channel; only that the bot did is of interest.

    https://docs.slack.dev/reference/events/member_left_channel
    """
    event = body["event"]
    if not _bot_of(body) or event.get("user") != _bot_of(body):
        return ignored(word(event, "type"))
    return parse_place_change(body, workspace, organisation)


def parse_place(channel: Body) -> PlaceFacts:
    """What a channel is, as `conversations.info` tells it.

    https://docs.slack.dev/reference/objects/conversation-object
    """
    return PlaceFacts(
        name=first_word(channel, "name"),
        is_open=bool(channel.get("is_member")) and not (channel.get("is_archived") or channel.get("is_frozen")),
        is_shared_outside=_is_shared_outside(channel),
    )


def _is_shared_outside(channel: Body) -> bool:
    """Whether another company is in it, or was invited; sharing among workspaces of one organisation is not meant."""
    marks = ("is_ext_shared", "is_pending_ext_shared", "pending_shared", "pending_connected_team_ids")
    return any(channel.get(mark) for mark in marks) or bool(
        channel.get("is_shared") and not channel.get("is_org_shared")
    )


CHANNEL_EVENTS: Final[Mapping[str, EventParser]] = {
    "channel_archive": parse_place_change,
    "channel_deleted": parse_place_change,
    "channel_left": parse_place_change,
    "channel_rename": parse_place_change,
    "channel_shared": parse_place_change,
    "channel_unarchive": parse_place_change,
    "channel_unshared": parse_place_change,
    "group_archive": parse_place_change,
    "group_deleted": parse_place_change,
    "group_left": parse_place_change,
    "group_rename": parse_place_change,
    "group_unarchive": parse_place_change,
    "member_joined_channel": parse_membership,
    "member_left_channel": parse_membership,
    "message": parse_message,
    "reaction_added": parse_reaction,
    "reaction_removed": parse_reaction,
}


def _is_comment(written: Body, earlier: Body, body: Body) -> bool:
    """Whether a person wrote it below a message of the bot's in a channel."""
    bot, author = _bot_of(body), first_word(written, "user")
    thread = first_word(written, "thread_ts")
    if not author or author == bot or written.get("bot_id") or written.get("subtype") == "tombstone":
        return False
    if not thread or thread == written.get("ts") or is_direct(word(body["event"], "channel")):
        return False
    beginners = (first_word(each, "parent_user_id") or _root_author(each) for each in (written, earlier))
    return bool(bot) and bot in beginners


def _root_author(written: Body) -> str:
    return first_word(written.get("root") or {}, "user")


def _comment(
    body: Body, written: Body, workspace: WorkspaceRef, organisation: WorkspaceRef | None, *, is_deleted: bool
) -> Heard:
    channel = body["event"]["channel"]
    changed = CommentChanged(
        event_id=word(body, "event_id"),
        actor=actor_of(workspace, UserId(word(written, "user"))),
        message=_message(workspace, channel, word(written, "thread_ts")),
        comment_id=f"{channel}/{word(written, 'ts')}",
        text=None if is_deleted else plain_text(first_word(written, "text")),
    )
    return _heard(changed, workspace, organisation)


def _bot_of(body: Body) -> str:
    """The bot's own account, as Slack names it beside each event.

    https://docs.slack.dev/apis/events-api#authorizations
    """
    return first_word((body.get("authorizations") or [{}])[0], "user_id")


def _message(workspace: WorkspaceRef, channel: str, timestamp: str) -> MessageRef:
    return message_ref(channel_place(workspace, ChannelId(channel)), ChannelId(channel), timestamp)


def _heard(event: Event, workspace: WorkspaceRef, organisation: WorkspaceRef | None) -> Heard:
    return Heard(event=event, origin=Notice(workspace=workspace), organisation=organisation)

"""The far end's channels: who may post there, what is changed and deleted, and what is told about them."""

from collections.abc import Callable, Mapping

from tests.fakes.slack_blocks import Json, check_message
from tests.fakes.slack_world import BOT, SCOPES_BY_KIND, Channel, Posted, RefusedError, Team, Token


def may_post(room: Channel) -> None:
    """Raises `RefusedError` where the bot is not in a channel that can be written in."""
    if room.is_private and not room.has_bot:
        raise RefusedError("channel_not_found")
    if room.is_archived:
        raise RefusedError("is_archived")
    if not room.has_bot:
        raise RefusedError("not_in_channel")


def may_read(method: str, kind: str, grant: Token) -> None:
    """Raises `RefusedError` where the scope for this kind of conversation is missing."""
    if SCOPES_BY_KIND[method].get(kind, "none") not in grant.scopes:
        raise RefusedError("missing_scope")


def _update(team: Team, arguments: Json, grant: Token) -> Json:
    posted = _own(team, arguments, "cant_update_message")
    check_message(arguments.get("text"), arguments.get("blocks", []))
    posted.text, posted.blocks = arguments.get("text", ""), arguments.get("blocks", [])
    return {"channel": posted.channel, "ts": posted.ts, "text": posted.text}


def _delete(team: Team, arguments: Json, grant: Token) -> Json:
    posted = _own(team, arguments, "cant_delete_message")
    team.messages.remove(posted)
    return {"channel": posted.channel, "ts": posted.ts}


def _info(team: Team, arguments: Json, grant: Token) -> Json:
    room = team.rooms.get(str(arguments.get("channel", "")))
    if room is None or (room.is_private and not room.has_bot):
        raise RefusedError("channel_not_found")
    may_read("conversations.info", room.kind, grant)
    told = {
        "id": room.id,
        "name": room.name,
        "is_private": room.is_private,
        "is_member": room.has_bot,
        "is_archived": room.is_archived,
        "is_shared": room.is_ext_shared or room.is_org_shared,
        "is_ext_shared": room.is_ext_shared,
        "is_org_shared": room.is_org_shared,
        "is_pending_ext_shared": room.is_pending_ext_shared,
        "pending_shared": ["T9"] if room.is_pending_ext_shared else [],
    }
    return {"channel": told}


def _history(team: Team, arguments: Json, grant: Token) -> Json:
    channel = str(arguments["channel"])
    room = team.rooms.get(channel)
    if room is not None:
        may_post(room)
    elif channel not in team.channels.values():
        raise RefusedError("channel_not_found")
    may_read("conversations.history", room.kind if room else "im", grant)
    with_metadata = arguments.get("include_all_metadata") in {"true", "1"}
    found = [
        {"ts": each.ts, "text": each.text, **({"metadata": each.metadata} if with_metadata and each.metadata else {})}
        for each in reversed(team.messages)
        if each.channel == channel and not each.is_ephemeral and each.thread_ts is None
    ]
    return {"messages": found[: min(int(arguments.get("limit", 100)), 15)], "has_more": len(found) > 15}


METHODS: Mapping[str, Callable[[Team, Json, Token], Json]] = {
    "chat.delete": _delete,
    "chat.update": _update,
    "conversations.history": _history,
    "conversations.info": _info,
}


def _own(team: Team, arguments: Json, refusal: str) -> Posted:
    """The bot's message that is meant; ephemeral ones are out of reach."""
    channel, timestamp = arguments.get("channel"), arguments.get("ts")
    room = team.rooms.get(str(channel))
    if room is None and channel not in team.channels.values():
        raise RefusedError("channel_not_found")
    if room is not None and room.is_private and not room.has_bot:
        raise RefusedError("channel_not_found")
    if room is not None and room.is_archived:
        raise RefusedError("is_inactive")
    here = (each for each in team.messages if each.channel == channel and not each.is_ephemeral)
    posted = next((each for each in here if each.ts == timestamp), None)
    if posted is None:
        raise RefusedError("message_not_found")
    if posted.user != BOT:
        raise RefusedError(refusal)
    return posted

"""Reads the fields of an activity, each of which may be missing or of another shape than documented."""

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from adapters.teams.origins import Seat
from adapters.teams.parsed import MalformedError
from adapters.teams.refs import (
    ActivityId,
    ConversationId,
    TenantId,
    UserId,
    account_ref,
    channel_place,
    root_of,
    thread_conversation,
    workspace_ref,
)
from adapters.teams.verify import tenant_named_by
from bot.chat.ids import Actor, Place, WorkspaceRef, direct

Body = Mapping[str, Any]

_BREAK = re.compile(r"<(?:br|/p|/div|/li)[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
MOST_TEXT: Final = 20_000
_ODD = re.compile("[\0\ud800-\udfff]")
_MAYBE_ODD = re.compile(rb"\\u(?:0000|d[89a-f])", re.IGNORECASE)


def without_odd_characters(text: bytes, found: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What was found in a text, without NULs and halves of characters, which not every database or encoding takes."""
    return _cleaned(found) if _MAYBE_ODD.search(text) else found


def plain_text(text: str) -> str:
    """What can be read of a message's HTML."""
    broken = _BREAK.sub("\n", text[:MOST_TEXT])
    return html.unescape(_TAG.sub("", broken)).replace("\xa0", " ").strip()


def seat_of(body: Body) -> Seat:
    workspace = workspace_of(body)
    user = UserId(text_of(part_of(body, "from"), "id"))
    conversation = ConversationId(conversation_of(body))
    message = first_text(body, "replyToId")
    account = account_ref(workspace, user)
    place = direct(account) if is_personal(body) else channel_place(workspace, conversation, message)
    return Seat(
        workspace=workspace, user=user, conversation=conversation, place=place, locale=first_text(body, "locale")
    )


def aside_of(body: Body, message: str) -> Place | None:
    """Where in a channel somebody is answered alone, beside `message`; `None` in the personal chat."""
    if is_personal(body):
        return None
    conversation = conversation_of(body)
    thread = first_text(data_of_channel(body).get("thread") or {}, "id")
    if thread and not root_of(conversation):
        conversation = thread_conversation(conversation, thread)
    return channel_place(workspace_of(body), conversation, message)


def is_targeted(body: Body) -> bool:
    """Whether only the sender and the bot see what was written.

    https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages#receive-targeted-messages
    """
    return (body.get("recipient") or {}).get("isTargeted") is True


def workspace_of(body: Body) -> WorkspaceRef:
    tenant = tenant_named_by(body)
    if not tenant:
        raise MalformedError("the activity names no tenant")
    return workspace_ref(TenantId(tenant))


def actor_of(seat: Seat) -> Actor:
    return Actor(account=account_ref(seat.workspace, seat.user))


def event_id_of(body: Body) -> str:
    """Activities keep their id when they are sent again. Ids are unique within a conversation only."""
    return f"{conversation_of(body)}/{activity_id_of(body)}"


def activity_id_of(body: Body) -> ActivityId:
    return ActivityId(text_of(body, "id"))


def conversation_of(body: Body) -> str:
    return text_of(part_of(body, "conversation"), "id")


def is_personal(body: Body) -> bool:
    kind = part_of(body, "conversation").get("conversationType")
    return kind == "personal" or (
        kind is None and not data_of_channel(body).get("team") and not data_of_channel(body).get("channel")
    )


def is_own(body: Body) -> bool:
    return first_text(body.get("from") or {}, "id") == bot_of(body)


def bot_of(body: Body) -> str:
    return first_text(body.get("recipient") or {}, "id")


def team_of(data: Body) -> str:
    return first_text(data.get("team") or {}, "id")


def data_of_channel(body: Body) -> Body:
    return body.get("channelData") or {}


def said_in(body: Body) -> str:
    return plain_text(str(body.get("text") or ""))


def part_of(body: Body, name: str) -> Body:
    part = body.get(name)
    if not isinstance(part, dict):
        raise MalformedError(f"{name} is missing")
    return part


def text_of(body: Body, name: str) -> str:
    text = body.get(name)
    if not isinstance(text, str) or not text:
        raise MalformedError(f"{name} is missing")
    return text


def first_text(body: Body, *names: str) -> str:
    if not isinstance(body, dict):
        raise MalformedError("a part of the activity is no object")
    return next((text for name in names if isinstance(text := body.get(name), str) and text), "")


def _cleaned(part: Any) -> Any:  # noqa: ANN401 - walks through whatever JSON holds
    match part:
        case str(text):
            return _ODD.sub("\ufffd", text)
        case {**fields}:
            return {_cleaned(key): _cleaned(value) for key, value in fields.items()}
        case [*parts]:
            return [_cleaned(each) for each in parts]
        case _:
            return part

"""Reads what becomes of teams, channels and messages: reactions, comments, arrivals and departures; pure functions."""

from collections.abc import Iterator
from typing import Final

from adapters.teams.body import (
    Body,
    activity_id_of,
    actor_of,
    bot_of,
    conversation_of,
    data_of_channel,
    event_id_of,
    first_text,
    is_own,
    is_personal,
    is_targeted,
    said_in,
    seat_of,
    team_of,
    text_of,
    workspace_of,
)
from adapters.teams.origins import Notice
from adapters.teams.parsed import Arrived, Departed, Heard, Joined, Parsed, ignored
from adapters.teams.refs import ConversationId, TeamId, UserId, account_ref, channel_place, message_ref, root_of
from bot.chat.events import CommentChanged, PlaceChanged, ReactionChanged
from bot.chat.ids import WorkspaceRef
from bot.chat.records import DirectoryEntry

_CHANNEL_CHANGES: Final = frozenset(
    {"channelRenamed", "channelDeleted", "channelRestored", "channelShared", "channelUnshared"}
)
_OUTSIDERS: Final = frozenset({"guest", "anonymous"})
_TEAM_CHANGES: Final = frozenset({"teamArchived", "teamUnarchived", "teamDeleted", "teamHardDeleted", "teamRestored"})


def parse_message_change(body: Body) -> Parsed:
    """A comment below a posting was changed, or brought back after it was deleted."""
    return _comment_changed(body, said_in(body))


def parse_message_deletion(body: Body) -> Parsed:
    return _comment_changed(body, None)


def parse_reactions(body: Body) -> Parsed:
    """Teams tells what changed; an activity may add some reactions and take others back."""
    if is_personal(body):
        return ignored("messageReaction")
    seat = seat_of(body)
    message = text_of(body, "replyToId")
    ref = message_ref(channel_place(seat.workspace, seat.conversation, message), message)
    changed = [
        ReactionChanged(
            event_id=f"{event_id_of(body)}/{number}",
            actor=actor_of(seat),
            message=ref,
            reaction=reaction,
            is_added=is_added,
        )
        for number, (reaction, is_added) in enumerate(_reactions(body))
    ]
    return Heard(events=tuple(changed), origin=Notice(workspace=seat.workspace)) if changed else ignored("other")


def parse_conversation_update(body: Body) -> Parsed:
    """Who came to a team or channel, and what became of those."""
    data = data_of_channel(body)
    workspace = workspace_of(body)
    if data.get("eventType") in _CHANNEL_CHANGES | _TEAM_CHANGES:
        changed = data.get("channel") if data["eventType"] in _CHANNEL_CHANGES else data.get("team")
        place = channel_place(workspace, text_of(changed or {}, "id"))
        event = PlaceChanged(event_id=event_id_of(body), place=place)
        return Heard(events=(event,), origin=Notice(workspace=workspace))
    added = [str(each["id"]) for each in body.get("membersAdded") or ()]
    removed = [str(each["id"]) for each in body.get("membersRemoved") or ()]
    if bot_of(body) in added:
        return _arrived(body)
    if bot_of(body) in removed and team_of(data):
        return Departed(event_id=event_id_of(body), workspace=workspace, team=TeamId(team_of(data)))
    if removed:
        return ignored("membersRemoved")
    if added and team_of(data):
        people = tuple(UserId(each) for each in added)
        return Joined(event_id=event_id_of(body), workspace=workspace, team=TeamId(team_of(data)), users=people)
    return ignored("conversationUpdate")


def parse_installation(body: Body) -> Parsed:
    """Voxloop was added or removed.

    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
    """
    team = team_of(data_of_channel(body))
    if str(body.get("action", "")).startswith("add"):
        return _arrived(body)
    if team:
        return Departed(event_id=event_id_of(body), workspace=workspace_of(body), team=TeamId(team))
    return ignored("installationUpdate")


def parse_member(member: Body, workspace: WorkspaceRef, *, locale: str = "") -> DirectoryEntry:
    """One member of a roster.

    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#fetch-the-roster-or-user-profile

    Raises:
        MalformedError: it has no id.
    """
    is_bot = _role(member) == "bot" or str(member.get("id")).startswith("28:")
    return DirectoryEntry(
        account=account_ref(workspace, UserId(text_of(member, "id"))),
        name=first_text(member, "name") or first_text(member, "email", "userPrincipalName"),
        first_name=first_text(member, "givenName"),
        email=first_text(member, "email", "userPrincipalName"),
        locale=locale,
        is_person=not is_bot and not is_from_outside(member, workspace),
    )


def is_from_outside(member: Body, workspace: WorkspaceRef) -> bool:
    """Whether a member of a team belongs to another company."""
    tenant = first_text(member, "tenantId").casefold()
    return _role(member) in _OUTSIDERS or bool(tenant and tenant != workspace.external_id)


def parse_comment(body: Body, text: str | None) -> Parsed:
    conversation, comment = conversation_of(body), activity_id_of(body)
    root = root_of(conversation)
    if not root or root == comment or (text is not None and not text):
        return ignored("message")
    seat = seat_of(body)
    changed = CommentChanged(
        event_id=f"{event_id_of(body)}/{body.get('type')}/{first_text(body, 'timestamp')}",
        actor=actor_of(seat),
        message=message_ref(channel_place(seat.workspace, conversation), root),
        comment_id=comment,
        text=text,
    )
    return Heard(events=(changed,), origin=Notice(workspace=seat.workspace))


def _role(member: Body) -> str:
    return first_text(member, "userRole").casefold()


def _comment_changed(body: Body, text: str | None) -> Parsed:
    if is_own(body) or is_personal(body):
        return ignored("message")
    return ignored("targeted") if is_targeted(body) else parse_comment(body, text)


def _reactions(body: Body) -> Iterator[tuple[str, bool]]:
    for name, is_added in (("reactionsAdded", True), ("reactionsRemoved", False)):
        for each in body.get(name) or ():
            yield text_of(each, "type"), is_added


def _arrived(body: Body) -> Parsed:
    """The tenant, the conversation and who did it; a personal installation names its person as the sender."""
    data = data_of_channel(body)
    team = data.get("team") or {}
    if not team and not is_personal(body):
        return ignored("groupChat")
    sender = body.get("from") or {}
    return Arrived(
        event_id=event_id_of(body),
        workspace=workspace_of(body),
        conversation=ConversationId(conversation_of(body)),
        user=UserId(first_text(sender, "id")),
        name=first_text(sender, "name"),
        locale=first_text(body, "locale"),
        team=TeamId(text_of(team, "id")) if team else None,
    )

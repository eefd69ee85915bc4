"""Teams' ids as distinct types, and the only place that knows how they stand in ours."""

from typing import NewType

from bot.chat.ids import AccountRef, MessageRef, Place, PlaceKind, Platform, WorkspaceRef

TEAMS = Platform("teams")

TenantId = NewType("TenantId", str)
"""One Microsoft 365 organisation, by its Entra id."""

AppId = NewType("AppId", str)
"""The bot's application id in Entra."""

UserId = NewType("UserId", str)
"""A person as this bot sees them, such as `29:1a2b…`; other bots see another id of the same person."""

TeamId = NewType("TeamId", str)
"""A team, by the id of its General channel, such as `19:…@thread.tacv2`."""

ConversationId = NewType("ConversationId", str)
"""Where the connector takes messages: a chat, a channel, or a channel's thread (`…;messageid=…`)."""

ActivityId = NewType("ActivityId", str)

THREAD_MARK = ";messageid="


def workspace_ref(tenant: TenantId) -> WorkspaceRef:
    return WorkspaceRef(platform=TEAMS, external_id=tenant)


def tenant_of(workspace: WorkspaceRef) -> TenantId:
    return TenantId(workspace.external_id)


def account_ref(workspace: WorkspaceRef, user: UserId) -> AccountRef:
    return AccountRef(workspace=workspace, external_id=user)


def user_of(place: Place) -> UserId:
    """Whose direct conversation with the bot this is."""
    return UserId(place.external_id)


def bot_id(app: AppId) -> str:
    """The bot as a member of conversations."""
    return f"28:{app}"


def channel_place(workspace: WorkspaceRef, conversation: str, message: str = "") -> Place:
    """The place of a conversation that is no personal chat.

    Teams names a thread by its channel and its first message. That first message itself stands in the channel; what
    answers it (any other `message`) stands in the thread.
    """
    channel, _, root = conversation.partition(THREAD_MARK)
    if root and message and message != root:
        return Place(workspace=workspace, kind=PlaceKind.THREAD, external_id=channel, thread_id=root)
    return Place(workspace=workspace, kind=PlaceKind.CHANNEL, external_id=channel)


def thread_below(ref: MessageRef) -> Place:
    """Where answers to a message in a channel stand; in a thread and in a personal chat that is the place itself."""
    place = ref.place
    if place.kind is not PlaceKind.CHANNEL:
        return place
    return Place(
        workspace=place.workspace, kind=PlaceKind.THREAD, external_id=place.external_id, thread_id=ref.external_id
    )


def thread_conversation(channel: str, root: str) -> ConversationId:
    return ConversationId(f"{channel}{THREAD_MARK}{root}")


def root_of(conversation: str) -> str:
    """The first message of the thread that a conversation is; empty for anything else."""
    return conversation.partition(THREAD_MARK)[2]


def message_ref(place: Place, activity: str) -> MessageRef:
    return MessageRef(place=place, external_id=activity)

"""How the page names workspaces, accounts, messages and happenings; the only file that knows these encodings."""

import hashlib
from typing import Final

from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, PlaceKind, Platform, WorkspaceRef

WEB: Final = Platform("web")
WORKSPACE: Final = WorkspaceRef(platform=WEB, external_id="web")
"""The page has one workspace: the organisation itself."""


def account_ref(external_id: str) -> AccountRef:
    return AccountRef(workspace=WORKSPACE, external_id=external_id)


def channel(external_id: str) -> Place:
    """A channel of the page."""
    return Place(workspace=WORKSPACE, kind=PlaceKind.CHANNEL, external_id=external_id)


def thread(ref: MessageRef) -> Place:
    """Where people talk about a message of a channel."""
    return Place(
        workspace=WORKSPACE, kind=PlaceKind.THREAD, external_id=ref.place.external_id, thread_id=ref.external_id
    )


def channel_of(place: Place) -> Place | None:
    """The channel that a place is or lies in; `None` for a direct conversation."""
    return None if place.kind is PlaceKind.DIRECT else channel(place.external_id)


def message(place: Place, number: int) -> MessageRef:
    """A letter by its number within its place."""
    return MessageRef(place=place, external_id=str(number))


def event_id(account: str, act_id: str, *what: str) -> str:
    """The name of a happening: the same for a browser's retry, different for every other act or account.

    `act_id` is random, made by the browser. What was filled in is not part of the name.
    """
    return hashlib.sha256("\0".join((account, act_id, *what)).encode()).hexdigest()


def reply_id(event: str) -> DeliveryId:
    """The delivery of a message that answers an event, so that a retry posts it once."""
    return DeliveryId(f"reply-{event}")

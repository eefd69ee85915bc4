"""How the page names workspaces, accounts, messages and happenings; the only file that knows these encodings."""

import hashlib
from typing import Final

from bot.chat.ids import AccountRef, DeliveryId, Place, PlaceKind, Platform, WorkspaceRef

WEB: Final = Platform("web")
WORKSPACE: Final = WorkspaceRef(platform=WEB, external_id="web")
"""The page has one workspace: the organisation itself."""


def account_ref(external_id: str) -> AccountRef:
    return AccountRef(workspace=WORKSPACE, external_id=external_id)


def is_ours(place: Place) -> bool:
    """Whether a message can be kept there; the page has direct conversations only."""
    return place.workspace == WORKSPACE and place.kind is PlaceKind.DIRECT


def event_id(account: str, act_id: str, *what: str) -> str:
    """The name of a happening: the same for a browser's retry, different for every other act or account.

    `act_id` is random, made by the browser. What was filled in is not part of the name.
    """
    return hashlib.sha256("\0".join((account, act_id, *what)).encode()).hexdigest()


def reply_id(event: str) -> DeliveryId:
    """The delivery of a message that answers an event, so that a retry posts it once."""
    return DeliveryId(f"reply-{event}")

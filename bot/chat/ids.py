"""Who and where, in the words of a chat platform but the same shape for all of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

Platform = NewType("Platform", str)
"""The short name of a platform, as its adapter gives it."""

DeliveryId = NewType("DeliveryId", str)
"""Our opaque, random name for one message that the bot starts; it may travel with the message and be looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRef:
    """One workspace or tenant on one platform, by the platform's own id."""

    platform: Platform
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef:
    """One account on one platform, by the platform's own id."""

    workspace: WorkspaceRef
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did something.

    `viewer` tells apart the places from which one account is used where that matters for privacy: an own answer is
    only ever shown again to the viewer who gave it. Platforms that authenticate the account themselves leave it empty;
    the web sets one for each sign-in, so that a sign-in link in wrong hands reveals nothing given before.
    """

    account: AccountRef
    viewer: str = ""


class PlaceKind(StrEnum):
    """Where a message can stand."""

    DIRECT = "direct"
    CHANNEL = "channel"
    THREAD = "thread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A direct conversation (`external_id` is the account's id), a channel, or a thread below a message of one."""

    workspace: WorkspaceRef
    kind: PlaceKind
    external_id: str
    thread_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """A message as posted in one place, by the platform's own id."""

    place: Place
    external_id: str


def direct(account: AccountRef) -> Place:
    """The direct conversation between the bot and an account."""
    return Place(workspace=account.workspace, kind=PlaceKind.DIRECT, external_id=account.external_id)

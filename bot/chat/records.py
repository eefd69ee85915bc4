"""The records that adapters hand over or are lent: directory entries, installations, the web's mailbox.

Storage keeps them behind the Protocols here, so that an adapter never learns what a database is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.blocks import Message
from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, Platform, WorkspaceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """One account as its platform describes it.

    `is_person` is false for bots and for guests from outside; `is_active` is false once the account is switched off.
    Empty strings mean that the platform does not tell. `time_zone` is an IANA name, `locale` a BCP 47 tag.
    """

    account: AccountRef
    name: str
    first_name: str = ""
    email: str = ""
    time_zone: str = ""
    locale: str = ""
    is_person: bool = True
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What is needed to speak in one workspace. `secrets` (tokens) are encrypted at rest and never logged.

    `is_org_wide` marks an installation for a whole enterprise, whose workspaces share it. `document` is the adapter's
    own record in JSON; `expires_at` is when the token must have been rotated.
    """

    workspace: WorkspaceRef
    name: str
    document: str
    secrets: str
    installed_at: datetime
    expires_at: datetime | None = None
    is_org_wide: bool = False
    suspended_reason: str = ""


class Installations(Protocol):
    """The installations that adapters made."""

    async def save(self, installation: Installation) -> None: ...

    async def find(self, workspace: WorkspaceRef) -> Installation | None: ...

    async def list(self, platform: Platform) -> Sequence[Installation]: ...

    async def suspend(self, workspace: WorkspaceRef, reason: str) -> None: ...

    async def delete(self, workspace: WorkspaceRef) -> None: ...

    async def claim_rotation(self, workspace: WorkspaceRef, *, now: datetime, until: datetime) -> bool:
        """True for exactly one caller until `until`: who gets it rotates the token, the others wait and read again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as it lies in the web mailbox, in the order of `number` within its place."""

    number: int
    delivery_id: DeliveryId
    message: Message
    posted_at: datetime


class Mailbox(Protocol):
    """Messages for people who read them on Voxloop's own page. A reference's `external_id` is the letter's `number`."""

    async def put(self, place: Place, delivery_id: DeliveryId, message: Message, posted_at: datetime) -> MessageRef:
        """Keeps a message once: the same delivery again gives the reference of the first."""
        ...

    async def find(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None: ...

    async def read(self, place: Place, *, after: int = 0, limit: int = 100) -> Sequence[Letter]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCard:
    """A channel of the page as it stands in its list: where it is, what it is called, and one line about it."""

    place: Place
    name: str
    about: str


class ChannelGuide(Protocol):
    """The channels that the page has; the core says which."""

    async def channels(self, account: AccountRef) -> Sequence[ChannelCard]:
        """Those that this account may read, in the order of their names."""
        ...


class OneTimeTokens(Protocol):
    """Tokens that work once (sign-in links, OAuth states); only their hash is kept."""

    async def issue(self, purpose: str, token: str, subject: str, expires_at: datetime) -> None: ...

    async def redeem(self, purpose: str, token: str, now: datetime) -> str | None:
        """The subject, once and before it expires; else `None`."""
        ...

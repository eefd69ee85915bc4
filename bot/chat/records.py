"""The records that adapters hand over or are lent: directory entries, installations, the web's mailbox.

Storage keeps them behind the Protocols here, so that an adapter never learns what a database is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
    """A message as it lies in the web mailbox, in the order of `number` within its place.

    `version` counts the changes of the place: a letter that is put, changed or deleted, or below which something
    changes, gets the next one. `author` is the account's external id where a person wrote it, below a letter of the
    bot's; empty for the bot's own. A letter that `is_gone` has lost its message.
    """

    number: int
    delivery_id: DeliveryId
    message: Message
    posted_at: datetime
    version: int = 0
    author: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What people left below a letter: what was written there, how many gave which reaction, and the reader's own."""

    letters: Sequence[Letter] = ()
    reactions: Mapping[str, int] = field(default_factory=dict)
    own_reactions: frozenset[str] = frozenset()


class Mailbox(Protocol):
    """Messages for people who read them on Voxloop's own page. A reference's `external_id` is the letter's `number`.

    A thread is the place below the letter of a channel whose number is its `thread_id`; whatever changes there counts
    as a change of that letter.
    """

    async def put(
        self, place: Place, delivery_id: DeliveryId, message: Message, posted_at: datetime, *, author: str = ""
    ) -> MessageRef:
        """Keeps a message once: the same delivery again gives the reference of the first.

        Raises:
            GoneError: it should stand below a letter that is not there (any more).
        """
        ...

    async def find(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None: ...

    async def letter(self, ref: MessageRef) -> Letter | None:
        """One letter, unless it is gone."""
        ...

    async def read(self, place: Place, *, after: int = 0, limit: int = 100) -> Sequence[Letter]:
        """Letters in the order of their numbers, without those that are gone."""
        ...

    async def news(self, place: Place, *, since: int, limit: int = 100) -> Sequence[Letter]:
        """What changed since a version, in the order of versions; with letters that are gone."""
        ...

    async def version(self, place: Place) -> int:
        """The version of the latest change; 0 where nothing ever changed."""
        ...

    async def edit(self, ref: MessageRef, message: Message) -> bool:
        """Exchanges the message of a letter; false where it is gone. The same message again changes nothing."""
        ...

    async def delete(self, ref: MessageRef) -> bool:
        """Deletes a letter with all that is below it; false where it was gone already."""
        ...

    async def react(self, ref: MessageRef, account: str, reaction: str, *, is_given: bool) -> bool:
        """Keeps a reaction of an account once, or takes it back; false where the letter is gone."""
        ...

    async def below(self, place: Place, numbers: Collection[int], *, reader: str) -> Mapping[int, Below]:
        """What is below letters of a channel, as the account `reader` sees it; letters with nothing are left out."""
        ...


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

    async def find(self, place: Place) -> ChannelCard | None:
        """The channel at this place, whoever reads it; `None` when there is none (any more)."""
        ...


class OneTimeTokens(Protocol):
    """Tokens that work once (sign-in links, OAuth states); only their hash is kept."""

    async def issue(self, purpose: str, token: str, subject: str, expires_at: datetime) -> None: ...

    async def redeem(self, purpose: str, token: str, now: datetime) -> str | None:
        """The subject, once and before it expires; else `None`."""
        ...

"""Where acts upon customer voice are taken: what carrying one out may need, the same for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.ids import MessageRef, Place, Platform, WorkspaceRef
from bot.chat.platform import ChatPlatform
from bot.privacy.keys import KeyStore
from bot.station.intake.hear import Ear
from bot.station.posting.listen import ClipLinks
from bot.station.posting.stations import Hours

DIGEST_KEY = "interaction-digests"
"""The name of the key under which the content of interactions is hashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationDesk:
    """What is true for every act.

    `ear` is `None` where the extra that listening needs is not installed. `platforms` are those that are switched on,
    by name. `web` is the workspace of the page, `None` when it is switched off. `hours` are those that a new station
    starts with.
    """

    organisation: str
    public_url: str
    ear: Ear | None
    keys: KeyStore
    web: WorkspaceRef | None
    hours: Hours
    platforms: Mapping[Platform, ChatPlatform]

    @property
    def clip_links(self) -> ClipLinks:
        """How links to recordings are made."""
        return ClipLinks(public_url=self.public_url, keys=self.keys)

    @property
    def digest_key(self) -> bytes:
        """Under which the content of interactions is hashed."""
        return self.keys.get_or_create(DIGEST_KEY)

    def below(self, ref: MessageRef) -> Place:
        """Where an answer to a message goes: where the platform is gone, the place of the message."""
        platform = self.platforms.get(ref.place.workspace.platform)
        return platform.below(ref) if platform else ref.place

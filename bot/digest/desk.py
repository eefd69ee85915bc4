"""Where acts upon digests are taken: what carrying one out may need, the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.ids import Platform
from bot.digest.compose import DigestRules
from bot.digest.page_links import PageLinks
from bot.privacy.keys import KeyStore


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestDesk:
    """What is true for every act.

    People are written to on the first platform of `order` that they have an account on.
    """

    public_url: str
    rules: DigestRules
    keys: KeyStore
    order: Sequence[Platform] = ()

    @property
    def page_links(self) -> PageLinks:
        """How addresses of digests are made."""
        return PageLinks(public_url=self.public_url, keys=self.keys)

"""The address of a digest as a page: it works for a while, for whoever has it, and is sealed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock.weeks import Week
from bot.people.model import PersonId
from bot.privacy.keys import KeyStore
from bot.privacy.signed_links import SignedLinks

LINK_KEY = "digest-links"
"""The name of the key that addresses of digests are signed with."""

LIFE = timedelta(minutes=30)
PATH = "/digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """Makes addresses of digests, and reads them back."""

    public_url: str
    keys: KeyStore

    def link(self, person_id: PersonId, week: Week, unit: str, now: datetime) -> str:
        """An address that works from now on for `LIFE`."""
        return self._signed.link(person_id, str(week), unit, now=now)

    def read(self, token: str, now: datetime) -> tuple[PersonId, Week, str]:
        """The reader, week and unit that an address names.

        Raises:
            BadLinkError: the address is none of ours, or its time is over.
        """
        person_id, week, unit = self._signed.read(token, now)
        return PersonId(person_id), Week.parse(week), unit

    @property
    def _signed(self) -> SignedLinks:
        return SignedLinks(address=f"{self.public_url}{PATH}", key_name=LINK_KEY, life=LIFE, keys=self.keys)
